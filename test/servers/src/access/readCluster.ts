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
  AccessObject,
  decidingResources,
  readAccessObject,
  servedObject,
} from '@keyward/kube-access';
import { ApiClient } from '../cluster/ApiClient';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const LISTS: [path: string, kind: string][] = [
  [`${RBAC}/clusterroles`, 'ClusterRole'],
  [`${RBAC}/clusterrolebindings`, 'ClusterRoleBinding'],
  [`${RBAC}/roles`, 'Role'],
  [`${RBAC}/rolebindings`, 'RoleBinding'],
  ['/api/v1/namespaces', 'Namespace'],
  ['/api/v1/nodes', 'Node'],
  ['/api/v1/serviceaccounts', 'ServiceAccount'],
  ['/api/v1/pods', 'Pod'],
  ['/api/v1/secrets', 'Secret'],
];

/** Everything of a cluster that decides who can reach which secret. */
export async function readCluster(api: ApiClient): Promise<AccessObject[]> {
  const objects: AccessObject[] = [];
  for (const [path, kind] of LISTS) {
    const { items } = await api.call('GET', path);
    for (const item of items) {
      objects.push(...[readAccessObject({ ...item, kind }) ?? []].flat());
    }
  }
  const served = await readServed(api);
  objects.push(...served);
  if (served.some(({ name }) => name === 'applications.argoproj.io')) {
    objects.push(...(await readProjects(api)));
  }
  return objects;
}

async function readProjects(api: ApiClient): Promise<AccessObject[]> {
  const path = '/apis/argoproj.io/v1alpha1/appprojects';
  const { items } = await api.call('GET', path);
  return items.flatMap((item: object) => readAccessObject(item) ?? []);
}

/** What discovery tells of the custom kinds that count. */
async function readServed(api: ApiClient) {
  const { groups } = await api.call('GET', '/apis');
  const served = new Set<string>();
  for (const { name, versions } of groups) {
    if (decidingResources.some(({ group }) => group === name)) {
      for (const { groupVersion } of versions) {
        const { resources } = await api.call('GET', `/apis/${groupVersion}`);
        for (const resource of resources) {
          served.add(`${resource.name}.${name}`);
        }
      }
    }
  }
  return decidingResources
    .map(servedObject)
    .filter(({ name }) => served.has(name));
}
