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
  type AccessRole,
  type KnownKind,
  knownSystems,
} from '@keyward/kube-model/systems';

const RBAC = 'rbac.authorization.k8s.io';
/** Of what discovery tells. */
const META = 'meta.k8s.io';

/** The kinds of systems that decide about access. */
const OF_SYSTEMS = new Map(
  knownSystems.kinds.flatMap(each =>
    each.access ? [[each.kind, each as SystemKind] as const] : [],
  ),
);

type SystemKind = KnownKind & Required<Pick<KnownKind, 'access'>>;

/** The kinds that decide about access, each of one group: Crossplane has Roles too. */
const GROUPS = new Map([
  ['APIResource', META],
  ['ClusterRole', RBAC],
  ['ClusterRoleBinding', RBAC],
  ['ConfigMap', ''],
  ['CustomResourceDefinition', 'apiextensions.k8s.io'],
  ['Namespace', ''],
  ['Node', ''],
  ['Pod', ''],
  ['Role', RBAC],
  ['RoleBinding', RBAC],
  ['Secret', ''],
  ['ServiceAccount', ''],
  ...[...OF_SYSTEMS.values()].map(({ kind, group }) => [kind, group] as const),
]);

/**
 * The custom kinds whose objects are something on the way to Secrets.
 *
 * @public
 */
export function accessKindsOf(...roles: AccessRole[]): string[] {
  return knownSystems.kindsWithAccess(...roles).map(({ kind }) => kind);
}

/** What is known of a kind of a system that decides about access. */
export function accessKindOf(kind: string): SystemKind | undefined {
  return OF_SYSTEMS.get(kind);
}

/**
 * The API groups of the kinds that decide about access; the core group is
 * the empty text.
 *
 * @public
 */
export const accessApiGroups: readonly string[] = [...new Set(GROUPS.values())];

/** Whether a kind of a group is one that decides about access. */
export function isAccessKind(kind: string, apiGroup: string): boolean {
  return GROUPS.get(kind) === apiGroup;
}

/** The group of an `apiVersion`. */
export function apiGroupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}
