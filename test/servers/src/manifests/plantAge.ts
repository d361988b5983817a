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
import { registryKey } from '../cluster/registryKey';
import { KubernetesManifest } from './KubernetesManifest';
import { ResourceType } from './ResourceTypes';

const attempts = 50;

/** Whether a manifest says when its object came to be or was changed. */
export function hasAge({ metadata }: KubernetesManifest): boolean {
  return Boolean(metadata.creationTimestamp || metadata.managedFields);
}

/**
 * Gives an object that exists the creation time and field managers of its
 * manifest, which the API server never takes from a client: by way of etcd.
 */
export async function plantAge(
  cluster: LivingCluster,
  manifest: KubernetesManifest,
  type: ResourceType,
  path: string,
): Promise<void> {
  const { creationTimestamp, managedFields } = manifest.metadata;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const live = await cluster.api.call<KubernetesManifest>('GET', path);
    const { resourceVersion, ...metadata } = live.metadata;
    const planted: KubernetesManifest = {
      ...live,
      metadata: {
        ...metadata,
        creationTimestamp: creationTimestamp ?? metadata.creationTimestamp,
        managedFields:
          managedFields ??
          metadata.managedFields?.map(entry => ({
            ...entry,
            time: creationTimestamp ?? entry.time,
          })),
      },
    };
    const key = registryKey(planted, type.plural);
    if (await cluster.etcd.putIfUnchanged(key, planted, resourceVersion!)) {
      return;
    }
    // A controller was faster: take up what it changed.
  }
  throw new Error(`${path} changes too fast for its age to be planted`);
}
