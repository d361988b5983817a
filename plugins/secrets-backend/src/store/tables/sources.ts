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

import { defineTables, withSource } from './defineTables';

/** The sources, and what is known of each as a whole. */
export const sourceTables = defineTables({
  sources: {
    columns: {
      id: 'text',
      kind: 'text',
      title: 'text',
      mode: 'text?',
      dashboard_url: 'text?',
      state: 'text',
      state_since: 'text',
      last_full_sync: 'text?',
      followed_to: 'text?',
      clock_skew_ms: 'bigint?',
      problems: 'text',
      warnings: 'text',
      progress: 'text?',
      heartbeat_at: 'text?',
      retired_at: 'text?',
      observed_since: 'text?',
      access_revision: 'integer',
      secrets_revision: 'integer',
      transit_revision: 'integer',
      compliance_revision: 'integer',
      secret_count: 'integer',
      object_count: 'integer',
      unlisted_kinds: 'text?',
    },
    parents: [],
  },
  source_heartbeats: {
    columns: {
      source_id: 'text',
      hour: 'text',
      state: 'text',
    },
    parents: [withSource],
  },
  source_leases: {
    columns: {
      source_id: 'text',
      holder: 'text?',
      fence: 'bigint',
      expires_at: 'bigint',
      sync_requested_at: 'text?',
    },
    parents: [withSource],
  },
  source_outages: {
    columns: {
      source_id: 'text',
      part: 'text',
      began_at: 'text',
      seen_at: 'text',
      well_since: 'text?',
      told: 'boolean',
      attempts: 'integer',
      retry_at: 'text?',
    },
    parents: [withSource],
  },
  streams: {
    columns: {
      source_id: 'text',
      stream: 'text',
      generation: 'text?',
      generation_fence: 'bigint?',
      blank: 'boolean',
      open: 'boolean',
      cursor: 'text?',
      opened_at: 'text?',
      seen_at: 'text?',
      completed_at: 'text?',
      covers: 'text?',
      covers_in: 'text?',
    },
    parents: [withSource],
  },
  namespace_environments: {
    columns: {
      source_id: 'text',
      namespace: 'text',
      environment: 'text',
      production: 'boolean',
    },
    parents: [withSource],
  },
});
