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
import {
  coveringNow,
  coversOf,
  selectFindings,
  type SelectedFindings,
} from '../findings/selectFindings';
import type { FindingState } from '../findings/FindingsStore';
import type { SourceStates } from '../inventory/secretFilters';
import type { VisibilityFilter } from '../inventory/VisibilityFilter';
import { type CellFields, type Cells, groupByCell } from './cells';
import type { ComplianceQuery } from './ComplianceQuery';
import { addCount, coveredName, faultName } from './counts';
import { RULES } from './findingRules';

/** A decision about a finding is no repair: until it is resolved it counts. */
export const FAULT_STATES = ['open', 'acknowledged', 'suppressed'] as const;

/** These count keys, of which a secret can have several. */
export const OF_KEYS = ['connections-encrypted', 'value-strength'];

/** Counts what findings say is at fault, by check. */
export async function countFaults(
  knex: Knex,
  sources: SourceStates,
  query: ComplianceQuery & { others?: VisibilityFilter },
  options: { byEntities: boolean; cells: Cells; now: string },
): Promise<void> {
  const selected = selectFindings(knex, sources, {
    ...query,
    filters: {
      ...query.filters,
      rules: Object.values(RULES).flat(),
      states: [...FAULT_STATES],
    },
  });
  const check = `case ${Object.entries(RULES)
    .map(
      ([id, rules]) =>
        `when f.rule in (${rules
          .map(rule => `'${rule}'`)
          .join(', ')}) then '${id}'`,
    )
    .join(' ')} end`;
  for (const part of await partsOf(selected)) {
    const rows: (CellFields &
      Record<'check' | 'secrets' | 'findings' | 'expired', string>)[] =
      await groupByCell(part, knex, {
        ...options,
        sourceIds: query.filters?.sourceIds,
      })
        .groupByRaw('4')
        .select({
          check: knex.raw(check),
          secrets: knex.raw('count(distinct s.id)'),
          findings: knex.raw('count(*)'),
          expired: knex.raw(
            `count(distinct case when f.rule = 'certificate-expiry' and f.due_at <= ? then s.id end)`,
            [options.now],
          ),
        });
    for (const row of rows) {
      const counts = options.cells.of(row);
      const bad = OF_KEYS.includes(row.check) ? row.findings : row.secrets;
      addCount(counts, faultName(row.check), Number(bad));
      addCount(counts, faultName('certificates-in-date'), Number(row.expired));
    }
  }
}

const UNRESOLVED: FindingState[] = ['open', 'acknowledged', 'suppressed'];

/** Counts the worst findings that are open or acknowledged. */
export async function countWorst(
  knex: Knex,
  sources: SourceStates,
  query: ComplianceQuery & { others?: VisibilityFilter },
  options: { byEntities: boolean; cells: Cells; covering: readonly string[] },
): Promise<void> {
  const selected = selectFindings(knex, sources, {
    ...query,
    filters: { ...query.filters, severities: ['critical', 'high'] },
  });
  const { sourceIds } = query.filters ?? {};
  const covering = await coveringNow(knex, options.covering);
  const isCovered = () =>
    covering.length === 0
      ? knex.raw('0')
      : knex.raw('count(case when f.because_of in (?) then 1 end)', [
          coversOf(
            knex,
            selectFindings(knex, sources, {
              visibility: query.visibility,
              filters: { sourceIds, states: UNRESOLVED },
            }).alone,
            covering,
          ),
        ]);
  for (const part of await partsOf(selected)) {
    const rows: (CellFields &
      Record<'count' | 'covered', number | string> & { severity: string })[] =
      await groupByCell(part, knex, { ...options, sourceIds })
        .groupBy('f.severity')
        .select({
          severity: 'f.severity',
          count: knex.raw('count(*)'),
          covered: isCovered(),
        });
    for (const row of rows) {
      const counts = options.cells.of(row);
      addCount(counts, row.severity, Number(row.count));
      addCount(counts, coveredName(row.severity), Number(row.covered));
    }
  }
}

/** The statements that select findings, of those that may select any. */
export async function partsOf({
  alone,
  shared,
  mayBeShared,
}: SelectedFindings) {
  return (await mayBeShared()) ? [alone, shared] : [alone];
}
