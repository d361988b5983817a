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

import type { KubernetesManifest } from '@internal/servers';

const RBAC = 'rbac.authorization.k8s.io';
const RESOURCES = ['secrets', 'pods', 'configmaps', 'pods/exec', 'services'];
const VERBS = ['get', 'list', 'watch', 'create', 'patch', 'delete'];

/** How much of each there is. */
export interface AccessSize {
  namespaces: number;
  serviceAccounts: number;
  secrets: number;
  roles: number;
  bindings: number;
}

/** A cluster of many teams: their accounts, secrets, roles and bindings. */
export function* generateAccess(
  size: AccessSize,
): Generator<KubernetesManifest> {
  const namespaceOf = (index: number) => `team-${index % size.namespaces}`;
  for (let index = 0; index < size.namespaces; index++) {
    yield {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: `team-${index}` },
    };
  }
  for (let index = 0; index < size.serviceAccounts; index++) {
    yield {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: `sa-${index}`, namespace: namespaceOf(index) },
    };
  }
  for (let index = 0; index < size.secrets; index++) {
    yield {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: `secret-${index}`, namespace: namespaceOf(index) },
      type: 'Opaque',
      data: { password: 'bWFkZSB1cA==' },
    };
  }
  for (let index = 0; index < size.roles; index++) {
    yield {
      apiVersion: `${RBAC}/v1`,
      kind: 'Role',
      metadata: { name: `role-${index}`, namespace: namespaceOf(index) },
      rules: [
        {
          apiGroups: [''],
          resources: [RESOURCES[index % 5], RESOURCES[(index * 3 + 1) % 5]],
          verbs: [VERBS[index % 6], VERBS[(index * 5 + 1) % 6]],
          ...(index % 3 === 0 && { resourceNames: [`secret-${index}`] }),
        },
        { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] },
      ],
    };
  }
  for (let index = 0; index < size.bindings; index++) {
    const namespace = namespaceOf(index);
    yield {
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      metadata: { name: `binding-${index}`, namespace },
      roleRef: {
        apiGroup: RBAC,
        kind: 'Role',
        name: `role-${index % size.roles}`,
      },
      subjects: [
        {
          kind: 'ServiceAccount',
          name: `sa-${index % size.serviceAccounts}`,
          namespace,
        },
        { apiGroup: RBAC, kind: 'Group', name: `group-${index % 500}` },
      ],
    };
  }
}

/** Questions about it, some of which are allowed. */
export function questionsOf(size: AccessSize, count: number) {
  return Array.from({ length: count }, (_, index) => {
    const account = (index * 7) % size.serviceAccounts;
    const namespace = `team-${account % size.namespaces}`;
    return {
      user: `system:serviceaccount:${namespace}:sa-${account}`,
      groups: [
        'system:serviceaccounts',
        `system:serviceaccounts:${namespace}`,
        'system:authenticated',
        `group-${index % 500}`,
      ],
      verb: VERBS[index % 6],
      group: '',
      resource: 'secrets',
      namespace,
      name: `secret-${account}`,
    };
  });
}
