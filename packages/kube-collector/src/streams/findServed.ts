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

import { formatObjectRef, type ObjectObservation } from '@keyward/observation';
import { type ClusterClient } from '../client';
import { readGroups, readResources, versionsOf } from './discoverKinds';
import { nameOfKind } from './kindNames';

/**
 * The stream of what discovery tells, and the list that a dump names for it.
 *
 * @public
 */
export const SERVED_STREAM = 'discovery';

/** What Kubernetes calls an entry of what discovery tells. */
const API_GROUP = 'meta.k8s.io';
const KIND = 'APIResource';

/** A resource of an API group. @public */
export interface NamedResource {
  group: string;
  resource: string;
}

/**
 * Which of some resources a cluster serves. It needs no right on them.
 *
 * @returns `unsure` are groups that did not answer
 * @throws {@link ClusterError} if discovery itself fails
 * @public
 */
export async function findServed(
  client: ClusterClient,
  wanted: readonly NamedResource[],
  signal: AbortSignal,
): Promise<{ served: NamedResource[]; unsure: string[] }> {
  const served: NamedResource[] = [];
  const unsure: string[] = [];
  for (const group of await readGroups(client, signal)) {
    let missing = wanted.filter(each => each.group === group?.name);
    for (const groupVersion of missing.length > 0 ? versionsOf(group) : []) {
      const resources = await readResources(client, groupVersion, signal);
      if (!resources) {
        unsure.push(group.name!);
        break;
      }
      const names = new Set(resources.map(each => each?.name));
      served.push(...missing.filter(({ resource }) => names.has(resource)));
      missing = missing.filter(({ resource }) => !names.has(resource));
      if (missing.length === 0) {
        break;
      }
    }
  }
  return { served, unsure };
}

/** Says of each resource that it is served. */
export function observeServed(
  served: NamedResource[],
  sourceId: string,
): ObjectObservation[] {
  return served.map(resource => {
    const name = nameOfKind(resource);
    return {
      type: 'object',
      ref: formatObjectRef({ sourceId, apiGroup: API_GROUP, kind: KIND, name }),
      apiGroup: API_GROUP,
      apiVersion: 'v1',
      kind: KIND,
      name,
      labels: {},
      annotations: [],
      owners: [],
      references: [],
      deliveries: [],
    };
  });
}
