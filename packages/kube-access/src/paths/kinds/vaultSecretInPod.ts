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

export const vaultSecretInPod: AccessPathKind = {
  id: 'vault-secret-in-pod',
  title: 'Has the Vault operator fetch a secret, and mounts it',
  explanation:
    'A VaultStaticSecret names any path that the role of a VaultAuth can read; the value lands in a Secret that a pod of the author mounts.',
  source:
    'https://developer.hashicorp.com/vault/docs/platform/k8s/vso/sources/vault/auth',
  severity: 'high',
  needs: [
    {
      verbs: ['create', 'update', 'patch'],
      resources: [
        ['secrets.hashicorp.com', 'vaultstaticsecrets'],
        ['secrets.hashicorp.com', 'vaultdynamicsecrets'],
        ['secrets.hashicorp.com', 'vaultpkisecrets'],
      ],
    },
    { verbs: ['create'], resources: [['', 'pods']], isUnnamed: true },
  ],
  byObjects: true,
  reaches: ({ namespace }) => [`vault-auths:${namespace ?? '*'}`],
};
