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
import { setTimeout as delay } from 'node:timers/promises';
import { LivingCluster } from '../cluster/LivingCluster';
import { KubernetesManifest } from './KubernetesManifest';

const sources: [string, (item: KubernetesManifest) => boolean][] = [
  [
    '/apis/apps/v1/deployments',
    ({ spec, status, metadata }) =>
      status?.observedGeneration >= Number(metadata.generation ?? 0) &&
      (status.readyReplicas ?? 0) >= (spec.replicas ?? 1),
  ],
  [
    '/apis/apps/v1/statefulsets',
    ({ spec, status }) => (status?.readyReplicas ?? 0) >= (spec.replicas ?? 1),
  ],
  [
    '/apis/apps/v1/daemonsets',
    ({ status, metadata }) =>
      status?.observedGeneration >= Number(metadata.generation ?? 0) &&
      status.numberReady >= status.desiredNumberScheduled,
  ],
  [
    '/api/v1/pods',
    ({ status }) => ['Running', 'Succeeded'].includes(status?.phase),
  ],
];

/**
 * Waits until every Deployment, StatefulSet and DaemonSet has the pods it
 * wants and every pod runs or has ended well.
 *
 * @throws naming those that do not when the time is up
 */
export async function waitForWorkloads(
  cluster: LivingCluster,
  timeoutMs: number,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const unready: string[] = [];
    for (const [path, isReady] of sources) {
      const list = await cluster.api.call('GET', path);
      for (const item of list.items as KubernetesManifest[]) {
        if (!isReady(item)) {
          const { namespace, name } = item.metadata;
          unready.push(`${path.split('/').pop()} ${namespace}/${name}`);
        }
      }
    }
    if (unready.length === 0) {
      return;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `Not running in ${
          cluster.clusterName
        } after ${timeoutMs} ms: ${unready.join(', ')}`,
      );
    }
    await delay(300);
  }
}
