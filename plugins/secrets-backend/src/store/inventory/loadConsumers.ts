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
import { type AnnotationObservation } from '@keyward/observation';
import type { Knex } from 'knex';
import { COPIES_JOIN } from './copies';
import { boundRows, selectRows } from '../common/rows';
import { TOP_LEVEL_JOINS, topLevel } from './topLevel';
import type { StoredConsumer } from './types';

const MOST_CONSUMERS = 500;

interface ConsumerRow {
  top_group: string;
  top_kind: string;
  top_namespace: string | null;
  top_name: string;
  /** Whether the top-level object refers to the secret itself. */
  own: number;
  pods: number | string;
  below_kind: string | null;
  below_name: string | null;
  pod_name: string | null;
  how: string;
  container: string | null;
  container_kind: string | null;
  keys: string | null;
  path: string | null;
  optional: number;
  sub_path: number;
  annotations: string;
}

/**
 * Who refers to a secret, and how: top-level objects once, with the number of
 * their pods. What only a pod says (an injected pull secret, an ephemeral
 * container) stands for itself and names its workload.
 */
export async function loadConsumers(
  knex: Knex,
  secret: {
    source_id: string;
    namespace: string;
    name: string;
    detail: string;
  },
): Promise<StoredConsumer[]> {
  const flag = (column: string) => `case when r.${column} then 1 else 0 end`;
  const isPod = `o.kind = 'Pod' and o.api_group = ''`;
  const rows = await selectRows<ConsumerRow>(
    knex,
    `select ${topLevel('ref')} as top_ref, min(${topLevel(
      'api_group',
    )}) as top_group,
       min(${topLevel('kind')}) as top_kind, min(${topLevel(
      'namespace',
    )}) as top_namespace,
       min(${topLevel('name')}) as top_name,
       max(case when p1.ref is null then 1 else 0 end) as own,
       count(distinct case when ${isPod} then o.ref end) as pods,
       min(o.kind) as below_kind, min(o.name) as below_name,
       min(case when ${isPod} then o.name end) as pod_name,
       r.how, r.container, r.container_kind, r.keys,
       min(case when p1.ref is null then r.path end) as path,
       min(${topLevel('annotations')}) as annotations,
       ${flag('optional')} as optional, ${flag('sub_path')} as sub_path
     from object_references r
     join objects o on o.source_id = r.source_id and o.ref = r.object_ref
     ${TOP_LEVEL_JOINS}
     where r.source_id = ? and r.namespace = ? and r.name = ?
     group by ${topLevel('ref')}, r.how, r.container, r.container_kind, r.keys,
       ${flag('optional')}, ${flag('sub_path')}
     -- Of other namespaces there may be any number.
     order by min(case when o.namespace <> r.namespace then 1 else 0 end), 1, r.how, r.container
     limit ?`,
    [secret.source_id, secret.namespace, secret.name, MOST_CONSUMERS],
  );
  const copies = await loadCopies(knex, secret);
  const annotations = valuesOf(JSON.parse(secret.detail).annotations ?? []);
  const consumers = rows.map(row => ({
    ...toConsumer(row),
    ...(knownSystems.reloads(valuesOf(JSON.parse(row.annotations)), {
      name: secret.name,
      annotations,
    })
      ? { reloads: true }
      : {}),
  }));
  return [...consumers, ...copies];
}

/** The copies of a secret, which use it. */
async function loadCopies(
  knex: Knex,
  { source_id: sourceId, namespace, name }: Parameters<typeof loadConsumers>[1],
): Promise<StoredConsumer[]> {
  const bound = boundRows(knex, { namespace: 'text', name: 'text' }, [
    { namespace, name },
  ]);
  const rows = await selectRows<{ namespace: string; name: string }>(
    knex,
    `select c.namespace, c.name from ${bound.sql} ${bound.join} ${COPIES_JOIN}
     order by c.namespace, c.name limit ?`,
    [...bound.bindings, sourceId, MOST_CONSUMERS],
  );
  return rows.map(copy => ({
    apiGroup: '',
    kind: 'Secret',
    ...copy,
    how: 'copy',
    optional: false,
    subPath: false,
  }));
}

/** Annotations of which the value is kept. */
function valuesOf(annotations: AnnotationObservation[]) {
  return Object.fromEntries(
    annotations.flatMap(({ key, value }) =>
      value === undefined ? [] : [[key, value]],
    ),
  );
}

function toConsumer(row: ConsumerRow): StoredConsumer {
  const own = Number(row.own) === 1;
  const isPod = row.top_kind === 'Pod' && row.top_group === '';
  const pods = Number(row.pods);
  const namespace = row.top_namespace ?? undefined;
  const below = row.pod_name
    ? { apiGroup: '', kind: 'Pod', namespace, name: row.pod_name }
    : {
        apiGroup: row.top_group,
        kind: row.below_kind!,
        namespace,
        name: row.below_name!,
      };
  return {
    ...(own
      ? {
          apiGroup: row.top_group,
          kind: row.top_kind,
          namespace,
          name: row.top_name,
        }
      : {
          ...below,
          workload: { kind: row.top_kind, name: row.top_name },
        }),
    how: row.how,
    ...(row.container ? { container: row.container } : {}),
    ...(row.container_kind ? { containerKind: row.container_kind } : {}),
    ...(row.keys ? { keys: JSON.parse(row.keys) } : {}),
    ...(row.path ? { path: row.path } : {}),
    optional: Number(row.optional) === 1,
    subPath: Number(row.sub_path) === 1,
    ...(pods > 0 && !isPod ? { pods } : {}),
  };
}
