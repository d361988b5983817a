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
import { selectFindings } from '../findings/selectFindings';
import type { SourceStates } from '../inventory/secretFilters';
import type { VisibilityFilter } from '../inventory/VisibilityFilter';
import type { ComplianceQuery } from './countSecrets';

/** The checks that findings decide, with the rules of these. */
const RULES: Record<string, readonly string[]> = {
  'certificates-renewed': ['certificate-expiry', 'certificate-renewal-failed'],
  'certificates-sound': [
    'certificate-chain-order',
    'certificate-host',
    'certificate-key-mismatch',
    'certificate-self-signed',
    'certificate-weak',
  ],
  'environments-apart': ['environment-shared'],
  'no-legacy-tokens': ['legacy-service-account-token'],
  'no-orphans': ['orphaned'],
  'no-plain-text': ['exposed-value'],
  'secrets-as-files': ['secret-in-env'],
  'secrets-used': ['unused'],
  'value-strength': ['weak-value'],
  'values-not-reused': ['duplicate'],
};

/** A decision about a finding is no repair: until it is resolved it counts. */
const STATES = ['open', 'acknowledged', 'suppressed'] as const;

/** How much is at fault in a source, by check. */
export interface Faults {
  /** Secrets, each once. */
  secrets: number;
  findings: number;
}

/**
 * Counts what findings say is at fault, by source and check.
 *
 * @returns what gives the faults of one; `certificates-in-date` are those that have expired
 */
export async function countFaults(
  knex: Knex,
  sources: SourceStates,
  query: ComplianceQuery & { others?: VisibilityFilter },
  now: string,
): Promise<(sourceId: string, check: string) => Faults> {
  const counts = new Map<string, Faults>();
  const add = (sourceId: string, check: string, faults: Faults) => {
    const key = `${check} ${sourceId}`;
    const before = counts.get(key) ?? { secrets: 0, findings: 0 };
    counts.set(key, {
      secrets: before.secrets + faults.secrets,
      findings: before.findings + faults.findings,
    });
  };
  const { alone, shared } = selectFindings(knex, sources, {
    ...query,
    filters: {
      ...query.filters,
      rules: Object.values(RULES).flat(),
      states: [...STATES],
    },
  });
  for (const selected of [alone, shared]) {
    const rows: Record<string, string | number>[] = await selected
      .clone()
      .groupByRaw('1, 2')
      .select({
        sourceId: 's.source_id',
        check: knex.raw(
          `case ${Object.entries(RULES)
            .map(
              ([check, rules]) =>
                `when f.rule in (${rules
                  .map(rule => `'${rule}'`)
                  .join(', ')}) then '${check}'`,
            )
            .join(' ')} end`,
        ),
        secrets: knex.raw('count(distinct s.id)'),
        findings: knex.raw('count(*)'),
        expired: knex.raw(
          `count(distinct case when f.rule = 'certificate-expiry' and f.due_at <= ? then s.id end)`,
          [now],
        ),
      });
    for (const { sourceId, check, secrets, findings, expired } of rows) {
      add(String(sourceId), String(check), {
        secrets: Number(secrets),
        findings: Number(findings),
      });
      add(String(sourceId), 'certificates-in-date', {
        secrets: Number(expired),
        findings: Number(expired),
      });
    }
  }
  return (sourceId, check) =>
    counts.get(`${check} ${sourceId}`) ?? { secrets: 0, findings: 0 };
}
