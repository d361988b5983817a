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

import { type KnownAccessPath, WRITES } from '../AccessPath';

/** How rights on its kinds become access. */
export const accessPaths: KnownAccessPath[] = [
  {
    id: 'issuer',
    title: 'Points an Issuer elsewhere',
    explanation:
      'An Issuer names a server and a Secret of its namespace with the credential for it: cert-manager sends it there.',
    source: 'https://cert-manager.io/docs/configuration/vault/',
    severity: 'high',
    needs: [{ verbs: WRITES, resources: [['cert-manager.io', 'issuers']] }],
    byObjects: true,
    reaches: ['secrets:{namespace}'],
  },
  {
    id: 'cluster-issuer',
    title: 'Points a ClusterIssuer elsewhere',
    explanation:
      'A ClusterIssuer names a server and a Secret with the credential for it, of the namespace that cert-manager is configured to use: its own, `cert-manager`, unless set.',
    source:
      'https://cert-manager.io/docs/configuration/#cluster-resource-namespace',
    severity: 'high',
    needs: [
      { verbs: WRITES, resources: [['cert-manager.io', 'clusterissuers']] },
    ],
    byObjects: true,
    reaches: ['secrets:cert-manager'],
  },
];
