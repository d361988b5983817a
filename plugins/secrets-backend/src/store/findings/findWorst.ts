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
import { SHARED_FIELDS } from '../inventory/sharedValues/joinShared';
import type { VisibilityFilter } from '../inventory/VisibilityFilter';
import { FINDING_FIELDS, type FindingFields } from './findingRow';
import { selectFindings } from './selectFindings';

interface RankedRow extends FindingFields {
  urgency: string;
  number: number | string;
}

/** The worst finding of a secret, and how many it has. */
export interface WorstRow {
  row: FindingFields;
  count: number;
}

/**
 * Of some secrets the worst finding that the filter shows, by id of the secret.
 *
 * @param others - what is shown of other secrets, on which findings may rest
 */
export async function findWorst(
  knex: Knex,
  sources: SourceStates,
  ids: string[],
  visibility: VisibilityFilter,
  others: VisibilityFilter,
): Promise<Map<string, WorstRow>> {
  const result = new Map<string, WorstRow & { order: string }>();
  if (ids.length === 0) {
    return result;
  }
  const { alone, shared, mayBeShared } = selectFindings(knex, sources, {
    visibility,
    others,
    filters: { ids },
  });
  const rank = async (
    query: Knex.QueryBuilder,
    fields: string[],
  ): Promise<RankedRow[]> =>
    await knex(
      query
        .select(
          ...fields,
          'f.urgency',
          knex.raw(
            'row_number() over (partition by s.id order by f.urgency, f.id) as place',
          ),
          knex.raw('count(*) over (partition by s.id) as number'),
        )
        .as('n'),
    ).where('place', 1);
  const parts = await Promise.all([
    rank(alone, FINDING_FIELDS),
    mayBeShared().then(async may =>
      may ? await rank(shared, [...FINDING_FIELDS, ...SHARED_FIELDS]) : [],
    ),
  ]);
  for (const rows of parts) {
    for (const { urgency, number, ...row } of rows) {
      const order = `${urgency} ${row.finding_id}`;
      const other = result.get(row.id);
      const count = Number(number) + (other?.count ?? 0);
      result.set(
        row.id,
        other && other.order < order
          ? { ...other, count }
          : { row, count, order },
      );
    }
  }
  return result;
}
