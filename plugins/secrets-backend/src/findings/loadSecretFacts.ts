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

import {
  formatObjectRef,
  type ConsumerFacts,
  type KeyFacts,
  type SecretFacts,
} from '@keyward/model';
import type { Knex } from 'knex';
import { loadObservedSince } from '../database/loadObservedSince';
import { findAbsentEntities } from '../database/absentEntities';
import { LISTED } from '../database/presence';
import { boundRows, selectRows } from '../database/rows';
import { TOP_LEVEL_JOINS, topLevel } from '../database/topLevel';
import { marksOf } from '../links';
import { LABEL_ENVIRONMENT, type Environments } from './Environments';
import { findAbsentDeliverers } from './findAbsentDeliverers';
import { loadCertificateFacts } from './loadCertificateFacts';

const MOST_CONSUMERS = 200;
const MOST_SAME = 20;
/** More keys of one secret than these are judged as if they were not there. */
const MOST_KEYS = 1000;

interface SecretRow {
  id: string;
  ref: string;
  namespace: string;
  name: string;
  presence: number;
  stream: string | null;
  secret_type: string;
  class: SecretFacts['class'];
  taken: SecretFacts['taken'];
  created_at: string | null;
  detail: string;
  deliverer: string;
  consumer_count: number;
  consumed_at: string | null;
}

interface KeyRow {
  secret_id: string;
  name: string;
  class: KeyFacts['class'];
  size: KeyFacts['size'] | null;
  weak: boolean | number;
  weakness: KeyFacts['weakness'] | null;
  age_earliest: string | null;
  age_latest: string | null;
  age_basis: KeyFacts['age']['basis'];
}

interface SameRow {
  secret_id: string;
  key: string;
  other_id: string;
  other_ref: string;
  other_source: string;
  other_title: string | null;
  other_namespace: string;
  other_name: string;
  other_key: string;
  other_deliverer: string;
  total: number | string;
}

interface ConsumerRow {
  namespace: string;
  name: string;
  top_group: string;
  top_kind: string;
  top_namespace: string | null;
  top_name: string;
  below_kind: string;
  below_name: string;
  own: number;
  how: string;
  container: string | null;
  keys: string | null;
  optional: number;
  sub_path: number;
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
): Promise<SecretFacts[]> {
  if (ids.length === 0) {
    return [];
  }
  const bound = boundRows(
    knex,
    { id: 'text' },
    ids.map(id => ({ id })),
  );
  const secrets = await selectRows<SecretRow>(
    knex,
    `select s.id, s.ref, s.namespace, s.name, s.presence, s.stream, s.secret_type, s.class,
       s.taken, s.created_at, s.detail, s.deliverer, s.consumer_count, s.consumed_at
     from ${bound.sql} ${
      bound.join
    } secrets s on s.source_id = ? and s.id = x.id
     where s.presence in (${LISTED.join(', ')}) order by s.id`,
    [...bound.bindings, sourceId],
  );
  const observedSince = await loadObservedSince(knex, sourceId);
  const title: string | undefined = (
    await knex('sources').where({ id: sourceId }).first('title')
  )?.title;
  const labels = await loadNamespaceLabels(knex, [
    { source_id: sourceId, secrets },
  ]);
  const keys = groupBy(
    await loadKeys(knex, sourceId, bound),
    row => row.secret_id,
  );
  const same = await loadSameValues(knex, sourceId, bound);
  const otherLabels = await loadNamespaceLabels(
    knex,
    [...groupBy(same, row => row.other_source)].map(([place, rows]) => ({
      source_id: place,
      secrets: rows.map(row => ({ namespace: row.other_namespace })),
    })),
  );
  const sameByKey = groupBy(same, row => `${row.secret_id}\u0000${row.key}`);
  const consumers = groupBy(
    await loadConsumers(knex, sourceId, secrets),
    row => `${row.namespace}\u0000${row.name}`,
  );
  const certificates = await loadCertificateFacts(knex, sourceId, secrets);
  /** The entities that secrets name themselves, by the ids of these. */
  const named = new Map<string, string>();
  const facts = secrets.map((row): SecretFacts => {
    const detail = JSON.parse(row.detail);
    const { entityRef } = marksOf({
      labels: detail.labels ?? {},
      annotations: detail.annotations ?? [],
    });
    if (entityRef) {
      named.set(row.id, entityRef);
    }
    const exists = Number(row.presence) === 2;
    const consumerRows =
      consumers.get(`${row.namespace}\u0000${row.name}`) ?? [];
    const certificateFacts = exists ? certificates.get(row.id) : undefined;
    const environment = environments.environmentOf({
      sourceId,
      sourceTitle: title,
      namespace: row.namespace,
      label: labels.get(`${sourceId}\u0000${row.namespace}`),
    });
    return {
      id: row.id,
      ref: row.ref,
      sourceId,
      namespace: row.namespace,
      name: row.name,
      exists,
      secretType: row.secret_type,
      class: row.class,
      taken: row.taken,
      ...(environment ? { environment } : {}),
      ...(row.created_at ? { createdAt: row.created_at } : {}),
      labels: detail.labels ?? {},
      annotations: Object.fromEntries(
        (detail.annotations ?? []).flatMap(
          ({ key, value }: { key: string; value?: string }) =>
            value === undefined ? [] : [[key, value]],
        ),
      ),
      owners: (detail.owners ?? []).map(
        ({ kind, name }: { kind: string; name: string }) => ({ kind, name }),
      ),
      deliverer: JSON.parse(row.deliverer),
      keys:
        exists && row.taken !== 'references'
          ? (keys.get(row.id) ?? []).slice(0, MOST_KEYS).map(key =>
              toKey(
                key,
                sameByKey.get(`${row.id}\u0000${key.name}`) ?? [],
                place =>
                  environments.environmentOf({
                    ...place,
                    label: otherLabels.get(
                      `${place.sourceId}\u0000${place.namespace}`,
                    ),
                  }),
              ),
            )
          : [],
      consumers: consumerRows.slice(0, MOST_CONSUMERS).map(toConsumer),
      consumerCount: Number(row.consumer_count),
      ...(observedSince ? { observedSince } : {}),
      ...(row.consumed_at ? { lastConsumedAt: row.consumed_at } : {}),
      ...(certificateFacts ? { certificates: certificateFacts } : {}),
      ...(exists && detail.exposures ? { exposures: detail.exposures } : {}),
    };
  });
  const absent = await findAbsentDeliverers(knex, sourceId, facts);
  const gone = await findAbsentEntities(knex, [...new Set(named.values())]);
  return facts.map(secret => {
    const ref = named.get(secret.id);
    const since = ref && gone.get(ref);
    return {
      ...secret,
      ...(absent.has(secret.id)
        ? { deliverer: { ...secret.deliverer, absent: absent.get(secret.id) } }
        : {}),
      ...(ref
        ? { entity: { ref, ...(since ? { absentSince: since } : {}) } }
        : {}),
    };
  });
}

