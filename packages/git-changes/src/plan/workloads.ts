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

import { isBelow } from '../guards';
import type { RepositoryFile, SealedTarget, WorkloadReference } from '../types';
import { onceEach, readObjects, textOf } from '../yaml';
import { checkCost } from './checkCost';

const objectsIn = onceEach((file): unknown[] => {
  try {
    return readObjects(textOf(file)!, file.path);
  } catch {
    // A template of Helm, for example.
    return [];
  }
});

/** Where each kind has the specification of its pods. That of a Job cannot be changed. */
const POD_SPECS: Record<string, readonly string[]> = {
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  DaemonSet: ['spec', 'template', 'spec'],
  Deployment: ['spec', 'template', 'spec'],
  StatefulSet: ['spec', 'template', 'spec'],
};

/** A workload in a file. */
export interface PlacedWorkload {
  path: string;
  /** Which document of the file. */
  index: number;
  object: any;
}

/**
 * A workload that a reference can mean, as a manifest has it.
 *
 * @public
 */
export interface ListedWorkload {
  kind: string;
  name: string;
  /** Absent where the manifest leaves it open. */
  namespace?: string;
  /** The names of its containers. */
  containers: string[];
}

/**
 * The workloads in a folder that a reference can mean, by kind and name. Templates of Helm,
 * and other files that are no YAML, have none.
 *
 * @param files - with the content of those that end in .yaml, .yml or .json
 * @throws GitChangeError where the manifests are too large to be read
 * @public
 */
export function listWorkloads(
  files: readonly RepositoryFile[],
  folder: string,
): ListedWorkload[] {
  const manifests = files.filter(file => {
    const isMeant =
      isBelow(file.path, folder) && /\.(ya?ml|json)$/.test(file.path);
    const text = isMeant ? textOf(file) : undefined;
    return Object.keys(POD_SPECS).some(kind => text?.includes(kind));
  });
  checkCost(manifests);
  const found = new Map<string, ListedWorkload>();
  for (const object of manifests.flatMap(objectsIn)) {
    const { kind, metadata } = (object ?? {}) as any;
    const { name, namespace } = metadata ?? {};
    const path = typeof kind === 'string' ? podSpecPath(kind) : undefined;
    if (
      path &&
      isName(name) &&
      (namespace === undefined || isName(namespace))
    ) {
      const podSpec = path.reduce<any>((parent, key) => parent?.[key], object);
      const containers = Array.isArray(podSpec?.containers)
        ? podSpec.containers
        : [];
      found.set(JSON.stringify([kind, name, namespace]), {
        kind,
        name,
        ...(namespace === undefined ? {} : { namespace }),
        containers: containers.map((each: any) => each?.name).filter(isName),
      });
    }
  }
  return [...found]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, workload]) => workload);
}

/** What is none, as `{{ .Values.name }}`, names nothing that a reference could mean. */
function isName(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(value)
  );
}

/** Where a kind of workload has the specification of its pods; undefined for others. */
export function podSpecPath(kind: string): readonly string[] | undefined {
  return Object.hasOwn(POD_SPECS, kind) ? POD_SPECS[kind] : undefined;
}

/** The workloads in the folder of a target that a reference can mean. */
export function findWorkloads(
  files: readonly RepositoryFile[],
  { path: folder, namespace }: SealedTarget,
  { kind, name }: WorkloadReference,
): PlacedWorkload[] {
  const found: PlacedWorkload[] = [];
  for (const file of files) {
    const text = isBelow(file.path, folder) ? textOf(file) : undefined;
    if (text?.includes(name) && /\.(ya?ml|json)$/.test(file.path)) {
      for (const [index, object] of objectsIn(file).entries()) {
        const { kind: ownKind, metadata } = (object ?? {}) as any;
        const isMeant =
          ownKind === kind &&
          metadata?.name === name &&
          (metadata.namespace === undefined ||
            metadata.namespace === namespace);
        if (isMeant) {
          found.push({ path: file.path, index, object });
        }
      }
    }
  }
  return found;
}
