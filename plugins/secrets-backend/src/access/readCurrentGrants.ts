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

import type {
  AccessObject,
  AccessRule,
  BindingObject,
} from '@keyward/kube-access';

const READS = ['get', 'list', 'watch', '*'];
/** Of these, kubectl and the API server answer with what is in a Secret, or delete it. */
const TOUCHES = [...READS, 'patch', 'deletecollection'];

/** A binding that lets a ServiceAccount read Secrets of its namespace. */
export interface CurrentGrant {
  /** As `RoleBinding readers`. */
  binding: string;
  /** As `ClusterRole view`. */
  role: string;
  /** Those of the role that are about Secrets. */
  rules: AccessRule[];
  /** Whether it reads all of them, rather than some by name. */
  readsAll: boolean;
}

/** By which bindings a ServiceAccount may read Secrets of its namespace, whichever there are. */
export function readCurrentGrants(
  objects: AccessObject[],
  account: { namespace: string; name: string },
): CurrentGrant[] {
  const { namespace } = account;
  const roles = new Map<string, AccessRule[]>();
  for (const object of objects) {
    if (object.kind === 'ClusterRole') {
      roles.set(`ClusterRole ${object.name}`, object.rules);
    } else if (object.kind === 'Role' && object.namespace === namespace) {
      roles.set(`Role ${object.name}`, object.rules);
    }
  }
  return objects.flatMap(object => {
    const isThere =
      object.kind === 'ClusterRoleBinding' ||
      (object.kind === 'RoleBinding' && object.namespace === namespace);
    if (!isThere || !isBoundTo(object, account)) {
      return [];
    }
    const { kind, name } = object.roleRef;
    const rules = roles.get(`${kind} ${name}`)?.filter(onSecrets) ?? [];
    return rules.some(rule => hasAny(rule.verbs, TOUCHES))
      ? [
          {
            binding: `${object.kind} ${object.name}`,
            role: `${kind} ${name}`,
            rules,
            readsAll: rules.some(
              ({ verbs, resourceNames }) =>
                !resourceNames?.length && hasAny(verbs, READS),
            ),
          },
        ]
      : [];
  });
}

function isBoundTo(
  binding: BindingObject,
  account: { namespace: string; name: string },
): boolean {
  const user = `system:serviceaccount:${account.namespace}:${account.name}`;
  const groups = [
    `system:serviceaccounts:${account.namespace}`,
    'system:serviceaccounts',
    'system:authenticated',
  ];
  return binding.subjects.some(
    ({ kind, name, namespace = binding.namespace }) => {
      switch (kind) {
        case 'ServiceAccount':
          return name === account.name && namespace === account.namespace;
        case 'Group':
          return groups.includes(name);
        default:
          return name === user;
      }
    },
  );
}

function onSecrets({ apiGroups = [], resources = [] }: AccessRule): boolean {
  return hasAny(apiGroups, ['', '*']) && hasAny(resources, ['secrets', '*']);
}

function hasAny(items: string[], wanted: string[]): boolean {
  return items.some(item => wanted.includes(item));
}
