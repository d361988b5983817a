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

import type { JsonObject } from '@backstage/types';
import type { RunningCluster } from '@internal/estate';

/** The configuration that leads to simulated clusters. */
export function clustersConfig(clusters: RunningCluster[]): {
  kubernetes: JsonObject;
  secrets: JsonObject;
} {
  return {
    kubernetes: {
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: clusters.map(cluster => ({
            name: cluster.name,
            url: cluster.url,
            authProvider: 'serviceAccount',
            serviceAccountToken: 'kubernetes-plugin',
            ...(cluster.caData
              ? { caData: cluster.caData }
              : { skipTLSVerify: true }),
          })),
        },
      ],
    },
    secrets: {
      kubernetes: {
        clusters: clusters.map(cluster => ({
          cluster: cluster.name,
          id: cluster.name,
          credential: { token: cluster.token },
        })),
      },
    },
  };
}
