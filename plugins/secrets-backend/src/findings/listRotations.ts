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
import { decodeCursor, encodeCursor } from '../database/cursors';
import { selectSecrets, type SourceStates } from '../database/secretFilters';
import { toPlace, type SecretFields } from './findingRow';
import type { FindingsStore } from './FindingsStore';

const ORDER = 'rotations';
const LARGEST_PAGE = 200;

/** Changes of values in secrets that a rotation policy applies to, newest first. */
export async function listRotations(
  knex: Knex,
  sources: SourceStates,
  query: Parameters<FindingsStore['listRotations']>[0],
): ReturnType<FindingsStore['listRotations']> {
  const limit = Math.min(Math.max(query.limit ?? 50, 1), LARGEST_PAGE);
  const selected = selectSecrets(knex, sources, query)
    .join('history as h', join =>
      join.on('h.source_id', 's.source_id').andOn('h.secret_id', 's.id'),
    )
    .where('h.event', 'valueChanged')
    .whereExists(
      knex('rotation_keys as r')
        .whereRaw('r.source_id = s.source_id and r.secret_id = s.id')
        .select(knex.raw('1')),
    );
  if (query.cursor !== undefined) {
    const [last] = decodeCursor(query.cursor, ORDER, ['number']);
    selected.where('h.id', '<', last);
  }
  const rows: (SecretFields & {
    history_id: number | string;
    at: string;
    keys: string | null;
  })[] = await selected
    .orderBy('h.id', 'desc')
    .limit(limit + 1)
    .select(
      's.source_id',
      's.id',
      's.ref',
      's.namespace',
      's.name',
      'h.id as history_id',
      'h.at',
      'h.keys',
    );
  const items = rows.slice(0, limit).map(row => ({
    id: String(row.history_id),
    at: row.at,
    keys: row.keys ? JSON.parse(row.keys) : [],
    secret: toPlace(row, sources),
  }));
  return rows.length > limit
    ? { items, nextCursor: encodeCursor(ORDER, [Number(items.at(-1)!.id)]) }
    : { items };
}
