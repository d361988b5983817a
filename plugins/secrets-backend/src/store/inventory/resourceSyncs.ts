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

interface Resource {
  sourceId: string;
  id: string;
}

/**
 * Notes that the sync of a resource is requested now, unless that was noted a short
 * while ago. Of several replicas that do this at once one succeeds.
 *
 * @returns when it was requested before, if that is too short a while ago
 */
export async function noteSync(
  knex: Knex,
  { sourceId, id }: Resource,
  { at, pauseMs }: { at: number; pauseMs: number },
): Promise<{ tooSoonAfter?: string }> {
  const now = new Date(at).toISOString();
  const before = new Date(at - pauseMs).toISOString();
  // Another replica may have noted it while this one waited, or by a clock that is ahead.
  const after = new Date(at + pauseMs).toISOString();
  const written = await knex('resource_syncs')
    .insert({ source_id: sourceId, secret_id: id, requested_at: now })
    .onConflict(['source_id', 'secret_id'])
    .merge()
    // What is later still is of a clock that was set back since.
    .whereNotBetween('resource_syncs.requested_at', [before, after])
    .returning('requested_at');
  if (written.length > 0) {
    return {};
  }
  const row = await knex('resource_syncs')
    .where({ source_id: sourceId, secret_id: id })
    .first('requested_at');
  return { tooSoonAfter: row?.requested_at ?? now };
}

/** Takes a note back, as the request failed: it may be tried again at once. */
export async function forgetSync(
  knex: Knex,
  { sourceId, id }: Resource,
  at: number,
): Promise<void> {
  await knex('resource_syncs')
    .where({
      source_id: sourceId,
      secret_id: id,
      requested_at: new Date(at).toISOString(),
    })
    .delete();
}
