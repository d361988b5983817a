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

import { inOwnNamespace } from '../Mark';
import { accessPaths } from './accessPaths';
import { certificate, issuer } from './certManager';
import type { KnownSystem } from '../KnownSystem';

const FLAG = 'cluster-resource-namespace';

/** cert-manager: https://cert-manager.io */
export const certManager: KnownSystem = {
  id: 'cert-manager',
  kinds: [
    {
      group: 'cert-manager.io',
      kind: 'Certificate',
      resource: 'certificates',
      isCollected: true,
      extractor: certificate,
      deliverer: { accounts: ['cert-manager'], absence: 'by-namespaced-name' },
      isRenewing: true,
    },
    {
      group: 'cert-manager.io',
      kind: 'Issuer',
      resource: 'issuers',
      isCollected: true,
      extractor: issuer,
    },
    {
      group: 'cert-manager.io',
      kind: 'ClusterIssuer',
      resource: 'clusterissuers',
      isClusterScoped: true,
      isCollected: true,
      extractor: issuer,
    },
  ],
  marks: [
    {
      kind: 'Certificate',
      apiGroup: 'cert-manager.io',
      key: 'cert-manager.io/certificate-name',
      basis: 'annotation',
      tool: 'makes',
      read: inOwnNamespace,
    },
  ],
  operators: [
    {
      groups: ['cert-manager.io'],
      names: ['cert-manager', 'cert-manager-controller'],
      flag: FLAG,
    },
    // Issuers of other projects, which are told by the same flag.
    {
      groups: ['cert-manager.k8s.cloudflare.com'],
      names: ['origin-ca-issuer'],
      flag: FLAG,
    },
    { groups: ['awspca.cert-manager.io'], names: ['aws-privateca-issuer'] },
    {
      groups: ['cas-issuer.jetstack.io'],
      names: ['google-cas-issuer'],
      flag: FLAG,
    },
    { groups: ['jetstack.io'], names: ['venafi-enhanced-issuer'], flag: FLAG },
  ],
  accessPaths,
  managed: ['Certificate'],
};
