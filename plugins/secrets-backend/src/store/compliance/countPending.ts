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
import { loadUnfinished } from '../analyses/analyses';
import { selectSecrets, type SourceStates } from '../inventory/secretFilters';
import { type CellFields, type Cells, groupByCell } from './cells';
import type { ComplianceQuery } from './ComplianceQuery';
import { addCount } from './counts';

const HAS_POLICY = `exists (select 1 from rotation_keys r
  where r.source_id = s.source_id and r.secret_id = s.id)`;

/** Counts what changed since rules were asked about it, or of which they never were. */
export async function countPending(
  knex: Knex,
  sources: SourceStates,
  query: ComplianceQuery,
  options: { byEntities: boolean; cells: Cells; now: string },
): Promise<void> {
  const add = async (selected: Knex.QueryBuilder) => {
    const rows: (CellFields & Record<'pending' | 'pendingValues', string>)[] =
      await groupByCell(selected, knex, {
        ...options,
        sourceIds: query.filters?.sourceIds,
      }).select({
        pending: knex.raw('count(*)'),
        pendingValues: knex.raw(
          `sum(case when s.presence = 2 and not ${HAS_POLICY} then 1 else 0 end)`,
        ),
      });
    for (const row of rows) {
      const counts = options.cells.of(row);
      addCount(counts, 'pending', Number(row.pending));
      addCount(counts, 'pendingValues', Number(row.pendingValues));
    }
  };
  const select = () =>
    selectSecrets(knex, sources, { ...query, withResources: true }).whereIn(
      's.presence',
      [2, 3],
    );
  await add(
    select()
      .join('analyses as a', join =>
        join.on('a.source_id', 's.source_id').andOn('a.secret_id', 's.id'),
      )
      .where('a.due_at', '<=', options.now),
  );
  const sourceIds = [...sources.keys()];
  for (const { sourceId, after } of await loadUnfinished(
    knex,
    sourceIds,
    options.now,
  )) {
    await add(
      select().where('s.source_id', sourceId).where('s.id', '>', after),
    );
  }
}
