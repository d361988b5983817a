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

import { knownSystems, type ServedResource } from '@keyward/kube-model/systems';

/** Those on which every answer rests. */
export const RBAC_KINDS = [
  'Role',
  'RoleBinding',
  'ClusterRole',
  'ClusterRoleBinding',
] as const;

/** What is applied where a project allows it. */
export const boundByProjects: readonly ServedResource[] =
  knownSystems.kinds.filter(({ applying }) => applying?.as === 'project');

/**
 * The kinds that bound what others apply, each with the list of the API that
 * holds all of it; only clusters that serve what they bound have any.
 *
 * @public
 */
export const projectKinds: readonly {
  kind: string;
  bounds: ServedResource[];
  list: string;
}[] = knownSystems
  .kindsWithAccess('project')
  .flatMap(({ kind, group, version, resource }) =>
    version
      ? [
          {
            kind,
            bounds: boundByProjects.filter(each => each.group === group),
            list: `${group}/${version}/${resource}`,
          },
        ]
      : [],
  );

/**
 * The lists of the API that hold all of a kind, of kinds without which an
 * answer on access is not known to be all of it.
 *
 * @public
 */
export const accessLists: Readonly<Record<string, string>> = {
  'rbac.authorization.k8s.io/v1/roles': 'Role',
  'rbac.authorization.k8s.io/v1/rolebindings': 'RoleBinding',
  'rbac.authorization.k8s.io/v1/clusterroles': 'ClusterRole',
  'rbac.authorization.k8s.io/v1/clusterrolebindings': 'ClusterRoleBinding',
  'v1/pods': 'Pod',
  'v1/secrets': 'Secret',
  'v1/serviceaccounts': 'ServiceAccount',
  ...Object.fromEntries(
    projectKinds.map(({ list, kind }) => [list, kind] as const),
  ),
  // What the discovery of the API tells; of it no list needs a right.
  discovery: 'APIResource',
};
