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

/** What a kubeconfig needs to know of a cluster. */
export interface KubeconfigCluster {
  clusterName: string;
  url: string;
  caData: string;
  adminToken: string;
}

/** A kubeconfig with one context a cluster, as an object. */
export function kubeconfigOf(clusters: KubeconfigCluster[]): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': clusters[0]?.clusterName,
    clusters: clusters.map(({ clusterName, url, caData }) => ({
      name: clusterName,
      cluster: {
        server: url,
        'certificate-authority-data': Buffer.from(caData).toString('base64'),
      },
    })),
    users: clusters.map(({ clusterName, adminToken }) => ({
      name: clusterName,
      user: { token: adminToken },
    })),
    contexts: clusters.map(({ clusterName }) => ({
      name: clusterName,
      context: { cluster: clusterName, user: clusterName },
    })),
  };
}
