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
  type AccessObject,
  observedAccessKinds,
  readObserved,
} from '@keyward/kube-access';
import type { Knex } from 'knex';
import { TAKES_CONFIG_MAP } from '../database/presence';
import { boundRows, selectRows } from '../database/rows';

const PAGE = 1000;
const GROUPS = ['', 'rbac.authorization.k8s.io'];
const TOKEN_TYPE = 'kubernetes.io/service-account-token';

interface ObjectRow {
  ref: string;
  kind: string;
  namespace: string | null;
  name: string;
  detail: string | null;
  labels: string | null;
}

interface SecretRow {
  id: string;
  namespace: string;
  name: string;
  secret_type: string;
  own_deliverer: string;
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
        .whereIn('kind', [...observedAccessKinds])
        .whereIn('api_group', GROUPS)
        .select('ref', 'kind', 'namespace', 'name', 'detail')
        // By them ClusterRoles are taken into others.
        .select(
          knex.raw(`case when kind = 'ClusterRole' then labels end as labels`),
        ),
      sourceId,
      'ref',
      after,
    );
    const references = await loadReferences(
      knex,
      sourceId,
      rows.filter(({ kind }) => kind === 'Pod'),
    );
    yield rows.flatMap(row => toObject(row, references.get(row.ref)) ?? []);
    after = rows.length < PAGE ? undefined : rows.at(-1)!.ref;
  } while (after !== undefined);
  do {
    const rows: SecretRow[] = await pageOf(
      knex('secrets')
        .where('presence', 2)
        .select('id', 'namespace', 'name', 'secret_type', 'own_deliverer'),
      sourceId,
      'id',
      after,
    );
    yield rows.map(toSecret);
    after = rows.length < PAGE ? undefined : rows.at(-1)!.id;
  } while (after !== undefined);
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
  pods: ObjectRow[],
): Promise<Map<string, { namespace: string; name: string }[]>> {
  const result = new Map<string, { namespace: string; name: string }[]>();
  if (pods.length === 0) {
    return result;
  }
  const bound = boundRows(
    knex,
    { ref: 'text' },
    pods.map(({ ref }) => ({ ref })),
  );
  const rows = await selectRows<{
    object_ref: string;
    namespace: string;
    name: string;
  }>(
    knex,
    `select r.object_ref, r.namespace, r.name from ${bound.sql}
     ${bound.join} object_references r on r.source_id = ? and r.object_ref = x.ref
       and r.how <> '${TAKES_CONFIG_MAP}'`,
    [...bound.bindings, sourceId],
  );
  for (const { object_ref: ref, namespace, name } of rows) {
    result.set(ref, [...(result.get(ref) ?? []), { namespace, name }]);
  }
  return result;
}

function toObject(
  { kind, namespace, name, detail, labels }: ObjectRow,
  references: { namespace: string; name: string }[] | undefined,
): AccessObject | undefined {
  return readObserved({
    kind,
    name,
    ...(namespace !== null && { namespace }),
    ...(detail !== null && { detail: JSON.parse(detail) }),
    ...(labels !== null && { labels: JSON.parse(labels) }),
    references,
  });
}

function toSecret({
  namespace,
  name,
  secret_type: type,
  own_deliverer: deliverer,
}: SecretRow): AccessObject {
  return {
    kind: 'Secret',
    namespace,
    name,
    ...(type && { type }),
    // What makes such a Secret is the ServiceAccount whose token it holds.
    ...(type === TOKEN_TYPE && { serviceAccount: JSON.parse(deliverer).name }),
  };
}
