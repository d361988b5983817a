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

const THREATS = 'https://external-secrets.io/latest/guides/threat-model/';

/** Who may write a resource of the group. */
function writes(resource: string): KnownAccessPath['needs'][number] {
  return { verbs: WRITES, resources: [['external-secrets.io', resource]] };
}

/** How rights on its kinds become access. */
export const accessPaths: KnownAccessPath[] = [
  {
    id: 'push-secret',
    title: 'Pushes Secrets to a provider',
    explanation:
      'A PushSecret copies any Secret of its namespace to where the author can read it.',
    source: THREATS,
    severity: 'high',
    needs: [writes('pushsecrets')],
    byObjects: true,
    reaches: ['secrets:{namespace}'],
  },
  {
    id: 'external-secret',
    title: 'Has the operator fetch a secret',
    explanation:
      'An ExternalSecret names any remote key that the credential of a store can read; the value lands in a Secret that the author can read.',
    source: THREATS,
    severity: 'high',
    needs: [writes('externalsecrets'), READS_SECRETS],
    reaches: ['stores:{namespace}'],
  },
  {
    id: 'external-secret-in-pod',
    title: 'Has the operator fetch a secret, and mounts it',
    explanation:
      'An ExternalSecret names any remote key that the credential of a store can read; the value lands in a Secret that a pod of the author mounts.',
    source: THREATS,
    severity: 'high',
    needs: [writes('externalsecrets'), MAKES_PODS],
    byObjects: true,
    reaches: ['stores:{namespace}'],
  },
  {
    id: 'cluster-external-secret',
    title: 'Has the operator fetch a secret into many namespaces',
    explanation:
      'A ClusterExternalSecret makes ExternalSecrets in the namespaces that it selects, with any remote key of the stores there; the author reads one of the Secrets.',
    source: 'https://external-secrets.io/latest/api/clusterexternalsecret/',
    severity: 'high',
    needs: [writes('clusterexternalsecrets'), READS_SECRETS],
    reaches: ['stores:{namespace}'],
  },
  {
    id: 'secret-store',
    title: 'Points a SecretStore elsewhere',
    explanation:
      'A SecretStore names the server and the credentials for it: any Secret of its namespace, or a token of any of its ServiceAccounts. The operator sends them there.',
    source: THREATS,
    severity: 'high',
    needs: [writes('secretstores')],
    byObjects: true,
    reaches: WORKLOADS,
  },
  {
    id: 'cluster-secret-store',
    title: 'Points a ClusterSecretStore elsewhere',
    explanation:
      'A ClusterSecretStore takes its credentials from any namespace, and the operator sends them to the server that it names.',
    source: 'https://external-secrets.io/latest/api/clustersecretstore/',
    severity: 'critical',
    needs: [writes('clustersecretstores')],
    byObjects: true,
    reaches: ['secrets:*', 'identities:*'],
  },
];
