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

import { type AccessEvent, attribute } from '@keyward/audit-trail';
import type { Knex } from 'knex';
import type { AttributedEvent, AuditToken } from '../../store/audit';
import { type ClusterNamespace, loadPods } from './loadPods';

/** Vaults serve several clusters; of more than these no pod is looked for. */
const MOST_CLUSTERS = 50;

/** Which pods events of a source are of, by what the inventory knows now. */
export async function attributeEvents(
  knex: Knex,
  { sourceId, kind }: Pick<AuditToken, 'sourceId' | 'kind'>,
  events: readonly AccessEvent[],
): Promise<AttributedEvent[]> {
  const namespaces = new Set(events.flatMap(namespaceToLookAt));
  const clusters =
    namespaces.size === 0 || kind === 'kubernetes'
      ? [sourceId]
      : await listClusters(knex);
  const places: ClusterNamespace[] = clusters.flatMap(cluster =>
    [...namespaces].map(namespace => ({ sourceId: cluster, namespace })),
  );
  const { history, sources } = await loadPods(knex, places);
  return events.map(event => {
    const { pods, ...how } = attribute(event, history);
    return {
      event,
      attribution: {
        ...how,
        pods: pods.map(pod => ({
          ...pod,
          sourceId: sources.get(pod.uid ?? '') ?? sourceId,
        })),
      },
    };
  });
}

/** In which namespace the pods are that an event may be of, unless it says so itself. */
function namespaceToLookAt({
  impersonator,
  outcome,
  pod,
  subject,
  target,
}: AccessEvent): string[] {
  if (pod || impersonator) {
    return [];
  }
  if (subject.kind === 'ServiceAccount') {
    return [subject.namespace];
  }
  return subject.kind === 'Node' &&
    outcome === 'allowed' &&
    target.system === 'kubernetes' &&
    target.namespace !== undefined
    ? [target.namespace]
    : [];
}

async function listClusters(knex: Knex): Promise<string[]> {
  return await knex('sources')
    .where({ kind: 'kubernetes', retired_at: null })
    .orderBy('id')
    .limit(MOST_CLUSTERS)
    .pluck('id');
}
