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
import { selectSecrets, type SourceStates } from '../inventory/secretFilters';
import {
  PLACE_FIELDS,
  toPlace,
  type SecretFields,
} from '../findings/findingRow';
import type { RotationPageQuery, RotationStore } from './RotationStore';
import { selectPage } from '../common/selectPage';

/** Changes of values in secrets that a rotation policy applies to, newest first. */
export async function listRotations(
  knex: Knex,
  sources: SourceStates,
  query: RotationPageQuery,
): ReturnType<RotationStore['listRotations']> {
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
  const { items: rows, ...page } = await selectPage<
    SecretFields & {
      at: string;
      keys: string | null;
    }
  >(
    knex,
    [
      {
        query: selected,
        fields: [...PLACE_FIELDS, 'h.at', 'h.keys'],
        // Without the ids of the table, which tell how much happens elsewhere.
        expressions: [
          { sql: 'h.at', type: 'string' },
          { sql: 's.id', type: 'string' },
          { sql: "coalesce(h.keys, '')", type: 'string' },
        ],
      },
    ],
    {
      order: 'rotations',
      direction: 'desc',
      cursor: query.cursor,
      limit: query.limit,
    },
  );
  return {
    ...page,
    items: rows.map(row => ({
      id: [row.at, row.id, row.keys].join(' '),
      at: row.at,
      keys: row.keys ? JSON.parse(row.keys) : [],
      secret: toPlace(row, sources),
    })),
  };
}
