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
