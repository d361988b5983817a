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
import { selectVisible } from './applyVisibility';
import { findFailures } from './findFailures';
import { loadCertificates } from './loadCertificates';
import { loadConsumers } from './loadConsumers';
import { loadCoverage } from './loadCoverage';
import { loadPossibleConsumers } from './loadPossibleConsumers';
import { loadRenewals } from './loadRenewals';
import { EXISTS, SECRET_KIND } from '../common/presence';
import { loadLineage } from './loadLineage';
import { loadTakers } from './loadTakers';
import type { SourceStates } from './secretFilters';
import {
  ageOf,
  loadLinks,
  SUMMARY_COLUMNS,
  toDelivered,
  toSecret,
  type SecretRow,
} from './secretRow';
import type {
  StoredDeliverer,
  StoredDelivery,
  StoredKey,
  StoredSecretDetail,
} from './types';
import type { VisibilityFilter } from './VisibilityFilter';
import type { Row } from '../tables';

/** More keys than a Secret of 1 MiB holds. */
const MOST_KEYS = 50_000;

interface DetailRow
  extends SecretRow,
    Row<
      'secrets',
      | 'uid'
      | 'taken'
      | 'immutable'
      | 'detail'
      | 'attributes'
      | 'own_deliverer'
      | 'consumed_at'
    > {}

interface KeyRow
  extends Row<
    'secret_keys',
    | 'name'
    | 'class'
    | 'size'
    | 'weak'
    | 'age_earliest'
    | 'age_latest'
    | 'age_basis'
  > {
  comparable: boolean | number;
}

/** One secret of a source that is not retired, if the filter shows it. */
export function selectOne(
  knex: Knex,
  sources: SourceStates,
  id: string,
  visibility: VisibilityFilter,
): Knex.QueryBuilder {
  return (
    selectVisible(knex, visibility, { areFew: true })
      .where('s.id', id)
      // There is no page about what is no Secret, nor once it is gone.
      .where('s.resource_kind', SECRET_KIND)
      .whereIn('s.source_id', [...sources.keys()])
  );
}

export async function getSecret(
  knex: Knex,
  sources: SourceStates,
  id: string,
  visibility: VisibilityFilter,
): Promise<StoredSecretDetail | undefined> {
  const row: DetailRow | undefined = await selectOne(
    knex,
    sources,
    id,
    visibility,
  ).first(
    [
      ...SUMMARY_COLUMNS,
      'uid',
      'taken',
      'immutable',
      'detail',
      'attributes',
      'own_deliverer',
      'consumed_at',
    ].map(name => `s.${name}`),
  );
  if (!row) {
    return undefined;
  }
  const [
    coverage,
    links,
    keys,
    certificates,
    renewals,
    consumerList,
    possibleConsumers,
    lineage,
    takers,
    failures,
  ] = await Promise.all([
    loadCoverage(knex, row.source_id),
    loadLinks(knex, [row]),
    loadKeys(knex, row),
    loadCertificates(knex, row.source_id, [row.id]),
    loadRenewals(knex, [row]),
    loadConsumers(knex, row),
    loadPossibleConsumers(
      knex,
      row.source_id,
      Number(row.consumer_count) === 0 ? [row] : [],
    ),
    loadLineage(knex, sources, row, visibility),
    loadTakers(knex, sources, row.ref, visibility),
    findFailures(knex, [toDelivered(row)]),
  ]);
  const secret = toSecret(row, sources, links, failures);
  const lastSync = lastSyncOf(secret.deliverer, lineage.deliveries);
  const isShown = row.presence === EXISTS && row.taken !== 'references';
  const detail = JSON.parse(row.detail);
  return {
    ...secret,
    deliverer: { ...secret.deliverer, ...(lastSync ? { lastSync } : {}) },
    uid: row.uid ?? undefined,
    taken: row.taken as StoredSecretDetail['taken'],
    immutable: row.immutable === null ? undefined : Boolean(row.immutable),
    // Those of a secret that is not seen any more are kept for comparison only.
    keys: isShown ? keys : [],
    certificates: (isShown && certificates.get(row.id)) || [],
    renewal: renewals.get(row.id),
    observedSince: coverage.observedSince,
    lastConsumedAt: row.consumed_at ?? undefined,
    consumerList,
    possibleConsumers: possibleConsumers(row),
    unlistedKinds: coverage.unlistedKindsOf(row),
    ...lineage,
    takers,
    labels: detail.labels,
    otherLabels: detail.otherLabels,
    annotations: detail.annotations,
    managers: detail.managers,
    owners: detail.owners,
    attributes: JSON.parse(row.attributes ?? '{}'),
  };
}

/** When what delivers a secret last did so. */
function lastSyncOf(
  { kind, name }: StoredDeliverer,
  deliveries: readonly StoredDelivery[],
): string | undefined {
  return deliveries.find(each => each.kind === kind && each.name === name)
    ?.lastSync;
}

async function loadKeys(
  knex: Knex,
  { source_id, id }: SecretRow,
): Promise<StoredKey[]> {
  const rows: KeyRow[] = await knex('secret_keys')
    .where({ source_id, secret_id: id })
    .orderBy('name')
    .limit(MOST_KEYS)
    .select(
      'name',
      'class',
      'size',
      'weak',
      'age_earliest',
      'age_latest',
      'age_basis',
      knex.raw('fingerprint is not null as comparable'),
    );
  return rows.map(row => ({
    name: row.name,
    class: row.class,
    ...(row.size ? { size: row.size } : {}),
    weak: Boolean(row.weak),
    comparable: Boolean(row.comparable),
    valueAge: ageOf(row),
  }));
}
