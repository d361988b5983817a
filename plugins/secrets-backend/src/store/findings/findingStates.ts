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

import type { FindingState } from './FindingsStore';
import { columnsOf } from '../tables';

/** The columns that say how a finding is. */
export const STATE_COLUMNS = columnsOf(
  'findings',
  'state',
  'active',
  'state_by',
  'state_reason',
  'expires_at',
  'resolved_at',
);

/** How a finding is that nobody has decided about. */
export const OPEN = {
  state: 'open' as FindingState,
  active: true,
  state_by: null,
  state_reason: null,
  expires_at: null,
  resolved_at: null,
};

/** How a finding is that the rules do not say any more. */
export const RESOLVED = {
  ...OPEN,
  state: 'resolved' as FindingState,
  active: false,
};
