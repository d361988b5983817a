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

import type { CatalogCluster, KnownCluster } from '../config';

/**
 * All clusters by their names. As with plugin-kubernetes, the first of a name
 * that is configured counts; those of the catalog never take its place.
 */
export function mergeClusters(
  configured: KnownCluster[],
  inCatalog: CatalogCluster[],
): Map<string, KnownCluster> {
  const clusters = new Map<string, KnownCluster>();
  for (const cluster of configured) {
    if (!clusters.has(cluster.name)) {
      clusters.set(cluster.name, cluster);
    }
  }
  const inOrder = [...inCatalog].sort((a, b) =>
    a.entityRef < b.entityRef ? -1 : 1,
  );
  for (const cluster of inOrder) {
    const { name } = cluster;
    const known = clusters.get(name) ?? { name };
    clusters.set(name, {
      ...known,
      inCatalog: [...(known.inCatalog ?? []), cluster],
    });
  }
  return clusters;
}
