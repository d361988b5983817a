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
import { boundObjects, TREE } from './objectTree';
import { selectRows } from '../common/rows';

/** The kinds that run pods, by group. */
const WORKLOADS = [
  { apiGroup: '', kinds: ['Pod', 'ReplicationController'] },
  {
    apiGroup: 'apps',
    kinds: ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  },
  { apiGroup: 'batch', kinds: ['CronJob', 'Job'] },
];

/** Of some objects those that run pods: by their kind, or because they own one that does. */
export async function findWorkloads(
  knex: Knex,
  refs: string[],
): Promise<Set<string>> {
  if (refs.length === 0) {
    return new Set();
  }
  const given = boundObjects(knex, refs);
  const conditions = WORKLOADS.map(
    ({ kinds }) =>
      `(o.api_group = ? and o.kind in (${kinds.map(() => '?').join(', ')}))`,
  );
  const rows = await selectRows<{ top: string }>(
    knex,
    `with given as (select x.source_id, x.ref from ${given.sql}), ${TREE}
     select distinct t.top from tree t
       join objects o on o.source_id = t.source_id and o.ref = t.ref
     where ${conditions.join(' or ')}`,
    [
      ...given.bindings,
      ...WORKLOADS.flatMap(({ apiGroup, kinds }) => [apiGroup, ...kinds]),
    ],
  );
  return new Set(rows.map(({ top }) => top));
}

/** Selects the objects of a source as `o` that run pods, but for those that another one of it makes. */
export function selectWorkloads(
  knex: Knex,
  sourceId: string,
): Knex.QueryBuilder {
  const isWorkload = (name: string) => (query: Knex.QueryBuilder) =>
    WORKLOADS.forEach(({ apiGroup, kinds }) =>
      query.orWhere(group =>
        group
          .where(`${name}.api_group`, apiGroup)
          .whereIn(`${name}.kind`, kinds),
      ),
    );
  return knex('objects as o')
    .where('o.source_id', sourceId)
    .where(isWorkload('o'))
    .whereNotExists(
      knex('objects as p')
        .select(knex.raw('1'))
        .whereRaw('p.source_id = o.source_id and p.ref = o.owner_ref')
        .where(isWorkload('p')),
    );
}