async function loadKeys(
  knex: Knex,
  sourceId: string,
  bound: ReturnType<typeof boundRows>,
): Promise<KeyRow[]> {
  return await selectRows<KeyRow>(
    knex,
    `select k.secret_id, k.name, k.class, k.size, k.weak, k.weakness, k.age_earliest, k.age_latest, k.age_basis
     from ${bound.sql} ${bound.join} secret_keys k on k.source_id = ? and k.secret_id = x.id
     order by k.secret_id, k.name`,
    [...bound.bindings, sourceId],
  );
}

/** Keys elsewhere with the same value, the first 20 of each in the order of their refs, and how many there are. */
async function loadSameValues(
  knex: Knex,
  sourceId: string,
  bound: ReturnType<typeof boundRows>,
): Promise<SameRow[]> {
  return await selectRows<SameRow>(
    knex,
    `select * from (
       select k.secret_id, k.name as key, o.id as other_id, o.ref as other_ref,
         o.source_id as other_source, t.title as other_title, o.namespace as other_namespace,
         o.name as other_name, k2.name as other_key, o.deliverer_kind as other_deliverer,
         count(*) over (partition by k.secret_id, k.name) as total,
         row_number() over (partition by k.secret_id, k.name order by o.ref, k2.name) as place
       from ${bound.sql}
       ${bound.join} secret_keys k on k.source_id = ? and k.secret_id = x.id
         and k.fingerprint is not null
       join secret_keys k2 on k2.fingerprint = k.fingerprint
         and k2.fingerprint_key_id = k.fingerprint_key_id
         and not (k2.source_id = k.source_id and k2.secret_id = k.secret_id)
       join secrets o on o.source_id = k2.source_id and o.id = k2.secret_id and o.presence = 2
       join sources t on t.id = o.source_id and t.retired_at is null
     ) as found where place <= ?`,
    [...bound.bindings, sourceId, MOST_SAME],
  );
}

