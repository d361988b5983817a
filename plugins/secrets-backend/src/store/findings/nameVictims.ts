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
import type { VisibilityFilter } from '../inventory/VisibilityFilter';

const MOST_NAMED = 5;

/** What is found because of a resource, as far as somebody sees it. */
export interface Victims {
  /** Location and name of the first ones, the worst first. */
  named: string[];
  count: number;
}

interface VictimRow {
  because_of: string;
  namespace: string;
  name: string;
  number: number | string;
}

/** The secrets that the filter shows and that are found to fail because of some resources, by ids of these. */
export async function nameVictims(
  knex: Knex,
  sources: SourceStates,
  visibility: VisibilityFilter,
  ids: readonly string[],
): Promise<Map<string, Victims>> {
  const result = new Map<string, Victims>();
  if (ids.length === 0) {
    return result;
  }
  const ranked = selectSecrets(knex, sources, { visibility, areFew: true })
    .join('findings as f', join =>
      join.on('f.source_id', 's.source_id').andOn('f.secret_id', 's.id'),
    )
    .whereIn('f.because_of', ids)
    .where('f.active', true)
    .select(
      'f.because_of',
      's.namespace',
      's.name',
      knex.raw(
        'row_number() over (partition by f.because_of order by f.urgency, s.namespace, s.name, f.id) as place',
      ),
      knex.raw('count(*) over (partition by f.because_of) as number'),
    );
  const rows: VictimRow[] = await knex(ranked.as('v'))
    .where('place', '<=', MOST_NAMED)
    .orderBy(['because_of', 'place']);
  for (const row of rows) {
    const victims = result.get(row.because_of) ?? {
      named: [],
      count: Number(row.number),
    };
    victims.named.push(`${row.namespace}/${row.name}`);
    result.set(row.because_of, victims);
  }
  return result;
}
