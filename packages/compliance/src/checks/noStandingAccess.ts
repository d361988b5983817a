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

/** No person can read Secrets at any time. */
export const noStandingAccess = tallyCheck({
  id: 'no-standing-access',
  title: 'People have no standing access',
  source: factSources.access,
  remedy: 'Give such rights to groups and for a limited time.',
  rules: ['standing-user-access'],
  counts: ['cluster', 'clusters'],
  good: 'has no person with standing access',
  bad: 'has people with standing access',
});
