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
/** Who creates a secret again after longer does not learn how old its value is. */
const GONE_DAYS = 400;
/** For so long a source that nobody names may come back as it was. */
const RETIRED_DAYS = 7;
const PAGE = 1000;

/** All that is kept by source, the source itself last. */
const BY_SOURCE: [table: string, column: string][] = [
  ['history', 'source_id'],
  ['entity_links', 'source_id'],
  ['labels', 'source_id'],
  ['object_references', 'source_id'],
  ['object_deliveries', 'source_id'],
  ['objects', 'source_id'],
  ['certificates', 'source_id'],
  ['key_certificates', 'source_id'],
  ['secret_keys', 'source_id'],
  ['secrets', 'source_id'],
  ['streams', 'source_id'],
  ['source_heartbeats', 'source_id'],
  ['source_leases', 'source_id'],
  ['sources', 'id'],
];

/** Deletes what is kept of secrets that are long gone, and of sources that were long retired. */
export async function forgetOld(
  knex: Knex,
  now: number = Date.now(),
): Promise<void> {
  const daysAgo = (days: number) => new Date(now - days * DAY_MS).toISOString();
  await forgetGone(knex, daysAgo(GONE_DAYS));
  const retired: { id: string }[] = await knex('sources')
    .where('retired_at', '<', daysAgo(RETIRED_DAYS))
    .select('id');
  for (const { id } of retired) {
    for (const [table, column] of BY_SOURCE) {
      await knex(table).where(column, id).delete();
    }
  }
}

async function forgetGone(knex: Knex, before: string): Promise<void> {
  for (;;) {
    const rows: { source_id: string; id: string }[] = await knex('secrets')
      .where('presence', 0)
      .where('gone_at', '<', before)
      .limit(PAGE)
      .select('source_id', 'id');
    const bySource = new Map<string, string[]>();
    for (const { source_id: sourceId, id } of rows) {
      bySource.set(sourceId, [...(bySource.get(sourceId) ?? []), id]);
    }
    for (const [sourceId, ids] of bySource) {
      await knex.transaction(async tx => {
        for (const table of [
          'history',
          'entity_links',
          'certificates',
          'key_certificates',
          'secret_keys',
        ]) {
          await tx(table)
            .where('source_id', sourceId)
            .whereIn('secret_id', ids)
            .delete();
        }
        // One that came back meanwhile is not gone any more.
        await tx('secrets')
          .where({ source_id: sourceId, presence: 0 })
          .whereIn('id', ids)
          .delete();
      });
    }
    if (rows.length < PAGE) {
      return;
    }
  }
}
