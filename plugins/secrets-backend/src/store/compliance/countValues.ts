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
import type { ComplianceQuery } from './countSecrets';

const DAY_MS = 86_400_000;

/** How many values that a policy covers are alike. */
export interface ValueCounts {
  sourceId: string;
  /** `overdue`, `unknown`; all others are within their period. */
  state: string;
  /** Which of the bounds in `valueAgeBounds` it is surely within; past them all; -1 where it may be on either side of one. */
  bucket: number;
  /** Whether the value was looked at. */
  isTaken: boolean;
  count: number;
}

/** Counts values that a policy covers, by how they stand to it and by age. */
export async function countValues(
  knex: Knex,
  sources: SourceStates,
  query: ComplianceQuery,
  now: string,
): Promise<ValueCounts[]> {
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
  const rows: {
    sourceId: string;
    state: string;
    bucket: number | string;
    taken: number | string;
    count: number | string;
  }[] = await selectSecrets(knex, sources, query)
    .where('s.presence', 2)
    .join('rotation_keys as r', join =>
      join.on('r.source_id', 's.source_id').andOn('r.secret_id', 's.id'),
    )
    .leftJoin('secret_keys as k', join =>
      join
        .on('k.source_id', 'r.source_id')
        .andOn('k.secret_id', 'r.secret_id')
        .andOn('k.name', 'r.key'),
    )
    .groupByRaw('1, 2, 3, 4')
    .select({
      sourceId: 's.source_id',
      state: 'r.state',
      bucket: knex.raw(
        `case ${cases
          .map(({ sql }) => sql)
          .join(' ')} when k.age_latest < ? then ${starts.length} else -1 end`,
        [...cases.flatMap(({ bindings }) => bindings), last],
      ),
      taken: knex.raw(`case when s.taken = 'fingerprint' then 1 else 0 end`),
      count: knex.raw('count(*)'),
    });
  return rows.map(({ sourceId, state, bucket, taken, count }) => ({
    sourceId,
    state,
    bucket: Number(bucket),
    isTaken: Number(taken) === 1,
    count: Number(count),
  }));
}
