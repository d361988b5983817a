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

import { type AccessObject, readAccessObject } from '@keyward/kube-access';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const LISTS: [path: string, kind: string][] = [
  [`${RBAC}/clusterroles`, 'ClusterRole'],
  [`${RBAC}/clusterrolebindings`, 'ClusterRoleBinding'],
  [`${RBAC}/roles`, 'Role'],
  [`${RBAC}/rolebindings`, 'RoleBinding'],
  ['/api/v1/serviceaccounts', 'ServiceAccount'],
  ['/api/v1/secrets', 'Secret'],
];

/** What it takes of a client. */
export interface ListApi {
  call(
    method: string,
    path: string,
    options?: { body?: unknown },
  ): Promise<any>;
}

/** Lists, in pages, all that the access engine reads. */
export async function listAll(api: ListApi): Promise<AccessObject[]> {
  const objects: AccessObject[] = [];
  for (const [path, kind] of LISTS) {
    let next: string | undefined = '';
    while (next !== undefined) {
      const query: string = next && `&continue=${encodeURIComponent(next)}`;
      const page = await api.call('GET', `${path}?limit=500${query}`);
      for (const item of page.items) {
        const object = readAccessObject({ ...item, kind });
        if (object) {
          objects.push(object);
        }
      }
      next = page.metadata.continue || undefined;
    }
  }
  return objects;
}
