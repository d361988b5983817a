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
  accessApiGroups,
  accessKindsOf,
  type AccessObject,
  type ObservedObject,
  observedAccessKinds,
  readObserved,
  readObservedSecret,
  type SecretObject,
} from '@keyward/kube-access';
import { ANY_NAMESPACE } from '@keyward/kube-model';
import type { Knex } from 'knex';
import { EXISTS, TAKES_CONFIG_MAP, TOPICS } from '../store/common/presence';
import { groupBy } from '../store/common/groups';
import { boundTexts, selectRows } from '../store/common/rows';
import {
  EDGE_COLUMNS,
  groupDeliveries,
  type EdgeRow,
} from '../store/edges/edgeRow';
import { placeOf } from '../store/edges/placeOf';
import type { Row } from '../store/tables';

const PAGE = 1000;
/** Those that refer to Secrets, or make some, in a way that decides about access. */
const REFERRING = new Set(['Pod', ...accessKindsOf('source')]);
const DELIVERING = new Set(accessKindsOf('delivery', 'provider-class'));

interface ObjectRow
  extends Row<
    'objects',
    'ref' | 'api_group' | 'kind' | 'namespace' | 'name' | 'detail'
  > {
  labels: string | null;
  annotations: string | null;
}

type Reference = NonNullable<ObservedObject['references']>[number];
type Delivery = NonNullable<ObservedObject['deliveries']>[number];

interface SecretRow
  extends Row<'secrets', 'id' | 'namespace' | 'name' | 'secret_type'> {
  detail: string | null;
}

/** What decides about access in a source: read in pages, and of each object only what counts. */
export async function* loadAccessObjects(
  knex: Knex,
  sourceId: string,
): AsyncGenerator<AccessObject[]> {
  let after: string | undefined;
  do {
    const rows: ObjectRow[] = await pageOf(
      knex('objects')
        .whereIn('api_group', [...accessApiGroups])
        .where(where =>
          where
            .whereIn('kind', [...observedAccessKinds])
            // Who may change it may let anybody in on EKS.
            .orWhere({
              kind: 'ConfigMap',
              namespace: 'kube-system',
              name: 'aws-auth',
            }),
        )
        .select('ref', 'api_group', 'kind', 'namespace', 'name', 'detail')
        // By them ClusterRoles are taken into others.
        .select(
          knex.raw(`case when kind = 'ClusterRole' then labels end as labels`),
          // Identities in the cloud; which pods are mirrors.
          knex.raw(
            `case when kind in ('ServiceAccount', 'Pod') then annotations end as annotations`,
          ),
        ),
      sourceId,
      'ref',
      after,
    );
    const references = await loadReferences(
      knex,
      sourceId,
      rows.filter(({ kind }) => REFERRING.has(kind)),
    );
    const deliveries = await loadDeliveries(
      knex,
      sourceId,
      rows.filter(({ kind }) => DELIVERING.has(kind)),
    );
    yield rows.flatMap(
      row =>
        toObject(row, references.get(row.ref), deliveries.get(row.ref)) ?? [],
    );
    after = rows.length < PAGE ? undefined : rows.at(-1)!.ref;
  } while (after !== undefined);
  do {
    const rows: SecretRow[] = await pageOf(
      selectSecrets(knex).where('presence', EXISTS),
      sourceId,
      'id',
      after,
    );
    yield rows.map(toSecret);
    after = rows.length < PAGE ? undefined : rows.at(-1)!.id;
  } while (after !== undefined);
}

/** A Secret that is another one than before; without `object` it is gone. */
export interface ChangedSecret {
  namespace: string;
  name: string;
  object?: SecretObject;
}

