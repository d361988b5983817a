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

import {
  defineTables,
  withFinding,
  withSecret,
  withSource,
} from './defineTables';

/** What is wrong, what was decided about it, and whom it was told. */
export const findingTables = defineTables({
  findings: {
    columns: {
      id: 'text',
      source_id: 'text',
      secret_id: 'text',
      rule: 'text',
      item: 'text',
      severity: 'text',
      rank: 'integer',
      state: 'text',
      active: 'boolean',
      evidence: 'text',
      because_of: 'text?',
      due_at: 'text?',
      first_seen: 'text',
      last_seen: 'text',
      state_by: 'text?',
      state_reason: 'text?',
      expires_at: 'text?',
      resolved_at: 'text?',
      same_value: 'text?',
      fingerprint: 'text?',
      fingerprint_key_id: 'text?',
      due_sort: 'text',
      urgency: 'text',
    },
    parents: [withSecret],
  },
  finding_events: {
    columns: {
      id: 'bigint',
      finding_id: 'text',
      at: 'text',
      event: 'text',
      by: 'text?',
      reason: 'text?',
    },
    parents: [withFinding],
    isLog: true,
  },
  finding_notices: {
    columns: {
      id: 'bigint',
      finding_id: 'text',
      event: 'text',
      at: 'text',
    },
    parents: [withFinding],
  },
  finding_tellings: {
    columns: {
      finding_id: 'text',
      owner_ref: 'text',
      told: 'boolean',
      pending: 'text?',
      pending_at: 'text?',
      rank: 'integer',
      attempts: 'integer',
      retry_at: 'text?',
    },
    parents: [withFinding],
  },
  value_notices: {
    columns: {
      id: 'bigint',
      fingerprint: 'text',
      at: 'text',
    },
    parents: [],
    purgedBy: 'notify/collectValueNotices.ts',
  },
  analyses: {
    columns: {
      source_id: 'text',
      secret_id: 'text',
      due_at: 'text',
    },
    // An analysis of all secrets of a source names none.
    parents: [withSecret, withSource],
  },
  rotation_keys: {
    columns: {
      source_id: 'text',
      secret_id: 'text',
      key: 'text',
      policy: 'text',
      policy_days: 'integer',
      state: 'text',
      due_at: 'text?',
      due_sort: 'text',
    },
    parents: [withSecret],
  },
  rotation_days: {
    columns: {
      day: 'text',
      scope: 'text',
      total: 'integer',
      in_period: 'integer',
      due_soon: 'integer',
      overdue: 'integer',
      unknown: 'integer',
    },
    parents: [],
    purgedBy: 'store/rotation/snapshotRotation.ts',
  },
});
