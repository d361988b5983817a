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

import { knownSystems } from '@keyward/kube-model/systems';
import type { Knex } from 'knex';
import { selectSecrets, type SourceStates } from '../inventory/secretFilters';
import { EXISTS, PLACE_KIND } from '../common/presence';
import { type CellFields, type Cells, groupByCell } from './cells';
import type { ComplianceQuery } from './ComplianceQuery';
import { addCount } from './counts';

/** Operators whose objects say whether they delivered, and take values from a manager or seal them. */
export const MANAGERS = knownSystems.managed;

/** Made and replaced by Kubernetes or a tool: whether anything uses them is no question. */
export const OWN_CLASSES = [
  'service-account-token',
  'bootstrap-token',
  'helm-release',
  'sealing-key',
];

/** Whether it is known of a secret as `s` how its delivery goes. */
export const TELLS = `(s.delivery_failed or s.deliverer like '%"ready":"true"%')`;

/** Whether a secret as `s` has a certificate. */
export const HAS_CERTIFICATE = `exists (select 1 from key_certificates c
  where c.source_id = s.source_id and c.secret_id = s.id)`;

/** Whether a secret as `s` belongs to an entity with an owner. */
export const IS_OWNED = `exists (select 1 from entity_links l
  join entity_owners o on o.entity_ref = l.entity_ref
  where l.source_id = s.source_id and l.secret_id = s.id)`;

/** Counts existing secrets, in one look at them. */
export async function countSecrets(
  knex: Knex,
  sources: SourceStates,
  query: ComplianceQuery,
  options: { byEntities: boolean; cells: Cells },
): Promise<void> {
  const count = (condition: string, bindings: readonly string[] = []) =>
    knex.raw(`sum(case when ${condition} then 1 else 0 end)`, bindings);
  const anyOf = (values: readonly string[]) => values.map(() => '?').join(', ');
  const managed = `s.deliverer_kind in (${anyOf(MANAGERS)})`;
  const numbers = {
    total: knex.raw('count(*)'),
    taken: count(`s.taken = 'fingerprint'`),
    owned: count(IS_OWNED),
    byHand: count(`s.deliverer_kind = 'by hand'`),
    managed: count(managed, MANAGERS),
    // Whose deliverer says whether it succeeds.
    told: count(`${managed} and ${TELLS}`, MANAGERS),
    failed: count(`${managed} and s.delivery_failed`, MANAGERS),
    consumed: count('s.consumer_count > 0'),
    idle: count(
      `s.consumer_count = 0 and s.class not in (${anyOf(OWN_CLASSES)})`,
      OWN_CLASSES,
    ),
    tokens: count(`s.class = 'service-account-token'`),
    certificates: count(HAS_CERTIFICATE),
    unread: count(`s.class = 'tls' and not ${HAS_CERTIFICATE}`),
  };
  const selected = selectSecrets(knex, sources, query).where(
    's.presence',
    EXISTS,
  );
  const rows: (CellFields & Record<keyof typeof numbers, string | number>)[] =
    await groupByCell(selected, knex, {
      ...options,
      sourceIds: query.filters?.sourceIds,
    }).select(numbers);
  for (const row of rows) {
    const counts = options.cells.of(row);
    for (const name of Object.keys(numbers) as (keyof typeof numbers)[]) {
      // PostgreSQL gives sums as text.
      addCount(counts, name, Number(row[name]));
    }
  }
}

/** Counts objects that are no secrets and have a credential in plain text. */
export async function countPlaces(
  knex: Knex,
  sources: SourceStates,
  query: ComplianceQuery,
  options: { byEntities: boolean; cells: Cells },
): Promise<void> {
  const selected = selectSecrets(knex, sources, {
    ...query,
    withResources: true,
  }).where('s.resource_kind', PLACE_KIND);
  const rows: (CellFields & { count: string | number })[] = await groupByCell(
    selected,
    knex,
    { ...options, sourceIds: query.filters?.sourceIds },
  ).select({ count: knex.raw('count(*)') });
  for (const row of rows) {
    addCount(options.cells.of(row), 'places', Number(row.count));
  }
}
