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

/** Those on which every answer rests. */
export const RBAC_KINDS = [
  'Role',
  'RoleBinding',
  'ClusterRole',
  'ClusterRoleBinding',
] as const;

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
  'argoproj.io/v1alpha1/appprojects': 'AppProject',
  // What the discovery of the API tells; of it no list needs a right.
  discovery: 'APIResource',
};
