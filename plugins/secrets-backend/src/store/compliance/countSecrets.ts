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
import type { SecretFilters } from '../inventory/types';
import type { VisibilityFilter } from '../inventory/VisibilityFilter';
import { PLACE_KIND } from '../common/presence';

/** Which secrets are counted, and for whom. */
export interface ComplianceQuery {
  visibility: VisibilityFilter;
  filters?: Pick<SecretFilters, 'sourceIds' | 'owners' | 'systems' | 'places'>;
}

/** Operators whose objects say whether they delivered, and take values from a manager or seal them. */
const MANAGERS = [
  'ExternalSecret',
  'ClusterExternalSecret',
  'SealedSecret',
  'SecretProviderClass',
  'VaultStaticSecret',
  'VaultDynamicSecret',
  'VaultPKISecret',
  'Vault Secrets Operator',
  'Certificate',
  'OnePasswordItem',
];

/** Made and replaced by Kubernetes or a tool: whether anything uses them is no question. */
const OWN_CLASSES = [
  'service-account-token',
  'bootstrap-token',
  'helm-release',
  'sealing-key',
];

/** How many secrets of a namespace are what. */
export interface SecretCounts {
  sourceId: string;
  namespace: string;
  total: number;
  /** Whose values were looked at. */
  taken: number;
  owned: number;
  byHand: number;
  managed: number;
  failed: number;
  consumed: number;
  /** That nothing is known to use, though something should. */
  idle: number;
  tokens: number;
  /** With a certificate. */
  certificates: number;
  /** Of a class that has certificates, where none was read. */
  unread: number;
}

/** Counts existing secrets by namespace, in one look at them. */
export async function countSecrets(
  knex: Knex,
  sources: SourceStates,
  query: ComplianceQuery,
): Promise<SecretCounts[]> {
  const count = (condition: string, bindings: readonly string[] = []) =>
    knex.raw(`sum(case when ${condition} then 1 else 0 end)`, bindings);
  const anyOf = (values: readonly string[]) => values.map(() => '?').join(', ');
  const hasCertificate = `exists (select 1 from key_certificates c
    where c.source_id = s.source_id and c.secret_id = s.id)`;
  const isOwned = `exists (select 1 from entity_links l
    join entity_owners o on o.entity_ref = l.entity_ref
    where l.source_id = s.source_id and l.secret_id = s.id)`;
  const managed = `s.deliverer_kind in (${anyOf(MANAGERS)})`;
  const rows: Record<keyof SecretCounts, string | number>[] =
    await selectSecrets(knex, sources, query)
      .where('s.presence', 2)
      .groupBy('s.source_id', 's.namespace')
      .select({
        sourceId: 's.source_id',
        namespace: 's.namespace',
        total: knex.raw('count(*)'),
        taken: count(`s.taken = 'fingerprint'`),
        owned: count(isOwned),
        byHand: count(`s.deliverer_kind = 'by hand'`),
        managed: count(managed, MANAGERS),
        failed: count(`${managed} and s.delivery_failed`, MANAGERS),
        consumed: count('s.consumer_count > 0'),
        idle: count(
          `s.consumer_count = 0 and s.class not in (${anyOf(OWN_CLASSES)})`,
          OWN_CLASSES,
        ),
        tokens: count(`s.class = 'service-account-token'`),
        certificates: count(hasCertificate),
        unread: count(`s.class = 'tls' and not ${hasCertificate}`),
      });
  return rows.map(({ sourceId, namespace, ...numbers }) => ({
    sourceId: String(sourceId),
    namespace: String(namespace),
    ...toNumbers(numbers),
  }));
}

/** How many objects that are no secrets have a credential in plain text, by source. */
export async function countPlaces(
  knex: Knex,
  sources: SourceStates,
  query: ComplianceQuery,
): Promise<Map<string, number>> {
  const rows: { id: string; count: string | number }[] = await selectSecrets(
    knex,
    sources,
    { ...query, withResources: true },
  )
    .where('s.resource_kind', PLACE_KIND)
    .groupBy('s.source_id')
    .select({ id: 's.source_id', count: knex.raw('count(*)') });
  return new Map(rows.map(({ id, count }) => [id, Number(count)]));
}

/** PostgreSQL gives sums as text. */
function toNumbers<K extends string>(
  row: Record<K, string | number>,
): Record<K, number> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, Number(value)]),
  ) as Record<K, number>;
}
