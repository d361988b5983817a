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

import { checkKey } from '@keyward/sealing';
import { GitChangeError } from '../GitChangeError';
import {
  checkEntries,
  checkMountPath,
  checkPath,
  checkVariable,
  isBelow,
} from '../guards';
import type {
  FileChange,
  RepositoryFile,
  SealedTarget,
  WorkloadReference,
} from '../types';
import { editYaml, readObjects, textOf, type YamlEdit } from '../yaml';
import { asGitChange } from './asGitChange';
import { expectedUse } from './expectedUse';
import { findKustomization, folderOf } from './planKustomization';
import { RELOAD_ANNOTATION, withReload } from './reloader';
import { findWorkloads, type PlacedWorkload, podSpecPath } from './workloads';

const LONGEST_VOLUME = 63;

/** Plans how the manifest of a workload gets to refer to a Secret. */
export function planReference(
  files: readonly RepositoryFile[],
  target: SealedTarget,
  reference: WorkloadReference,
): FileChange | undefined {
  checkReference(target, reference);
  const workload = findWorkload(files, target, reference);
  const { path, index } = workload;
  checkPath(path, target.path);
  checkEntries(path, files);
  refuseOtherNamespace(files, target, path);
  const edits = [
    ...useEdits(target, reference, workload),
    ...reloadEdits(target, reference, workload),
  ];
  if (edits.length === 0) {
    return undefined;
  }
  const text = textOf(files.find(file => file.path === path)!)!;
  const content = editYaml(text, index, edits);
  if (content === undefined) {
    throw new GitChangeError(
      'manifest',
      'The reference cannot be added without changing more of the file',
      {
        where: path,
        remedy:
          'write the workload as plain YAML, without anchors and aliases, or add the reference by hand',
      },
    );
  }
  return { path, content };
}

/** A workload of another namespace does not see the Secret, and may be what others answer for. */
function refuseOtherNamespace(
  files: readonly RepositoryFile[],
  target: SealedTarget,
  path: string,
): void {
  let given: unknown;
  for (let below = path; given === undefined && isBelow(below, target.path); ) {
    const folder = folderOf(below);
    const kustomization = findKustomization(files, folder);
    const text = kustomization && textOf(kustomization);
    given =
      text === undefined
        ? undefined
        : namespaceOf(readObjects(text, kustomization!.path)[0]);
    if (given !== undefined && given !== target.namespace) {
      throw new GitChangeError(
        'manifest',
        'The kustomization of the workload gives it another namespace than the one of the Secret',
        {
          where: `${kustomization!.path}, namespace`,
          remedy: 'name a workload of the namespace of the Secret',
        },
      );
    }
    if (folder === '') {
      return;
    }
    below = folder;
  }
}

function namespaceOf(kustomization: unknown): unknown {
  return (kustomization as any)?.namespace || undefined;
}

function checkReference(
  { encryptedData, mode }: SealedTarget,
  { kind, use }: WorkloadReference,
): void {
  if (!podSpecPath(kind)) {
    throw new GitChangeError(
      'manifest',
      'A reference is added to no workload of this kind',
      {
        where: 'the kind of the workload',
        remedy: 'name a Deployment, StatefulSet, DaemonSet or CronJob',
      },
    );
  }
  if (use?.as === 'volume') {
    checkMountPath(use.mountPath, 'the mount path');
  }
  if (use?.as === 'env') {
    for (const [index, [variable, key]] of Object.entries(
      use.variables,
    ).entries()) {
      checkVariable(variable, `variable ${index + 1}`);
      asGitChange('the reference', () =>
        checkKey(key, `variable ${index + 1}`),
      );
      if (!Object.hasOwn(encryptedData, key) && mode === 'create') {
        throw new GitChangeError(
          'missing',
          'A variable is to have a key that is not sealed',
          { where: `variable ${index + 1}`, remedy: 'seal the key as well' },
        );
      }
    }
  }
}

function findWorkload(
  files: readonly RepositoryFile[],
  target: SealedTarget,
  reference: WorkloadReference,
): PlacedWorkload {
  const found = findWorkloads(files, target, reference);
  if (found.length !== 1) {
    throw new GitChangeError(
      found.length === 0 ? 'missing' : 'ambiguous',
      found.length === 0
        ? 'There is no manifest of the workload in the folder'
        : `There are ${found.length} manifests of the workload in the folder`,
      {
        where: target.path || 'the root of the repository',
        remedy: 'leave the reference out, and add it by hand',
      },
    );
  }
  return found[0];
}

function useEdits(
  target: SealedTarget,
  reference: WorkloadReference,
  { path, object }: PlacedWorkload,
): YamlEdit[] {
  const { use } = reference;
  if (!use) {
    return [];
  }
  const podSpec = podSpecPath(reference.kind)!.reduce(
    (parent, key) => parent?.[key],
    object,
  );
  const container = findContainer(podSpec, reference, path);
  const volumes: any[] = listOf(podSpec.volumes);
  const present = volumes.find(
    volume => volume?.secret?.secretName === target.name,
  );
  const volume = present?.name ?? volumeName(target.name, volumes);
  return expectedUse(target, reference, container, volume).flatMap(
    ({ list, value }) => {
      const entries = listOf(list.reduce<any>((p, key) => p?.[key], object));
      const isThere = entries.some(entry => isSame(entry, value));
      if (isThere || (present && list.at(-1) === 'volumes')) {
        return [];
      }
      refuseTaken(entries, value as any, path);
      return [{ kind: 'append' as const, path: list, value }];
    },
  );
}

function findContainer(
  podSpec: any,
  { container }: WorkloadReference,
  path: string,
): number {
  const containers = listOf(podSpec?.containers);
  const index =
    container === undefined && containers.length === 1
      ? 0
      : containers.findIndex(each => each?.name === container);
  if (index < 0) {
    throw new GitChangeError(
      container === undefined ? 'ambiguous' : 'missing',
      container === undefined
        ? `The workload has ${containers.length} containers, and none is named`
        : 'The workload has no such container',
      { where: path, remedy: 'name one of its containers' },
    );
  }
  return index;
}

/** A name that is in use for something else would be another value, or none. */
function refuseTaken(
  entries: readonly any[],
  value: { name?: string; mountPath?: string },
  path: string,
): void {
  const isTaken = entries.some(entry =>
    value.mountPath === undefined
      ? value.name !== undefined && entry?.name === value.name
      : entry?.mountPath === value.mountPath,
  );
  if (isTaken) {
    throw new GitChangeError(
      'exists',
      value.mountPath === undefined
        ? 'The container has a variable of that name already'
        : 'Something is mounted there already',
      { where: path, remedy: 'use another one, or change it by hand' },
    );
  }
}

function reloadEdits(
  { name }: SealedTarget,
  { reload }: WorkloadReference,
  { object }: PlacedWorkload,
): YamlEdit[] {
  const annotations = object.metadata?.annotations ?? {};
  const value = reload ? withReload(annotations, name) : undefined;
  return value === undefined
    ? []
    : [{ kind: 'set', path: RELOAD_ANNOTATION, value }];
}

function volumeName(name: string, volumes: readonly any[]): string {
  const base = name.replaceAll('.', '-').slice(0, LONGEST_VOLUME - 4);
  const taken = new Set(volumes.map(volume => volume?.name));
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(candidate)) {
      return candidate.replace(/-+$/, '');
    }
  }
}

function listOf(value: unknown): any[] {
  return Array.isArray(value) ? value : [];
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
