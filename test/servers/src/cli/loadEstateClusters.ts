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

import { KubernetesManifest } from '../manifests/KubernetesManifest';

/** A cluster and what is to be applied to it. */
export interface EstateCluster {
  name: string;
  objects: KubernetesManifest[];
}

/** What is used of the estate package. */
interface EstatePackage {
  loadEstate(options?: { now?: Date }): { clusters: EstateCluster[] };
}

/** The clusters of the simulated estate, their ages counted from now. */
export async function loadEstateClusters(): Promise<EstateCluster[]> {
  // Only when asked for, and past the type checker: the servers must stay
  // usable whatever the state of the estate.
  const { loadEstate }: EstatePackage = require('@internal/estate');
  return loadEstate().clusters;
}
