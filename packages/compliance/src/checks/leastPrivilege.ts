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

import { factSources } from '../facts';
import { tallyCheck } from './tallyCheck';

/** Subjects can read the secrets that they need, and no others. */
export const leastPrivilege = tallyCheck({
  id: 'least-privilege',
  title: 'Rights are no wider than needed',
  source: factSources.access,
  remedy: 'Open Access: it proposes the least Role for each subject.',
  counts: ['access', 'accesses'],
  good: 'is needed',
  bad: 'is not needed',
});
