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

import { KubernetesManifest } from '../manifests/KubernetesManifest';
import { Random } from './createRandom';

export const NAMESPACES = ['shop', 'payments', 'ops'];
export const SERVICE_ACCOUNTS = ['default', 'api', 'worker', 'operator'];
export const USERS = ['ann', 'bob', 'zoë', 'ann:admin', 'system:node:n9'];
export const GROUPS = [
  'staff',
  'ann',
  'system:authenticated',
  'system:unauthenticated',
  'system:serviceaccounts',
  'system:serviceaccounts:shop',
  'system:nodes',
  'oidc:ops-ü',
];
export const VERBS = [
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
  'impersonate',
  'bind',
  'escalate',
  'unheard-of',
];
export const RESOURCES: [group: string, resource: string][] = [
  ['', 'secrets'],
  ['', 'secrets'],
  ['', 'configmaps'],
  ['', 'pods'],
  ['', 'pods/exec'],
  ['', 'pods/log'],
  ['', 'serviceaccounts'],
  ['', 'serviceaccounts/token'],
  ['', 'nodes'],
  ['', 'nodes/proxy'],
  ['apps', 'deployments'],
  ['apps', 'deployments/scale'],
  ['rbac.authorization.k8s.io', 'clusterroles'],
  ['external-secrets.io', 'externalsecrets'],
];
export const NAMES = ['db', 'tls', 'api', 'n1', 'n2'];
const ODD_RESOURCES = ['*', '*/exec', '*/*', 'pods/*', 'secrets/', '*/scale'];

const RBAC = 'rbac.authorization.k8s.io';

/**
 * Random and adversarial RBAC: aggregation, resourceNames (the empty one too),
 * wildcards, subresources, groups, bindings without a role, names that mean
 * different things as a user and as a group.
 */
export function* generateRbac(
  random: Random,
  count: number,
): Generator<KubernetesManifest> {
  for (const name of NAMESPACES) {
    yield { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  }
  for (let index = 0; index < count; index++) {
    yield {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRole',
      metadata: {
        name: `role-${index}`,
        labels: { part: String(index % 7) },
      },
      rules: rulesFrom(random),
    };
    yield {
      apiVersion: `${RBAC}/v1`,
      kind: 'Role',
      metadata: {
        // Some have the name of a ClusterRole.
        name: `role-${index}`,
        namespace: random.pick(NAMESPACES),
      },
      rules: rulesFrom(random),
    };
  }
  for (let part = 0; part < 7; part++) {
    yield {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRole',
      metadata: { name: `sum-${part}`, labels: { part: String(part + 1) } },
      aggregationRule: {
        clusterRoleSelectors: [{ matchLabels: { part: String(part) } }],
      },
      rules: [],
    };
  }
  for (let index = 0; index < count * 2; index++) {
    yield bindingFrom(random, index, count);
  }
}

function bindingFrom(
  random: Random,
  index: number,
  count: number,
): KubernetesManifest {
  const isClusterWide = random.next() < 0.25;
  const name = `binding-${index}`;
  const isRole = !isClusterWide && random.next() < 0.5;
  // A few beyond the last: the role is not there.
  const role = `role-${Math.floor(random.next() * count * 1.05)}`;
  return {
    apiVersion: `${RBAC}/v1`,
    kind: isClusterWide ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: isClusterWide
      ? { name }
      : { name, namespace: random.pick(NAMESPACES) },
    roleRef: {
      apiGroup: RBAC,
      kind: isRole ? 'Role' : 'ClusterRole',
      name:
        !isRole && random.next() < 0.1
          ? `sum-${Math.floor(random.next() * 7)}`
          : role,
    },
    subjects: Array.from({ length: Math.floor(random.next() * 3) }, () =>
      subjectFrom(random),
    ),
  };
}

function subjectFrom(random: Random) {
  const kind = random.pick(['User', 'Group', 'ServiceAccount']);
  if (kind === 'ServiceAccount') {
    return {
      kind,
      name: random.pick(SERVICE_ACCOUNTS),
      namespace: random.pick(NAMESPACES),
    };
  }
  const serviceAccount = `system:serviceaccount:${random.pick(
    NAMESPACES,
  )}:${random.pick(SERVICE_ACCOUNTS)}`;
  const users = [...USERS, serviceAccount];
  return {
    apiGroup: RBAC,
    kind,
    name: random.pick(kind === 'User' ? users : GROUPS),
  };
}

function rulesFrom(random: Random) {
  return random.some([0], 3).map(() => {
    const places = random.some(RESOURCES, 3);
    const apiGroups = places.map(([group]) => group);
    const resources = places.map(([, resource]) => resource);
    if (random.next() < 0.08) {
      resources.push(random.pick(ODD_RESOURCES));
    }
    if (random.next() < 0.05) {
      apiGroups.push('*');
    }
    return {
      apiGroups,
      resources,
      verbs: random.next() < 0.06 ? ['*'] : random.some(VERBS, 4),
      ...(random.next() < 0.35 && {
        resourceNames: random.some([...NAMES, ''], 2),
      }),
    };
  });
}
