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
import type { SourceStates } from './secretFilters';
import { SUMMARY_COLUMNS, type SecretRow } from './secretRow';
import type { ListSecretsQuery } from './types';
import { selectWithWorst, WORST_SHOWN } from './worstFindings';

const MOST_COPIES = 50;

/** Those of a page but for the worst finding, which depends on who asks. */
export const COLUMNS = SUMMARY_COLUMNS.filter(name => name !== 'worst').map(
  name => `s.${name}`,
);

/** Secrets as `s`, each with its place among those of the same system, namespace and name: the worst is the first. */
export function selectGrouped(
  knex: Knex,
  sources: SourceStates,
  query: ListSecretsQuery,
): Knex.QueryBuilder {
  const ranked = selectWithWorst(knex, sources, query).select(
    ...COLUMNS,
    knex.raw(`${WORST_SHOWN} as worst`),
    knex.raw(
      `row_number() over (partition by s.system, s.namespace, s.name
        order by ${WORST_SHOWN}, s.source_id, s.id) as place`,
    ),
  );
  return knex(ranked.as('s')).select('s.*');
}

/** Those of the same namespace and name as some rows of a grouped list. */
export async function loadCopies(
  knex: Knex,
  sources: SourceStates,
  query: ListSecretsQuery,
  rows: SecretRow[],
): Promise<SecretRow[]> {
  const namespaces = [...new Set(rows.map(({ namespace }) => namespace))];
  const names = [...new Set(rows.map(({ name }) => name))];
  const found: SecretRow[] = await selectGrouped(knex, sources, query)
    .whereIn('s.namespace', namespaces)
    .whereIn('s.name', names)
    .whereBetween('s.place', [2, MOST_COPIES + 1])
    .orderBy('s.place');
  return found;
}

/** What rows of a grouped list have in common. */
export function nameOf({ system, namespace, name }: SecretRow): string {
  return `${system}:${namespace}/${name}`;
}

/** How many rows a grouped list has. */
export async function countGroups(
  knex: Knex,
  sources: SourceStates,
  query: ListSecretsQuery,
): Promise<number> {
  const [{ count }] = await selectGrouped(knex, sources, query)
    .clearSelect()
    .where('s.place', 1)
    .count({ count: '*' });
  return Number(count);
}
