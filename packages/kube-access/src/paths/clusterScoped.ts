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

import { knownSystems } from '@keyward/kube-model/systems';
import type { NeededRight } from './types';

/** What the API server asks about without a namespace: a RoleBinding never grants it. */
const CLUSTER_SCOPED = new Set([
  '/groups',
  '/nodes',
  '/nodes/proxy',
  '/nodes/status',
  '/persistentvolumes',
  '/users',
  'admissionregistration.k8s.io/mutatingwebhookconfigurations',
  'admissionregistration.k8s.io/validatingwebhookconfigurations',
  'certificates.k8s.io/certificatesigningrequests',
  'certificates.k8s.io/certificatesigningrequests/approval',
  'certificates.k8s.io/signers',
  'rbac.authorization.k8s.io/clusterrolebindings',
  'rbac.authorization.k8s.io/clusterroles',
  ...knownSystems.kinds
    .filter(kind => kind.isClusterScoped)
    .map(({ group, resource }) => `${group}/${resource}`),
]);

/**
 * Whether only a ClusterRoleBinding can grant a right. To `bind` a ClusterRole
 * is asked about in the namespace of the RoleBinding.
 */
export function isClusterScoped({ verbs, resources }: NeededRight): boolean {
  return (
    !verbs.includes('bind') &&
    resources.every(([group, resource]) =>
      CLUSTER_SCOPED.has(`${group}/${resource}`),
    )
  );
}
