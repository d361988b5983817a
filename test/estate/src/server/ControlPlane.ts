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

/** How the API server of a simulated cluster stores Secrets, as its metrics tell. */
export type SecretStorage = 'encrypted' | 'mixed';

/** Of each cluster; one that is not named keeps its metrics to itself. */
export const secretStorage: Record<string, SecretStorage | undefined> = {
  production: 'encrypted',
  staging: 'mixed',
};

const SECRETBOX = 'k8s:enc:secretbox:v1:';
/** Secrets that were there before the encryption was switched on, and are read in plaintext since. */
const NOT_REWRITTEN = 7;

/** What the API server of a cluster counted since it started, for Prometheus. */
export function metricsOf(
  cluster: string,
  storage: SecretStorage,
  secrets: number,
): string {
  const plain = storage === 'mixed' ? Math.min(NOT_REWRITTEN, secrets) : 0;
  const operations = (type: string, prefix: string, count: number) =>
    `apiserver_storage_transformation_operations_total{${[
      'resource="secrets"',
      'status="OK"',
      `transformation_type="${type}"`,
      `transformer_prefix="${prefix}"`,
    ].join(',')}} ${count}`;
  const instance = `apiserver_id_hash="sha256:${cluster}"`;
  return [
    'kubernetes_build_info{git_version="v1.34.4"} 1',
    `apiserver_encryption_config_controller_last_config_info{${instance},hash="sha256:${cluster}-1"} 1`,
    operations('from_storage', SECRETBOX, secrets - plain),
    operations('to_storage', SECRETBOX, Math.ceil(secrets / 4)),
    ...(plain > 0 ? [operations('from_storage', 'identity', plain)] : []),
    '',
  ].join('\n');
}

/** The lease by which the one API server of a cluster says that it is there. */
export function leasesOf(cluster: string): object {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'LeaseList',
    metadata: { resourceVersion: '1' },
    items: [
      {
        metadata: {
          name: `apiserver-${cluster}`,
          namespace: 'kube-system',
          resourceVersion: '1',
          labels: { 'apiserver.kubernetes.io/identity': 'kube-apiserver' },
        },
      },
    ],
  };
}
