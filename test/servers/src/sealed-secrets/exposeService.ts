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

import { LivingCluster } from '../cluster/LivingCluster';
import { applyManifests } from '../manifests/applyManifests';

/**
 * Has the API server pass requests for a Service on to a program of this machine.
 * It does so only to the address of a pod: one stands there that no scheduler
 * takes, with the address of this machine.
 */
export async function exposeService(
  cluster: LivingCluster,
  service: { namespace: string; name: string; address: string; port: number },
): Promise<void> {
  const { namespace, name, address, port } = service;
  const metadata = { name, namespace };
  const ports = [{ name: 'http', port, protocol: 'TCP' }];
  const targetRef = { kind: 'Pod', namespace, name };
  await applyManifests(
    cluster,
    [
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata,
        spec: {
          schedulerName: 'nobody',
          containers: [{ name: 'controller', image: 'example.com/none:1' }],
        },
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata,
        spec: { ports: [{ ...ports[0], port: 8080, targetPort: port }] },
      },
      {
        apiVersion: 'v1',
        kind: 'Endpoints',
        metadata,
        subsets: [{ addresses: [{ ip: address, targetRef }], ports }],
      },
    ],
    { waitMs: 0 },
  );
  await cluster.api.call(
    'PATCH',
    `/api/v1/namespaces/${namespace}/pods/${name}/status`,
    {
      contentType: 'application/merge-patch+json',
      body: { status: { podIP: address, podIPs: [{ ip: address }] } },
    },
  );
}
