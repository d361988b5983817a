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

import { everythingIn } from '../scopes';
import type { AccessPathKind } from '../types';

export const bindRoles: AccessPathKind = {
  id: 'bind-roles',
  title: 'Binds roles in a namespace',
  explanation:
    '`bind` lifts the rule that one can only give what one has; any ClusterRole counts in the namespace then.',
  source:
    'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#bind-verb',
  severity: 'critical',
  needs: [
    {
      verbs: ['bind'],
      resources: [
        ['rbac.authorization.k8s.io', 'clusterroles'],
        ['rbac.authorization.k8s.io', 'roles'],
      ],
    },
    {
      verbs: ['create'],
      resources: [['rbac.authorization.k8s.io', 'rolebindings']],
      isUnnamed: true,
    },
  ],
  byObjects: true,
  reaches: ({ namespace, names }) =>
    names
      ? names.flatMap(name =>
          namespace === undefined
            ? [`role:*/${name}`, `roles:*/${name}`]
            : [`role:${namespace}/${name}`],
        )
      : everythingIn({ namespace }),
};
