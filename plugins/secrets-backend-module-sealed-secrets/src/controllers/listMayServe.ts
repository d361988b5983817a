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

import type { ObservedCluster } from '@keyward/backstage-plugin-secrets-node';
import { readObjects } from '@keyward/kube-collector';
import {
  at,
  type Json,
  jsonsOf,
  listOf,
  stringOf,
} from '@keyward/observation/json';
import type { Controller } from './types';

const ROOT = '/apis/rbac.authorization.k8s.io/v1';
/** Of more, nobody can tell. */
const MOST_NAMESPACES = 10_000;
const OF_ALL_ACCOUNTS = new Set([
  'system:authenticated',
  'system:serviceaccounts',
]);

/**
 * Where the ServiceAccounts of some namespaces may create Secrets, by the namespace that
 * they are in. A controller serves no other namespaces, whatever it says of itself, and
 * who administers one namespace cannot give rights in another.
 *
 * @throws ClusterError where roles or bindings may not be listed
 */
export async function listMayServe(
  cluster: ObservedCluster,
  namespaces: readonly string[],
): Promise<Map<string, NonNullable<Controller['mayServe']>>> {
  const wanted = new Set(namespaces);
  const unsealing = new Set(
    await readObjects(
      cluster,
      { root: ROOT, resource: 'clusterroles' },
      role => {
        const name = stringOf(at(role, 'metadata', 'name'));
        return name !== undefined && createsSecrets(role) ? [name] : [];
      },
    ),
  );
  const everywhere = new Set(
    await readObjects(
      cluster,
      { root: ROOT, resource: 'clusterrolebindings' },
      binding =>
        unsealing.has(stringOf(at(binding, 'roleRef', 'name')) ?? '')
          ? boundNamespaces(binding, wanted)
          : [],
    ),
  );
  const found = new Map<string, NonNullable<Controller['mayServe']>>(
    [...everywhere].map(namespace => [namespace, 'all']),
  );
  const others = new Set([...wanted].filter(each => !everywhere.has(each)));
  if (others.size === 0) {
    return found;
  }
  const places = new Map([...others].map(each => [each, new Set([each])]));
  await readObjects(
    cluster,
    { root: ROOT, resource: 'rolebindings' },
    binding => {
      const place = stringOf(at(binding, 'metadata', 'namespace')) ?? '';
      // Which rights it gives does not matter: they are given by who administers that namespace.
      boundNamespaces(binding, others).forEach(each =>
        places.get(each)!.add(place),
      );
      return [];
    },
  );
  for (const [namespace, own] of places) {
    if (own.size <= MOST_NAMESPACES) {
      found.set(namespace, [...own]);
    }
  }
  return found;
}

/** By its rules, into which a controller of Kubernetes writes those of roles that it takes in. */
function createsSecrets({ rules }: Json): boolean {
  return jsonsOf(rules).some(rule => {
    const has = (field: string, wanted: string) =>
      listOf(rule[field]).some(item => item === '*' || item === wanted);
    return (
      has('apiGroups', '') &&
      has('resources', 'secrets') &&
      has('verbs', 'create')
    );
  });
}

/** The namespaces whose ServiceAccounts, or some of them, a binding names. */
function boundNamespaces(
  { subjects }: Json,
  wanted: ReadonlySet<string>,
): string[] {
  return jsonsOf(subjects).flatMap(({ kind, name, namespace }) => {
    const text = stringOf(name) ?? '';
    if (OF_ALL_ACCOUNTS.has(text) && kind === 'Group') {
      return [...wanted];
    }
    const place =
      kind === 'ServiceAccount'
        ? stringOf(namespace)
        : /^system:serviceaccounts?:([^:]+)/.exec(text)?.[1];
    return place !== undefined && wanted.has(place) ? [place] : [];
  });
}
