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
import { EXISTS } from '../common/presence';
import { selectSecrets, type SourceStates } from '../inventory/secretFilters';
import { type CellFields, type Cells, groupByCell } from './cells';
import type { ComplianceQuery } from './ComplianceQuery';
import { addCount, connectionName } from './counts';

/** Of a connection string that an earlier version of Keyward observed. */
const NOT_ASKED = 'unstated';

/** Values as `k`, of secrets as `s`, in which there are connection strings. */
export function selectConnections(
  knex: Knex,
  sources: SourceStates,
  query: ComplianceQuery,
): Knex.QueryBuilder {
  return (
    selectSecrets(knex, sources, query)
      .where('s.presence', EXISTS)
      .where('s.taken', 'fingerprint')
      .join('secret_keys as k', join =>
        join.on('k.source_id', 's.source_id').andOn('k.secret_id', 's.id'),
      )
      // As its index has it.
      .whereRaw(`(k.transit is not null or k.class = 'connection-string')`)
  );
}

/** Counts values with connection strings, by what these ask for. */
export async function countConnections(
  knex: Knex,
  sources: SourceStates,
  query: ComplianceQuery,
  options: { byEntities: boolean; cells: Cells },
): Promise<void> {
  const rows: (CellFields & { transit: string; count: number | string })[] =
    await groupByCell(selectConnections(knex, sources, query), knex, {
      ...options,
      sourceIds: query.filters?.sourceIds,
    })
      .groupByRaw('4')
      .select({
        transit: knex.raw(`coalesce(k.transit, '${NOT_ASKED}')`),
        count: knex.raw('count(*)'),
      });
  for (const { transit, count, ...row } of rows) {
    addCount(options.cells.of(row), connectionName(transit), Number(count));
  }
}
