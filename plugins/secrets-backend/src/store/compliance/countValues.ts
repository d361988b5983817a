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

import { valueAgeBounds } from '@keyward/compliance';
import type { Knex } from 'knex';
import { selectSecrets, type SourceStates } from '../inventory/secretFilters';
import { type CellFields, type Cells, groupByCell } from './cells';
import type { ComplianceQuery } from './ComplianceQuery';
import { addCount, ageName } from './counts';
import { EXISTS } from '../common/presence';

const DAY_MS = 86_400_000;

/** How old a value is, as the index of its bound in `valueAgeBounds`; past them all; -1 where it may be on either side of one. */
export function bucketOf(knex: Knex, now: string): Knex.Raw {
  const starts = valueAgeBounds.map(days =>
    new Date(Date.parse(now) - days * DAY_MS).toISOString(),
  );
  // The bounds of an age are instants: the older one is the earliest.
  const cases = starts.map((start, index) =>
    index === 0
      ? { sql: `when k.age_earliest >= ? then 0`, bindings: [start] }
      : {
          sql: `when k.age_earliest >= ? and k.age_latest < ? then ${index}`,
          bindings: [start, starts[index - 1]],
        },
  );
  const last = starts[starts.length - 1];
  return knex.raw(
    `case ${cases.map(({ sql }) => sql).join(' ')} when k.age_latest < ? then ${
      starts.length
    } else -1 end`,
    [...cases.flatMap(({ bindings }) => bindings), last],
  );
}

/** Values as `r` and `k`, of secrets as `s`, that a policy covers. */
export function selectValues(
  knex: Knex,
  sources: SourceStates,
  query: ComplianceQuery,
): Knex.QueryBuilder {
  return selectSecrets(knex, sources, query)
    .where('s.presence', EXISTS)
    .join('rotation_keys as r', join =>
      join.on('r.source_id', 's.source_id').andOn('r.secret_id', 's.id'),
    )
    .leftJoin('secret_keys as k', join =>
      join
        .on('k.source_id', 'r.source_id')
        .andOn('k.secret_id', 'r.secret_id')
        .andOn('k.name', 'r.key'),
    );
}

/** Counts values that a policy covers, by how they stand to it and by age. */
export async function countValues(
  knex: Knex,
  sources: SourceStates,
  query: ComplianceQuery,
  options: { byEntities: boolean; cells: Cells; now: string },
): Promise<void> {
  const selected = groupByCell(selectValues(knex, sources, query), knex, {
    ...options,
    sourceIds: query.filters?.sourceIds,
  }).select({
    state: 'r.state',
    bucket: bucketOf(knex, options.now),
    taken: knex.raw(`case when s.taken = 'fingerprint' then 1 else 0 end`),
    count: knex.raw('count(*)'),
  });
  const rows: (CellFields & {
    state: string;
    bucket: number | string;
    taken: number | string;
    count: number | string;
  })[] = await selected.groupByRaw(
    // As they stand in the list, after what tells cells apart.
    '4, 5, 6',
  );
  for (const row of rows) {
    const counts = options.cells.of(row);
    const count = Number(row.count);
    addCount(counts, 'policies', count);
    addCount(counts, ageName(Number(row.bucket)), count);
    if (row.state === 'overdue') {
      addCount(counts, 'overdue', count);
    }
    if (row.state === 'unknown') {
      addCount(counts, 'rotationUnknown', count);
    }
    if (Number(row.taken) === 1) {
      addCount(counts, 'looked', count);
    }
  }
}
