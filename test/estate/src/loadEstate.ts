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
import {
  loadAws,
  loadAwsProblems,
  loadIdentities,
  type PlantedAwsProblem,
} from './aws/loadAws';
import { SimulatedAws } from './aws/SimulatedAws';
import { estateFolder } from './estateFolder';
import { type ClusterPast, renderPast } from './history/renderPast';
import { KubernetesObject } from './KubernetesObject';
import { Manifest } from './Manifest';
import { EstateClock } from './render/EstateClock';
import {
  addressOf,
  type RenderContext,
  renderManifest,
} from './render/renderManifest';
import type { SealingKey } from './render/sealedSecretOf';
import { SEALING_KEY_LABEL } from './server/SealingController';
import { expandService } from './services/expandService';
import { isIn } from './services/overlay';
import { ServiceSpec } from './services/ServiceSpec';
import {
  loadVault,
  loadVaultProblems,
  loadVaultTexts,
  type PlantedVaultProblem,
} from './vault/loadVault';
import { SimulatedVault } from './vault/SimulatedVault';

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
  /** What is wrong with its Vault. */
  plantedInVault: PlantedVaultProblem[];
  /** What its Vault answers beside names and times, and where. */
  textsOfVault: { place: string; text: string }[];
  /** What is wrong with its AWS account. */
  plantedInAws: PlantedAwsProblem[];
}

const clusterNames = ['development', 'staging', 'production'];

/** The folder of the manifests. */
export const manifestFolder = join(estateFolder, 'manifests');

/** What the company runs, as a catalog reads it. */
export const catalogFile = join(estateFolder, 'catalog', 'catalog.yaml');

/** Its people and teams, as a catalog reads them. */
export const peopleFile = join(estateFolder, 'catalog', 'people.yaml');

/** Reads the estate, its ages counted from `now`. */
export function loadEstate(options: { now?: Date } = {}): Estate {
  const clock = new EstateClock(options.now ?? new Date());
  return {
    clusters: readManifests(clock).map(({ name, manifests, sealingKeys }) => ({
      name,
      objects: manifests.map((manifest, index) =>
        renderVersion(manifest, index, { cluster: name, clock, sealingKeys }),
      ),
    })),
    catalog: [peopleFile, catalogFile].flatMap(readDocuments),
    planted: load(
      readFileSync(join(estateFolder, 'planted.yaml'), 'utf8'),
    ) as PlantedProblem[],
    plantedInVault: loadVaultProblems(),
    textsOfVault: loadVaultTexts(),
    plantedInAws: loadAwsProblems(),
  };
}

/** The Vault of the company, its ages counted from `now`, and where it answers. */
export function loadSimulatedVault(options: { now: Date }): {
  address: string;
  vault: SimulatedVault;
} {
  const spec = loadVault(documentsOf<ServiceSpec>('services'));
  return {
    address: spec.address,
    vault: new SimulatedVault(spec, new EstateClock(options.now)),
  };
}

/** The AWS account of the company, its ages counted from `now`, and where it answers. */
export function loadSimulatedAws(options: { now: Date }): {
  address: string;
  accountId: string;
  regions: string[];
  aws: SimulatedAws;
} {
  const spec = loadAws();
  return {
    address: spec.address,
    accountId: spec.accountId,
    regions: Object.keys(spec.regions),
    aws: new SimulatedAws(spec, loadIdentities(), new EstateClock(options.now)),
  };
}

/** Reads the estate as it was at some time before `now`, by cluster. */
export function loadPast(options: {
  now: Date;
  at: Date;
}): Map<string, ClusterPast> {
  const clock = new EstateClock(options.now);
  return new Map(
    readManifests(clock).map(({ name, manifests, sealingKeys }) => {
      const context = { cluster: name, clock, sealingKeys };
      const renderings = manifests.map((manifest, index) => ({
        object: renderVersion(manifest, index, context),
        renderEarlier: () =>
          renderVersion(manifest, index, { ...context, earlier: true }),
      }));
      return [name, renderPast(renderings, options.at)];
    }),
  );
}

/** The manifests of each cluster, those of its services among them. */
function readManifests(clock: EstateClock) {
  const specs = documentsOf<ServiceSpec>('services');
  const shared = documentsOf<Manifest>('shared');
  return clusterNames.map(cluster => {
    const own = [
      ...shared.filter(({ 'x-clusters': clusters }) =>
        isIn({ clusters }, cluster),
      ),
      ...documentsOf<Manifest>(cluster),
    ];
    const services = specs.flatMap(spec =>
      expandService(spec, { cluster, clock }),
    );
    return {
      name: cluster,
      manifests: [...own, ...services],
      sealingKeys: own.flatMap(manifest => sealingKeyOf(cluster, manifest)),
    };
  });
}

/** Values are sealed with keys that are active. */
function sealingKeyOf(cluster: string, manifest: Manifest): SealingKey[] {
  const { kind, metadata, 'x-age': age } = manifest;
  return metadata.labels?.[SEALING_KEY_LABEL] === 'active' && age !== undefined
    ? [
        {
          address: addressOf(cluster, kind, metadata.namespace, metadata.name),
          age,
        },
      ]
    : [];
}

function renderVersion(
  manifest: Manifest,
  index: number,
  context: RenderContext,
): KubernetesObject {
  const object = renderManifest(manifest, context);
  object.metadata.resourceVersion = String(1001 + index);
  return object;
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
