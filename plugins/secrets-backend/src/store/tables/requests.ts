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

import { defineTables, withRequest } from './defineTables';

/** What people seal and request. */
export const requestTables = defineTables({
  drafts: {
    columns: {
      id: 'text',
      created_by: 'text',
      entity_ref: 'text',
      created_at: 'text',
      expires_at: 'text',
      size: 'integer',
      targets: 'text',
    },
    parents: [],
    purgedBy: 'store/requests/DraftStore.ts',
  },
  requests: {
    columns: {
      id: 'text',
      draft_id: 'text',
      entity_ref: 'text',
      system: 'text?',
      requested_by: 'text',
      reason: 'text?',
      host: 'text',
      repository: 'text',
      branch: 'text',
      state: 'text',
      finished: 'boolean',
      created_at: 'text',
      updated_at: 'text',
      sealed: 'text?',
      change_number: 'integer?',
      change_url: 'text?',
      head_sha: 'text?',
      merged_at: 'text?',
      blocked: 'text?',
      withdrawn_by: 'text?',
      remind_by: 'text?',
      reminded_at: 'text?',
      holder: 'text?',
      fence: 'bigint',
      expires_at: 'bigint',
      due_at: 'bigint',
      failures: 'integer',
      needs_approval: 'boolean',
      merged_by: 'text?',
      status: 'text?',
      forged_status: 'text?',
    },
    parents: [],
    purgedBy: 'store/retention/forgetOld.ts',
  },
  request_targets: {
    columns: {
      request_id: 'text',
      position: 'integer',
      cluster: 'text',
      namespace: 'text',
      name: 'text',
      path: 'text',
      mode: 'text',
      digests: 'text',
      step: 'text',
      unsealed_at: 'text?',
      used_how: 'text?',
      open: 'boolean',
    },
    parents: [withRequest],
  },
  request_events: {
    columns: {
      id: 'bigint',
      request_id: 'text',
      at: 'text',
      state: 'text',
      by: 'text?',
      note: 'text?',
      kind: 'text?',
    },
    parents: [withRequest],
    isLog: true,
  },
  request_approvals: {
    columns: {
      request_id: 'text',
      approved_by: 'text',
      head_sha: 'text',
      at: 'text',
    },
    parents: [withRequest],
  },
});
