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

/** Each value that a policy covers was set within its period. */
export const rotationInPeriod = tallyCheck({
  id: 'rotation-in-period',
  title: 'Values are rotated within their period',
  source: factSources.inventory,
  remedy:
    'Rotate the overdue values, oldest first, or give the policy the period that you really mean.',
  rules: ['rotation-due'],
  counts: ['value', 'values'],
  good: 'is within the period',
  bad: 'is overdue',
});