/** The Secrets of a source that changed after a revision, as far as they decide about access. */
export async function loadChangedSecrets(
  knex: Knex,
  query: { sourceId: string; after: number; limit: number },
): Promise<ChangedSecret[]> {
  const rows: (SecretRow & { presence: number })[] = await selectSecrets(knex)
    .select('presence')
    .where('source_id', query.sourceId)
    .where('access_revision', '>', query.after)
    .orderBy('access_revision')
    .limit(query.limit);
  return rows.map(row => ({
    namespace: row.namespace,
    name: row.name,
    ...(row.presence === EXISTS && { object: toSecret(row) }),
  }));
}

function selectSecrets(knex: Knex): Knex.QueryBuilder {
  return knex('secrets')
    .select('id', 'namespace', 'name', 'secret_type')
    .select(
      knex.raw(
        // All of them would be megabytes.
        'case when tells_access then detail end as detail',
      ),
    );
}

async function pageOf<TRow>(
  query: Knex.QueryBuilder,
  sourceId: string,
  column: string,
  after: string | undefined,
): Promise<TRow[]> {
  query.where('source_id', sourceId).orderBy(column).limit(PAGE);
  return await (after === undefined ? query : query.where(column, '>', after));
}

async function loadReferences(
  knex: Knex,
  sourceId: string,
  objects: ObjectRow[],
): Promise<Map<string, Reference[]>> {
  if (objects.length === 0) {
    return new Map();
  }
  const bound = boundTexts(
    knex,
    'ref',
    objects.map(({ ref }) => ref),
  );
  const rows = await selectRows<{
    object_ref: string;
    namespace: string;
    name: string;
    how: string;
    path: string | null;
  }>(
    knex,
    `select r.object_ref, r.namespace, r.name, r.how, r.path from ${bound.sql}
     ${bound.join} object_references r on r.source_id = ? and r.object_ref = x.ref
       and r.how <> '${TAKES_CONFIG_MAP}'
       and r.namespace <> '${TOPICS}' and r.namespace not like '${ANY_NAMESPACE}%'`,
    [...bound.bindings, sourceId],
  );
  return groupBy(rows, row => row.object_ref);
}

async function loadDeliveries(
  knex: Knex,
  sourceId: string,
  objects: ObjectRow[],
): Promise<Map<string, Delivery[]>> {
  const result = new Map<string, Delivery[]>();
  if (objects.length === 0) {
    return result;
  }
  const bound = boundTexts(
    knex,
    'ref',
    objects.map(({ ref }) => ref),
  );
  const rows = await selectRows<EdgeRow & { via_ref: string; to_ref: string }>(
    knex,
    `select ${EDGE_COLUMNS}, e.via_ref, e.to_ref from ${bound.sql}
     ${bound.join} edges e on e.source_id = ? and e.holder = x.ref and e.via_ref = x.ref
     order by e.holder, e.position`,
    [...bound.bindings, sourceId],
  );
  for (const { row, from } of groupDeliveries(rows)) {
    const place = placeOf(row.to_ref, sourceId);
    if (place) {
      const delivery = { ...place, from };
      const known = result.get(row.via_ref);
      if (known) {
        known.push(delivery);
      } else {
        result.set(row.via_ref, [delivery]);
      }
    }
  }
  return result;
}

function toObject(
  {
    api_group: apiGroup,
    kind,
    namespace,
    name,
    detail,
    labels,
    annotations,
  }: ObjectRow,
  references: Reference[] | undefined,
  deliveries: Delivery[] | undefined,
): AccessObject | undefined {
  return readObserved({
    apiGroup,
    kind,
    name,
    ...(namespace !== null && { namespace }),
    ...(detail !== null && { detail: JSON.parse(detail) }),
    ...(labels !== null && { labels: JSON.parse(labels) }),
    ...(annotations !== null && { annotations: JSON.parse(annotations) }),
    references,
    deliveries,
  });
}

function toSecret({
  namespace,
  name,
  secret_type: secretType,
  detail,
}: SecretRow): SecretObject {
  return readObservedSecret({
    namespace,
    name,
    secretType,
    ...(detail !== null && JSON.parse(detail)),
  });
}
