/*
 * Copyright 2026 The Keyward Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

import type { Action } from './defineAction';
import { describeCompliance } from './describeCompliance';
import { describeRequest } from './describeRequest';
import { describeSecret } from './describeSecret';
import { explainControl } from './explainControl';
import { explainFinding } from './explainFinding';
import { listDue } from './listDue';
import { listFindings } from './listFindings';
import { listRequests } from './listRequests';
import { listSecrets } from './listSecrets';
import { listSources } from './listSources';
import { suggestImprovements } from './suggestImprovements';
import { syncResource } from './syncResource';
import { whatIsAtRisk } from './whatIsAtRisk';
import { whatWouldChange } from './whatWouldChange';
import { whoCanReach } from './whoCanReach';

/** All actions. A new one is a file of its own and a line here. */
export const actions: readonly Action[] = [
  listSecrets,
  describeSecret,
  listFindings,
  explainFinding,
  listDue,
  listSources,
  whoCanReach,
  whatIsAtRisk,
  whatWouldChange,
  describeCompliance,
  explainControl,
  suggestImprovements,
  syncResource,
  listRequests,
  describeRequest,
];
