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
  clusterStoreAccess,
  externalSecretAccess,
  storeAccess,
} from './access';
import { accessPaths } from './accessPaths';
import { clusterExternalSecret, externalSecret } from './externalSecret';
import { CLUSTER_STORE, GROUP, STORE } from './names';
import { pushSecret, secretStore } from './secretStore';
import { valueHash } from './valueHash';
import type { KnownSystem } from '../KnownSystem';

const ACCOUNTS = ['external-secrets'];

/** External Secrets Operator: https://external-secrets.io */
export const externalSecrets: KnownSystem = {
  id: 'external-secrets',
  kinds: [
    {
      group: GROUP,
      kind: 'ExternalSecret',
      access: externalSecretAccess,
      resource: 'externalsecrets',
      isCollected: true,
      extractor: externalSecret,
      deliverer: { accounts: ACCOUNTS, absence: 'by-namespaced-name' },
    },
    {
      group: GROUP,
      kind: 'ClusterExternalSecret',
      resource: 'clusterexternalsecrets',
      isClusterScoped: true,
      isCollected: true,
      extractor: clusterExternalSecret,
      deliverer: { accounts: ACCOUNTS },
    },
    {
      group: GROUP,
      kind: STORE,
      access: storeAccess,
      resource: 'secretstores',
      isCollected: true,
      extractor: secretStore,
      transit: 'reads',
    },
    {
      group: GROUP,
      kind: CLUSTER_STORE,
      access: clusterStoreAccess,
      resource: 'clustersecretstores',
      isClusterScoped: true,
      isCollected: true,
      extractor: secretStore,
      transit: 'reads',
    },
    {
      group: GROUP,
      kind: 'PushSecret',
      resource: 'pushsecrets',
      isCollected: true,
      extractor: pushSecret,
    },
  ],
  marks: [
    {
      kind: 'ExternalSecret',
      apiGroup: GROUP,
      key: 'reconcile.external-secrets.io/managed',
      basis: 'label',
      tool: 'makes',
      read: (_, { namespace }) => ({ namespace }),
    },
  ],
  accessPaths,
  copiers: ['ExternalSecret', 'ClusterExternalSecret', 'PushSecret'],
  managed: ['ExternalSecret', 'ClusterExternalSecret'],
  valueHash,
};
