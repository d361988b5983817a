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

import { bindingsIn } from '../scopes';
import type { AccessPathKind } from '../types';

export const changeClusterRoleBindings: AccessPathKind = {
  id: 'change-cluster-role-bindings',
  title: 'Adds itself to a ClusterRoleBinding',
  explanation:
    'The role of a binding stays what it is, its subjects can be changed by who may `bind` the role.',
  source:
    'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#restrictions-on-role-binding-creation-or-update',
  severity: 'critical',
  needs: [
    {
      verbs: ['bind'],
      resources: [['rbac.authorization.k8s.io', 'clusterroles']],
    },
    {
      verbs: ['update', 'patch'],
      resources: [['rbac.authorization.k8s.io', 'clusterrolebindings']],
    },
  ],
  countsOtherNames: true,
  byObjects: true,
  reaches: ({ names, otherNames }) =>
    bindingsIn('clusterrolebindings', { names, otherNames }),
};
