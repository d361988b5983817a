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
import type { SourceStates } from '../inventory/secretFilters';
import { loadUnfinished } from '../analyses/analyses';

/** A change that waits no longer is on its way: an estate is never without one. */
const ON_ITS_WAY_MS = 5 * 60_000;

/**
 * When the oldest change was made that an answer leaves out: of one of the secrets
 * that it rests on, or of a source of theirs of which not all was analysed once.
 *
 * @param options.selectSecrets - selects the secrets that the answer rests on, as `s`
 * @returns undefined if the answer leaves nothing out
 */
export async function findAnalysedTo(
  knex: Knex,
  options: {
    sources: SourceStates;
    selectSecrets: () => Knex.QueryBuilder;
    now: number;
  },
): Promise<string | undefined> {
  const { selectSecrets, now } = options;
  const sourceIds = [...options.sources.keys()];
  const late = new Date(now - ON_ITS_WAY_MS).toISOString();
  const found: string[] = [];
  // Nearly always there is none at all, which one look at an index tells.
  const anyLate = await knex('analyses')
    .whereIn('source_id', sourceIds)
    .where('due_at', '<', late)
    .first('due_at');
  if (anyLate) {
    const row: { due_at: string } | undefined = await selectSecrets()
      .join('analyses as a', join =>
        join.on('a.source_id', 's.source_id').andOn('a.secret_id', 's.id'),
      )
      .where('a.due_at', '<', late)
      .orderBy('a.due_at')
      .first('a.due_at');
    found.push(...(row ? [row.due_at] : []));
  }
  const at = new Date(now).toISOString();
  for (const entry of await loadUnfinished(knex, sourceIds, at)) {
    const waiting = await selectSecrets()
      .where('s.source_id', entry.sourceId)
      .where('s.id', '>', entry.after)
      .first('s.id');
    if (waiting) {
      found.push(entry.dueAt);
    }
  }
  return found.sort()[0];
}
