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

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, loadAll } from 'js-yaml';
import { estateFolder } from './estateFolder';
import { KubernetesObject } from './KubernetesObject';
import { Manifest } from './Manifest';
import { EstateClock } from './render/EstateClock';
import { renderManifest } from './render/renderManifest';
import { expandService } from './services/expandService';
import { isIn } from './services/overlay';
import { ServiceSpec } from './services/ServiceSpec';

/** A problem put into the estate on purpose. */
export interface PlantedProblem {
  cluster: string;
  namespace: string;
  name: string;
  problem: string;
  /** The rules that find it, one finding each. */
  rules?: string[];
}

/** A cluster of the estate and all its objects. */
export interface EstateCluster {
  name: string;
  objects: KubernetesObject[];
}

/** The simulated company: its clusters, its catalog and its problems. */
export interface Estate {
  clusters: EstateCluster[];
  catalog: Record<string, any>[];
  planted: PlantedProblem[];
}

const clusterNames = ['development', 'staging', 'production'];

/** The folder of the manifests. */
export const manifestFolder = join(estateFolder, 'manifests');

/** The YAML file that a catalog reads. */
export const catalogFile = join(estateFolder, 'catalog', 'catalog.yaml');

/** Reads the estate, its ages counted from `now`. */
export function loadEstate(options: { now?: Date } = {}): Estate {
  const clock = new EstateClock(options.now ?? new Date());
  const specs = documentsOf<ServiceSpec>('services');
  const shared = documentsOf<Manifest>('shared');
  return {
    clusters: clusterNames.map(cluster => {
      const context = { cluster, clock };
      const manifests = [
        ...shared.filter(({ 'x-clusters': clusters }) =>
          isIn({ clusters }, cluster),
        ),
        ...documentsOf<Manifest>(cluster),
        ...specs.flatMap(spec => expandService(spec, context)),
      ];
      const objects = manifests.map((manifest, index) => {
        const object = renderManifest(manifest, context);
        object.metadata.resourceVersion = String(1001 + index);
        return object;
      });
      return { name: cluster, objects };
    }),
    catalog: readDocuments(catalogFile),
    planted: load(
      readFileSync(join(estateFolder, 'planted.yaml'), 'utf8'),
    ) as PlantedProblem[],
  };
}

function documentsOf<T>(folder: string): T[] {
  const path = join(manifestFolder, folder);
  let names: string[];
  try {
    names = readdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return [];
    }
    throw error;
  }
  return names
    .filter(name => name.endsWith('.yaml'))
    .sort()
    .flatMap(name => readDocuments<T>(join(path, name)));
}

function readDocuments<T = Record<string, any>>(path: string): T[] {
  return loadAll(readFileSync(path, 'utf8'), undefined, {
    filename: path,
  }).filter(document => document) as T[];
}
