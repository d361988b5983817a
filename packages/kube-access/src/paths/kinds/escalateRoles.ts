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

export const escalateRoles: AccessPathKind = {
  id: 'escalate-roles',
  title: 'Escalates Roles',
  explanation:
    '`escalate` lifts the rule that one can only give what one has: a Role that is bound to oneself can be made to give all of the namespace.',
  source:
    'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#escalate-verb',
  severity: 'critical',
  needs: [
    {
      verbs: ['escalate'],
      resources: [['rbac.authorization.k8s.io', 'roles']],
    },
    {
      verbs: ['update', 'patch'],
      resources: [['rbac.authorization.k8s.io', 'roles']],
    },
  ],
  ownRole: 'Role',
  byObjects: true,
  reaches: everythingIn,
};
