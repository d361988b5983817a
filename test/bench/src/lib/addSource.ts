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

import type { Knex } from 'knex';

const DAY_MS = 86_400_000;

/** A source that is held, live, and not silent for a day. */
export async function addSource(
  knex: Knex,
  fence: { sourceId: string; fence: number; mode: string },
): Promise<void> {
  const now = Date.now();
  const at = new Date(now).toISOString();
  await knex('sources').insert({
    id: fence.sourceId,
    kind: 'kubernetes',
    title: fence.sourceId,
    mode: fence.mode,
    state: 'live',
    state_since: at,
    last_full_sync: at,
    problems: '[]',
    warnings: '[]',
    heartbeat_at: new Date(now + DAY_MS).toISOString(),
  });
  await knex('source_leases').insert({
    source_id: fence.sourceId,
    holder: 'bench',
    fence: fence.fence,
    expires_at: now + DAY_MS,
  });
}
