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

import { marksOfAnnotations, type SecretFacts } from '@keyward/findings';
import type { KnownSystems } from '@keyward/kube-model/systems';
import type { Knex } from 'knex';
import { findAbsentEntities } from '../store/links/absentEntities';
import { findFailures } from '../store/inventory/findFailures';
import { loadCoverage } from '../store/inventory/loadCoverage';
import { loadPossibleConsumers } from '../store/inventory/loadPossibleConsumers';
import { EXISTS, KUBERNETES, LISTED } from '../store/common/presence';
import { isAnyOf, selectRows } from '../store/common/rows';
import { marksOf } from '../links';
import type { Environments } from '../store/environments/Environments';
import { findAbsentDeliverers } from './findAbsentDeliverers';
import { findFeeding } from './findFeeding';
import { findLostOrigins } from './findLostOrigins';
import { findNewerOrigins } from './findNewerOrigins';
import { findRestarts } from './findRestarts';
import { loadCertificateFacts } from './loadCertificateFacts';
import { loadConsumerFacts, placeKey } from './loadConsumerFacts';
import { loadEnvironments } from '../store/environments/loadEnvironments';
import { loadKeyFacts } from './loadKeyFacts';
import type { Row } from '../store/tables';

interface SecretRow
  extends Row<
    'secrets',
    | 'id'
    | 'ref'
    | 'system'
    | 'namespace'
    | 'name'
    | 'presence'
    | 'stream'
    | 'secret_type'
    | 'created_at'
    | 'detail'
    | 'attributes'
    | 'deliverer'
    | 'consumer_count'
    | 'consumed_at'
  > {
  class: SecretFacts['class'];
  taken: SecretFacts['taken'];
}

/** What rules need of a secret, and what the analysis needs besides. */
export interface LoadedSecret extends SecretFacts {
  /** A key of it holds the value of a key of another secret, whosever that is: nothing for rules. */
  sharesValues: boolean;
}

/**
 * Reads what rules need of some secrets of one source; those that are gone are
 * left out. A fixed number of statements, however many secrets there are.
 */
export async function loadSecretFacts(
  knex: Knex,
  sourceId: string,
  ids: string[],
  environments: Environments,
  systems?: KnownSystems,
): Promise<LoadedSecret[]> {
  if (ids.length === 0) {
    return [];
  }
  const wanted = isAnyOf(knex, 's.id', ids);
  const secrets = await selectRows<SecretRow>(
    knex,
    `select s.id, s.ref, s.system, s.attributes, s.namespace, s.name, s.presence, s.stream, s.secret_type, s.class,
       s.taken, s.created_at, s.detail, s.deliverer, s.consumer_count, s.consumed_at
     from secrets s where s.source_id = ? and ${wanted.sql}
       and s.presence in (${LISTED.join(', ')})`,
    [sourceId, ...wanted.bindings],
  );
  const { observedSince, unlistedKindsOf } = await loadCoverage(knex, sourceId);
  const title: string | undefined = (
    await knex('sources').where({ id: sourceId }).first('title')
  )?.title;
  const placeOf = ({ namespace }: SecretRow) => ({
    sourceId,
    sourceTitle: title,
    namespace,
  });
  const environmentOf = await loadEnvironments(
    knex,
    environments,
    secrets.map(placeOf),
  );
  const keys = await loadKeyFacts(knex, sourceId, ids);
  const consumers = await loadConsumerFacts(knex, sourceId, secrets);
  const possible = await loadPossibleConsumers(
    knex,
    sourceId,
    secrets.filter(row => Number(row.consumer_count) === 0),
  );
  const certificates = await loadCertificateFacts(knex, sourceId, secrets);
  /** The entities that secrets name themselves, by the ids of these. */
  const named = new Map<string, string>();
  const facts = secrets.map((row): LoadedSecret => {
    const detail = JSON.parse(row.detail);
    const { entityRef } = marksOf({
      labels: detail.labels ?? {},
      annotations: detail.annotations ?? [],
    });
    if (entityRef) {
      named.set(row.id, entityRef);
    }
    const exists = Number(row.presence) === EXISTS;
    const certificateFacts = exists ? certificates.get(row.id) : undefined;
    const environment = environmentOf(placeOf(row));
    return {
      id: row.id,
      ref: row.ref,
      sourceId,
      ...(row.system === KUBERNETES ? {} : { system: row.system }),
      ...(row.attributes ? { attributes: JSON.parse(row.attributes) } : {}),
      namespace: row.namespace,
      name: row.name,
      exists,
      secretType: row.secret_type,
      class: row.class,
      taken: row.taken,
      ...(environment ? { environment } : {}),
      ...(row.created_at ? { createdAt: row.created_at } : {}),
      labels: detail.labels ?? {},
      otherLabels: detail.otherLabels ?? [],
      ...marksOfAnnotations(detail.annotations ?? []),
      owners: (detail.owners ?? []).map(
        ({ kind, name }: { kind: string; name: string }) => ({ kind, name }),
      ),
      deliverer: JSON.parse(row.deliverer),
      keys:
        exists && row.taken !== 'references'
          ? keys.facts.get(row.id) ?? []
          : [],
      sharesValues: exists && keys.sharing.has(row.id),
      consumers: consumers.get(placeKey(row)) ?? [],
      consumerCount: Number(row.consumer_count),
      possibleConsumers: possible(row),
      unlistedKinds: unlistedKindsOf(row),
      ...(observedSince ? { observedSince } : {}),
      ...(row.consumed_at ? { lastConsumedAt: row.consumed_at } : {}),
      ...(certificateFacts ? { certificates: certificateFacts } : {}),
      ...(exists && detail.drifted ? { drifted: true } : {}),
      ...(exists && detail.exposures ? { exposures: detail.exposures } : {}),
    };
  });
  const absent = await findAbsentDeliverers(knex, sourceId, facts, systems);
  const existing = facts.filter(({ exists }) => exists).map(({ ref }) => ref);
  const lost = await findLostOrigins(knex, existing);
  const newer = await findNewerOrigins(knex, existing);
  const feeding = await findFeeding(knex, existing);
  const restarting = await findRestarts(knex, existing);
  const failures = await findFailures(knex, facts);
  const gone = await findAbsentEntities(knex, [...new Set(named.values())]);
  return facts.map(secret => {
    const ref = named.get(secret.id);
    const since = ref && gone.get(ref);
    const lostOrigins = lost.get(secret.ref);
    const newerOrigins = newer.get(secret.ref);
    const restarts = restarting.get(secret.ref);
    return {
      ...secret,
      deliverer: {
        ...secret.deliverer,
        ...failures.get(secret.id),
        ...(absent.has(secret.id) ? { absent: absent.get(secret.id) } : {}),
      },
      ...(lostOrigins ? { lostOrigins } : {}),
      ...(newerOrigins ? { newerOrigins } : {}),
      ...(restarts ? { restarts } : {}),
      ...(feeding.has(secret.ref) ? { feedsOthers: true as const } : {}),
      ...(ref
        ? { entity: { ref, ...(since ? { absentSince: since } : {}) } }
        : {}),
    };
  });
}
