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

import type { AccessObject } from '@keyward/kube-access';
import type { Knex } from 'knex';
import type { Environments } from '../store/environments/Environments';
import { loadEnvironments } from '../store/environments/loadEnvironments';
import type { Cluster } from './listClusters';

const PAGE = 1000;

/** How environments are told, and which of them are production. */
export interface ProductionOptions {
  environments: Environments;
  names: readonly string[];
}

/** Which namespaces of a cluster belong to production; those of no known environment are left out. */
export async function loadProduction(
  knex: Knex,
  cluster: Cluster,
  objects: AccessObject[],
  { environments, names }: ProductionOptions,
): Promise<Map<string, boolean>> {
  const namespaces = [...namespacesOf(objects)];
  const result = new Map<string, boolean>();
  for (let from = 0; from < namespaces.length; from += PAGE) {
    const places = namespaces.slice(from, from + PAGE).map(namespace => ({
      sourceId: cluster.id,
      sourceTitle: cluster.title,
      namespace,
    }));
    const environmentOf = await loadEnvironments(knex, environments, places);
    for (const place of places) {
      const environment = environmentOf(place);
      if (environment !== undefined) {
        result.set(place.namespace, names.includes(environment));
      }
    }
  }
  return result;
}

function namespacesOf(objects: AccessObject[]): Set<string> {
  const namespaces = new Set<string>();
  for (const object of objects) {
    if (object.kind === 'Namespace') {
      namespaces.add(object.name);
    } else if ('namespace' in object && object.namespace !== undefined) {
      namespaces.add(object.namespace);
    }
  }
  return namespaces;
}
