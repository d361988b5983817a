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

import { defineTables } from './defineTables';

/** How it stood to the checks of compliance, day by day. */
export const complianceTables = defineTables({
  compliance_counts: {
    columns: {
      scope: 'text',
      check_id: 'text',
      valid_from: 'text',
      valid_to: 'text?',
      good: 'integer',
      bad: 'integer',
      unknown: 'integer',
    },
    parents: [],
    purgedBy: 'store/compliance/complianceDays.ts',
  },
  compliance_days: {
    columns: {
      day: 'text',
    },
    parents: [],
    purgedBy: 'store/compliance/complianceDays.ts',
  },
  compliance_sources: {
    columns: {
      source_id: 'text',
      counted_at: 'text',
      revision: 'text',
      cluster: 'text',
      kept_stale: 'boolean?',
    },
    // Days that were kept have to end before what they rest on goes.
    parents: [],
    purgedBy: 'store/compliance/rollups.ts',
  },
  compliance_rollups: {
    columns: {
      source_id: 'text',
      kind: 'text',
      ref: 'text',
      counts: 'text',
      state: 'text',
    },
    // Days that were kept have to end before what they rest on goes.
    parents: [],
    purgedBy: 'store/compliance/rollups.ts',
  },
});
