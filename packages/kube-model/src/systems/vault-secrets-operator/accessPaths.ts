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
  type KnownAccessPath,
  MAKES_PODS,
  READS_SECRETS,
  WORKLOADS,
  WRITES,
} from '../AccessPath';

export const GROUP = 'secrets.hashicorp.com';

const SOURCE =
  'https://developer.hashicorp.com/vault/docs/platform/k8s/vso/sources/vault/auth';

/** Who may write one of some resources of the group. */
function writes(...resources: string[]): KnownAccessPath['needs'][number] {
  return {
    verbs: WRITES,
    resources: resources.map(resource => [GROUP, resource]),
  };
}

const WRITES_SECRETS = writes(
  'vaultstaticsecrets',
  'vaultdynamicsecrets',
  'vaultpkisecrets',
);

/** How rights on its kinds become access. */
export const accessPaths: KnownAccessPath[] = [
  {
    id: 'vault-secret',
    title: 'Has the Vault operator fetch a secret',
    explanation:
      'A VaultStaticSecret names any path that the role of a VaultAuth can read; the value lands in a Secret that the author can read.',
    source: SOURCE,
    severity: 'high',
    needs: [WRITES_SECRETS, READS_SECRETS],
    reaches: ['vault-auths:{namespace}'],
  },
  {
    id: 'vault-secret-in-pod',
    title: 'Has the Vault operator fetch a secret, and mounts it',
    explanation:
      'A VaultStaticSecret names any path that the role of a VaultAuth can read; the value lands in a Secret that a pod of the author mounts.',
    source: SOURCE,
    severity: 'high',
    needs: [WRITES_SECRETS, MAKES_PODS],
    byObjects: true,
    reaches: ['vault-auths:{namespace}'],
  },
  {
    id: 'vault-connection',
    title: 'Points the Vault operator elsewhere',
    explanation:
      'A VaultConnection names the server, a VaultAuth the credential for it: a Secret of its namespace or a token of one of its ServiceAccounts. The operator sends it there.',
    source: SOURCE,
    severity: 'high',
    needs: [writes('vaultconnections'), writes('vaultauths'), WRITES_SECRETS],
    byObjects: true,
    reaches: WORKLOADS,
  },
];
