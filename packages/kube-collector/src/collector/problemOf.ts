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

import type { ClusterError } from '../client';
import type { CollectorProblem } from './types';

const ROLE = 'deploy/kubernetes/reader.yaml';

const REMEDIES: Record<ClusterError['code'], string> = {
  unreachable:
    'Check that the API server runs and that this host can reach its address.',
  tls: "Give the cluster's CA (caData or caFile) where the cluster is configured.",
  unauthorized:
    'The token is no longer valid: give Keyward a new one for this cluster (secrets.kubernetes.clusters).',
  forbidden: `Apply ${ROLE}, or what is left out on purpose is not seen.`,
  'not-found': 'The cluster does not serve this resource.',
  gone: 'Keyward lists again by itself.',
  throttled: 'The API server asks for fewer requests; Keyward slows down.',
  'server-error': 'The API server failed: see its log.',
  'bad-answer':
    'Something between Keyward and the API server changes answers: check proxies and load balancers.',
  'too-large': 'An object is too large to be read.',
  'too-many': 'Name the kind in secrets.kubernetes.customKinds.',
  'plain-http':
    'Give the https:// address of the API server, with its CA (caData or caFile), where the cluster is configured: over http:// the credential and the Secrets would be sent in clear.',
  'no-credential':
    'Check the token file or the exec plugin of the kubeconfig context that is configured.',
};

/** A problem that people can act on, of an error of one or several resources. */
export function problemOf(
  error: ClusterError,
  resources: string[],
): CollectorProblem {
  const what = someOf(resources);
  const happened: Partial<Record<ClusterError['code'], string>> = {
    forbidden: `The credential may not list and watch ${what}`,
    unauthorized: 'The API server does not accept the credential',
    'plain-http':
      "The cluster's address begins with http://: plain http is refused",
  };
  return {
    code: error.code,
    message: happened[error.code] ?? `${what}: ${error.message}`,
    remedy: REMEDIES[error.code],
  };
}

/** Some names as people write them, however many there are. */
export function someOf(resources: readonly string[]): string {
  const names = [...new Set(resources)].sort();
  return names.length > 6
    ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`
    : names.join(', ');
}
