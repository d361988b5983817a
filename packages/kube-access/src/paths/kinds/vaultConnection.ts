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

import { workloadsIn } from '../scopes';
import type { AccessPathKind } from '../types';

const GROUP = 'secrets.hashicorp.com';

export const vaultConnection: AccessPathKind = {
  id: 'vault-connection',
  title: 'Points the Vault operator elsewhere',
  explanation:
    'A VaultConnection names the server, a VaultAuth the credential for it: a Secret of its namespace or a token of one of its ServiceAccounts. The operator sends it there.',
  source:
    'https://developer.hashicorp.com/vault/docs/platform/k8s/vso/sources/vault/auth',
  severity: 'high',
  needs: [
    {
      verbs: ['create', 'update', 'patch'],
      resources: [[GROUP, 'vaultconnections']],
    },
    {
      verbs: ['create', 'update', 'patch'],
      resources: [[GROUP, 'vaultauths']],
    },
    {
      verbs: ['create', 'update', 'patch'],
      resources: [
        [GROUP, 'vaultstaticsecrets'],
        [GROUP, 'vaultdynamicsecrets'],
        [GROUP, 'vaultpkisecrets'],
      ],
    },
  ],
  byObjects: true,
  reaches: workloadsIn,
};
