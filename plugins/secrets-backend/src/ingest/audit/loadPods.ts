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

import { podIntervalOf, PodHistory } from '@keyward/audit-trail';
import { formatObjectRef } from '@keyward/observation';
import type { Knex } from 'knex';
import type { Row } from '../../store/tables';

/** More pods of one namespace than any has; what is beyond is not looked at. */
const MOST_PODS = 5000;

/** Which namespace of which cluster. */
export interface ClusterNamespace {
  sourceId: string;
  namespace: string;
}

/** The pods of some namespaces, and where each of them is. */
export interface LoadedPods {
  history: PodHistory;
  /** The source that has a pod, by its uid. */
  sources: Map<string, string>;
}

/**
 * The pods that there are in some namespaces. The inventory keeps no pods that no longer
 * exist, so that nobody is named for being the only one.
 */
export async function loadPods(
  knex: Knex,
  namespaces: readonly ClusterNamespace[],
): Promise<LoadedPods> {
  const history = new PodHistory();
  const sources = new Map<string, string>();
  for (const { sourceId, namespace } of namespaces) {
    const pods = await readPods(knex, sourceId, namespace);
    const secrets = await readSecrets(knex, sourceId, namespace);
    for (const pod of pods) {
      const interval = podIntervalOf(
        {
          namespace,
          name: pod.name,
          uid: pod.uid ?? undefined,
          createdAt: pod.created_at ?? undefined,
          detail: JSON.parse(pod.detail ?? '{}'),
        },
        { workload: pod.owner_ref ?? pod.ref, secrets: secrets.get(pod.ref) },
      );
      if (interval) {
        history.add(interval);
        if (pod.uid !== null) {
          sources.set(pod.uid, sourceId);
        }
      }
    }
  }
  return { history, sources };
}

type PodRow = Pick<
  Row<'objects'>,
  'ref' | 'name' | 'uid' | 'created_at' | 'owner_ref' | 'detail'
>;

async function readPods(
  knex: Knex,
  sourceId: string,
  namespace: string,
): Promise<PodRow[]> {
  const [from, to] = rangeOf(sourceId, namespace);
  return await knex('objects')
    .where({ source_id: sourceId })
    .where('ref', '>', from)
    .where('ref', '<', to)
    .orderBy('ref')
    .limit(MOST_PODS)
    .select('ref', 'name', 'uid', 'created_at', 'owner_ref', 'detail');
}

/** The names of the Secrets of the same namespace that each pod refers to. */
async function readSecrets(
  knex: Knex,
  sourceId: string,
  namespace: string,
): Promise<Map<string, Set<string>>> {
  const [from, to] = rangeOf(sourceId, namespace);
  const rows: Pick<Row<'object_references'>, 'object_ref' | 'name'>[] =
    await knex('object_references')
      .where({ source_id: sourceId, namespace })
      .where('object_ref', '>', from)
      .where('object_ref', '<', to)
      .select('object_ref', 'name');
  const secrets = new Map<string, Set<string>>();
  for (const { object_ref: ref, name } of rows) {
    secrets.set(ref, (secrets.get(ref) ?? new Set()).add(name));
  }
  return secrets;
}

/** Between which refs those of the pods of a namespace are. */
function rangeOf(sourceId: string, namespace: string): [string, string] {
  const prefix = formatObjectRef({
    sourceId,
    apiGroup: '',
    kind: 'Pod',
    namespace,
    name: '',
  });
  // By bytes 0 is the next after the slash.
  return [prefix, `${prefix.slice(0, -1)}0`];
}
