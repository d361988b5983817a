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
import { compareBy } from '../common/groups';
import type { FindingCount } from './FindingsStore';
import type { SelectedFindings } from './selectFindings';

const MOST_VALUES = 50;

const COLUMNS = {
  bySeverity: 'severity',
  byRule: 'rule',
  bySource: 'source_id',
} as const;

/** How many findings there are, by what they are about; at most 50 values each, most first. */
export type FindingCounts = Record<
  keyof typeof COLUMNS | 'byOwner',
  FindingCount[]
> & { total: number };

/** Counts selected findings. Of one with several owners each has it. */
export async function countFindings(
  knex: Knex,
  { alone, shared, mayBeShared }: SelectedFindings,
): Promise<FindingCounts> {
  const sums = {
    bySeverity: new Map<string, number>(),
    byRule: new Map<string, number>(),
    bySource: new Map<string, number>(),
    byOwner: new Map<string, number>(),
  };
  let total = 0;
  const add = (by: keyof typeof sums, value: string, count: number | string) =>
    sums[by].set(value, (sums[by].get(value) ?? 0) + Number(count));
  const parts = (await mayBeShared()) ? [alone, shared] : [alone];
  for (const selected of parts) {
    const rows: Record<string, string>[] = await selected
      .clone()
      .groupBy('f.severity', 'f.rule', 's.source_id')
      .select('f.severity', 'f.rule', 's.source_id')
      .count({ count: '*' });
    for (const row of rows) {
      total += Number(row.count);
      for (const by of Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]) {
        add(by, row[COLUMNS[by]], row.count);
      }
    }
    const owned: { owner_ref: string; count: number | string }[] =
      await selected
        .clone()
        .join('entity_links as ol', join =>
          join.on('ol.source_id', 's.source_id').andOn('ol.secret_id', 's.id'),
        )
        .join('entity_owners as oo', 'oo.entity_ref', 'ol.entity_ref')
        .groupBy('oo.owner_ref')
        .select('oo.owner_ref', knex.raw('count(distinct f.id) as count'));
    owned.forEach(row => add('byOwner', row.owner_ref, row.count));
  }
  return {
    total,
    bySeverity: most(sums.bySeverity),
    byRule: most(sums.byRule),
    bySource: most(sums.bySource),
    byOwner: most(sums.byOwner),
  };
}

function most(sums: Map<string, number>): FindingCount[] {
  const byValue = compareBy<FindingCount>(({ value }) => value);
  return [...sums]
    .map(([value, count]) => ({ value, count }))
    .sort((one, other) => other.count - one.count || byValue(one, other))
    .slice(0, MOST_VALUES);
}
