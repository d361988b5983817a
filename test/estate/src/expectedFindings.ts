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

import { loadEstate, type Estate } from './loadEstate';
import type { KubernetesObject } from './KubernetesObject';

const ENV = 'secret-in-env';

/**
 * What rules are to say of the clusters of the estate, and nothing else: what
 * was planted, and of each secret that a workload takes as an environment
 * variable that it does.
 *
 * @returns `cluster/namespace/name rule`, sorted
 */
export function expectedFindings(estate: Estate = loadEstate()): string[] {
  const planted = estate.planted.flatMap(
    ({ cluster, namespace, name, rules = [] }) =>
      rules.map(rule => `${cluster}/${namespace}/${name} ${rule}`),
  );
  const inEnv = estate.clusters.flatMap(({ name, objects }) =>
    takenAsEnv(objects).map(secret => `${name}/${secret} ${ENV}`),
  );
  const elsewhere = [...estate.plantedInVault, ...estate.plantedInAws].flatMap(
    ({ source, location, name, rules = [] }) =>
      rules.map(rule => `${source}/${location}/${name} ${rule}`),
  );
  return [...planted, ...inEnv, ...elsewhere].sort();
}

/** Existing secrets that the manifests of workloads take as environment variables. */
function takenAsEnv(objects: KubernetesObject[]): string[] {
  const existing = new Set(
    objects
      .filter(({ kind }) => kind === 'Secret')
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
  );
  const taken = new Set<string>();
  for (const { spec, metadata } of objects as any[]) {
    const pod =
      spec?.jobTemplate?.spec.template.spec ??
      spec?.template?.spec ??
      spec ??
      {};
    const containers = [
      ...(pod.containers ?? []),
      ...(pod.initContainers ?? []),
      ...(pod.ephemeralContainers ?? []),
    ];
    for (const { env = [], envFrom = [] } of containers) {
      for (const { name } of [
        ...env.flatMap((each: any) => each.valueFrom?.secretKeyRef ?? []),
        ...envFrom.flatMap((each: any) => each.secretRef ?? []),
      ]) {
        const secret = `${metadata.namespace}/${name}`;
        if (existing.has(secret)) {
          taken.add(secret);
        }
      }
    }
  }
  return [...taken];
}
