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
import { selectCertificates } from '../rotation/listCertificates';
import { type CellFields, type Cells, groupByCell } from './cells';
import type { ComplianceQuery } from './ComplianceQuery';
import { addCount } from './counts';

const SOON_MS = 30 * 86_400_000;

/** Counts certificates that something is served with, and those that expire within 30 days. */
export async function countCertificates(
  knex: Knex,
  sources: SourceStates,
  query: ComplianceQuery,
  options: { byEntities: boolean; cells: Cells; now: string },
): Promise<void> {
  const { now } = options;
  const soon = new Date(Date.parse(now) + SOON_MS).toISOString();
  const rows: (CellFields &
    Record<'count' | 'expiring' | 'expired', string | number>)[] =
    await groupByCell(selectCertificates(knex, sources, query), knex, {
      ...options,
      sourceIds: query.filters?.sourceIds,
    }).select({
      count: knex.raw('count(*)'),
      expiring: knex.raw(
        'sum(case when c.not_after > ? and c.not_after <= ? then 1 else 0 end)',
        [now, soon],
      ),
      expired: knex.raw('sum(case when c.not_after <= ? then 1 else 0 end)', [
        now,
      ]),
    });
  for (const row of rows) {
    const counts = options.cells.of(row);
    addCount(counts, 'served', Number(row.count));
    addCount(counts, 'expiring', Number(row.expiring));
    addCount(counts, 'expired', Number(row.expired));
  }
}
