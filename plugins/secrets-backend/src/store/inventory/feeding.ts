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
import { GONE } from '../common/presence';
import { selectVisible } from './applyVisibility';
import type { SourceStatus } from './sourceStates';
import type { VisibilityFilter } from './VisibilityFilter';

/** What a caller may see, of sources that are still named. */
interface Seen {
  sources: ReadonlyMap<string, SourceStatus>;
  visibility: VisibilityFilter;
}

/**
 * Keeps secrets, as `s`, whose value some secret that the caller may see gets, or none.
 * What others get of it, nobody learns from that.
 */
export function whereFeeding(
  knex: Knex,
  query: Knex.QueryBuilder,
  feeds: 'some' | 'none',
  seen: Seen,
): void {
  const feeding = selectFed(knex, seen, knex('edges')).select('e.from_ref');
  if (feeds === 'some') {
    query.whereIn('s.ref', feeding);
  } else {
    query.whereNotIn('s.ref', feeding);
  }
}

/** How many secrets that the caller may see get the value of each of some secrets, by ref. */
export async function countFed(
  knex: Knex,
  seen: Seen,
  refs: string[],
): Promise<Map<string, number>> {
  const rows: { from_ref: string; count: number | string }[] = await selectFed(
    knex,
    seen,
    knex('edges').whereIn('from_ref', refs),
  )
    .groupBy('e.from_ref')
    .select('e.from_ref', knex.raw('count(distinct e.to_ref) as count'));
  return new Map(rows.map(row => [row.from_ref, Number(row.count)]));
}

/** Edges as `e` from a secret to one that the caller may see. */
function selectFed(
  knex: Knex,
  { sources, visibility }: Seen,
  edges: Knex.QueryBuilder,
): Knex.QueryBuilder {
  const stated = edges
    .whereNotNull('from_ref')
    .select('from_ref', 'to_source', 'to_ref');
  const seen = selectVisible(knex, visibility, { areFew: true })
    .where('s.presence', '>', GONE)
    .whereIn('s.source_id', [...sources.keys()])
    .whereIn(
      ['s.source_id', 's.ref'],
      stated.clone().clearSelect().select('to_source', 'to_ref'),
    )
    .select('s.source_id', 's.ref');
  return knex(stated.as('e')).join(seen.as('f'), join =>
    join.on('f.source_id', 'e.to_source').andOn('f.ref', 'e.to_ref'),
  );
}
