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

import type { AccessPathKind } from '../types';

export const impersonateGroups: AccessPathKind = {
  id: 'impersonate-groups',
  title: 'Impersonates groups',
  explanation:
    'Together with any user or ServiceAccount; system:masters is a group.',
  source:
    'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#impersonate-verb',
  severity: 'critical',
  needs: [
    { verbs: ['impersonate'], resources: [['', 'groups']] },
    {
      verbs: ['impersonate'],
      resources: [
        ['', 'users'],
        ['', 'serviceaccounts'],
      ],
    },
  ],
  reaches: ({ names }) =>
    names ? names.map(name => `g:${name}`) : ['cluster:*'],
};
