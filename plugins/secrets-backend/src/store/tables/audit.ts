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

/** Who read what, as audit logs say it. It outlives the sources and the secrets that it is about. */
export const auditTables = defineTables({
  audit_tokens: {
    columns: {
      id: 'text',
      source: 'text',
      kind: 'text',
      title: 'text',
      hash: 'text',
      old_hash: 'text?',
      old_until: 'text?',
      created_at: 'text',
      created_by: 'text',
      rotated_at: 'text?',
      used_at: 'text?',
    },
    parents: [],
    purgedBy: 'store/audit/AuditTokenStore.ts',
  },
  audit_names: {
    columns: {
      id: 'integer',
      kind: 'text',
      name: 'text',
      used_on: 'integer',
    },
    parents: [],
    purgedBy: 'store/audit/forgetAudit.ts',
  },
  audit_events: {
    columns: {
      id: 'bigint',
      source: 'integer',
      hash: 'binary',
      at: 'bigint',
      received_at: 'bigint',
      target: 'integer',
      subject: 'integer',
      impersonator: 'integer?',
      pod: 'integer?',
      more_pods: 'text?',
      through: 'integer?',
      address: 'integer?',
      client: 'integer?',
      granted_by: 'integer?',
      verb: 'text',
      audit_id: 'text',
      action: 'integer',
      outcome: 'integer',
      grade: 'integer',
      reason: 'integer',
    },
    parents: [],
    purgedBy: 'store/audit/forgetAudit.ts',
  },
  audit_rollups: {
    columns: {
      target: 'integer',
      hour: 'integer',
      subject: 'integer',
      action: 'integer',
      verb: 'text',
      grade: 'integer',
      count: 'integer',
      denied: 'integer',
      last_at: 'bigint?',
    },
    parents: [],
    purgedBy: 'store/audit/forgetAudit.ts',
  },
  audit_feeds: {
    columns: {
      source: 'text',
      kind: 'text',
      since: 'text',
      received_at: 'text',
      last_at: 'bigint?',
      ahead_ms: 'bigint',
      body_at: 'text?',
      entries: 'bigint',
      refused: 'bigint',
      refused_sample: 'text?',
      refused_at: 'text?',
    },
    parents: [],
    purgedBy: 'store/audit/forgetAudit.ts',
  },
  audit_hours: {
    columns: {
      source: 'text',
      hour: 'integer',
      entries: 'integer',
    },
    parents: [],
    purgedBy: 'store/audit/forgetAudit.ts',
  },
});
