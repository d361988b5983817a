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

import { vaultAuthAccess, vaultSecretAccess } from './access';
import { accessPaths, GROUP } from './accessPaths';
import {
  vaultAuth,
  vaultDynamicSecret,
  vaultPkiSecret,
  vaultStaticSecret,
} from './vaultSecretsOperator';
import type { KnownSystem } from '../KnownSystem';

const deliverer = { accounts: ['vault-secrets-operator-controller-manager'] };

/** Vault Secrets Operator: https://developer.hashicorp.com/vault/docs/deploy/kubernetes/vso */
export const vaultSecretsOperator: KnownSystem = {
  id: 'vault-secrets-operator',
  kinds: [
    {
      group: GROUP,
      kind: 'VaultStaticSecret',
      access: vaultSecretAccess,
      resource: 'vaultstaticsecrets',
      isCollected: true,
      extractor: vaultStaticSecret,
      deliverer,
    },
    {
      group: GROUP,
      kind: 'VaultDynamicSecret',
      access: vaultSecretAccess,
      resource: 'vaultdynamicsecrets',
      isCollected: true,
      extractor: vaultDynamicSecret,
      deliverer,
    },
    {
      group: GROUP,
      kind: 'VaultPKISecret',
      access: vaultSecretAccess,
      resource: 'vaultpkisecrets',
      isCollected: true,
      extractor: vaultPkiSecret,
      deliverer,
    },
    {
      group: GROUP,
      kind: 'VaultAuth',
      access: vaultAuthAccess,
      resource: 'vaultauths',
      isCollected: true,
      connection: 'VaultConnection',
      extractor: vaultAuth,
    },
    {
      group: GROUP,
      kind: 'VaultAuthGlobal',
      resource: 'vaultauthglobals',
      extractor: vaultAuth,
    },
    {
      group: GROUP,
      kind: 'VaultConnection',
      resource: 'vaultconnections',
      isCollected: true,
      extractor: vaultAuth,
      transit: 'reads',
    },
  ],
  marks: [
    {
      kind: 'Vault Secrets Operator',
      apiGroup: GROUP,
      key: 'secrets.hashicorp.com/vso-ownerRefUID',
      basis: 'label',
      tool: 'makes',
      read: (_, { namespace }) => ({ namespace }),
    },
  ],
  accessPaths,
  copiers: ['VaultStaticSecret', 'VaultDynamicSecret'],
  managed: [
    'VaultStaticSecret',
    'VaultDynamicSecret',
    'VaultPKISecret',
    'Vault Secrets Operator',
  ],
};