/** How each secret is referred to, once for each top-level object and way. */
async function loadConsumers(
  knex: Knex,
  sourceId: string,
  secrets: { namespace: string; name: string }[],
): Promise<ConsumerRow[]> {
  if (secrets.length === 0) {
    return [];
  }
  const bound = boundRows(knex, { namespace: 'text', name: 'text' }, secrets);
  const flag = (column: string) => `case when r.${column} then 1 else 0 end`;
  return await selectRows<ConsumerRow>(
    knex,
    `select r.namespace, r.name, min(${topLevel('api_group')}) as top_group,
       min(${topLevel('kind')}) as top_kind, min(${topLevel(
      'namespace',
    )}) as top_namespace,
       min(${topLevel('name')}) as top_name, min(o.kind) as below_kind,
       min(o.name) as below_name, max(case when p1.ref is null then 1 else 0 end) as own,
       r.how, r.container, r.keys, min(${flag('optional')}) as optional,
       max(${flag('sub_path')}) as sub_path
     from ${bound.sql}
     ${
       bound.join
     } object_references r on r.source_id = ? and r.namespace = x.namespace
       and r.name = x.name
     join objects o on o.source_id = r.source_id and o.ref = r.object_ref
     ${TOP_LEVEL_JOINS}
     group by r.namespace, r.name, ${topLevel(
       'ref',
     )}, r.how, r.container, r.keys
     order by min(${topLevel('kind')}), min(${topLevel(
      'name',
    )}), r.how, r.container`,
    [...bound.bindings, sourceId],
  );
}

/** The environments that namespaces say they belong to, by source and name. */
export async function loadNamespaceLabels(
  knex: Knex,
  places: { source_id: string; secrets: { namespace: string }[] }[],
): Promise<Map<string, string>> {
  const refs = new Map<string, string>();
  const rows = places.flatMap(({ source_id, secrets }) =>
    [...new Set(secrets.map(({ namespace }) => namespace))].map(name => {
      const ref = formatObjectRef({
        sourceId: source_id,
        apiGroup: '',
        kind: 'Namespace',
        name,
      });
      refs.set(ref, `${source_id}\u0000${name}`);
      return { source_id, ref };
    }),
  );
  if (rows.length === 0) {
    return new Map();
  }
  const bound = boundRows(knex, { source_id: 'text', ref: 'text' }, rows);
  const found = await selectRows<{ ref: string; value: string }>(
    knex,
    `select l.ref, l.value from ${bound.sql}
     ${bound.join} labels l on l.source_id = x.source_id and l.ref = x.ref and l.key = ?`,
    [...bound.bindings, LABEL_ENVIRONMENT],
  );
  return new Map(found.map(({ ref, value }) => [refs.get(ref)!, value]));
}

function toKey(
  row: KeyRow,
  same: SameRow[],
  environmentOf: (place: {
    sourceId: string;
    sourceTitle?: string;
    namespace: string;
  }) => string | undefined,
): KeyFacts {
  return {
    name: row.name,
    class: row.class,
    ...(row.size ? { size: row.size } : {}),
    weak: Boolean(row.weak),
    ...(row.weakness ? { weakness: row.weakness } : {}),
    age: {
      ...(row.age_earliest ? { earliest: row.age_earliest } : {}),
      ...(row.age_latest ? { latest: row.age_latest } : {}),
      basis: row.age_basis,
    },
    sameValues: same.map(other => {
      const environment = environmentOf({
        sourceId: other.other_source,
        sourceTitle: other.other_title ?? undefined,
        namespace: other.other_namespace,
      });
      return {
        secretId: other.other_id,
        ref: other.other_ref,
        sourceId: other.other_source,
        namespace: other.other_namespace,
        name: other.other_name,
        key: other.other_key,
        ...(environment ? { environment } : {}),
        deliverer: other.other_deliverer,
      };
    }),
    sameValueCount: Number(same[0]?.total ?? 0),
  };
}

function toConsumer(row: ConsumerRow): ConsumerFacts {
  const own = Number(row.own) === 1;
  return {
    kind: own ? row.top_kind : row.below_kind,
    apiGroup: own ? row.top_group : '',
    ...(row.top_namespace ? { namespace: row.top_namespace } : {}),
    name: own ? row.top_name : row.below_name,
    how: row.how,
    ...(row.container ? { container: row.container } : {}),
    ...(row.keys ? { keys: JSON.parse(row.keys) } : {}),
    optional: Number(row.optional) === 1,
    subPath: Number(row.sub_path) === 1,
    ...(own ? {} : { workload: { kind: row.top_kind, name: row.top_name } }),
  };
}

function groupBy<T>(rows: T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) {
      group.push(row);
    } else {
      groups.set(keyOf(row), [row]);
    }
  }
  return groups;
}
