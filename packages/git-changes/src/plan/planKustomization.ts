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

import { GitChangeError } from '../GitChangeError';
import { checkEntries, checkPath, isKustomization } from '../guards';
import type { FileChange, RepositoryFile, SealedTarget } from '../types';
import { editYaml, readObjects, textOf } from '../yaml';

/** The kustomization of a folder, if there is one. */
export function findKustomization(
  files: readonly RepositoryFile[],
  folder: string,
): RepositoryFile | undefined {
  const found = files.filter(
    ({ path }) => isKustomization(path) && folderOf(path) === folder,
  );
  if (found.length > 1) {
    throw new GitChangeError(
      'ambiguous',
      'There are several files that kustomize builds from, which it refuses',
      { where: folder || 'the root of the repository', remedy: 'keep one' },
    );
  }
  return found[0];
}

/** The folder of a path; empty for the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/**
 * Plans how a kustomization gets to list a new manifest.
 *
 * @param manifest - the path of the manifest, in the same folder
 */
export function planKustomization(
  files: readonly RepositoryFile[],
  kustomization: RepositoryFile,
  target: SealedTarget,
  manifest: string,
): FileChange | undefined {
  const { path } = kustomization;
  checkPath(path, target.path);
  checkEntries(path, files);
  const text = textOf(kustomization);
  const objects = text === undefined ? [] : readObjects(text, path);
  const [object] = objects as any[];
  if (text === undefined || objects.length !== 1 || !isMapping(object)) {
    throw new GitChangeError('manifest', 'The kustomization cannot be read', {
      where: path,
      remedy: 'make it one document of YAML, which kustomize build takes',
    });
  }
  refuseRenaming(object, target, path);
  const name = manifest.slice(manifest.lastIndexOf('/') + 1);
  const { resources } = object;
  const isListed =
    Array.isArray(resources) &&
    resources.some(each => each === name || each === `./${name}`);
  if (isListed) {
    return undefined;
  }
  const content = editYaml(text, 0, [
    { kind: 'append', path: ['resources'], value: name },
  ]);
  if (content === undefined) {
    throw new GitChangeError(
      'manifest',
      'The manifest cannot be listed without changing more of the kustomization',
      {
        where: path,
        remedy:
          'write its resources as a plain list, without anchors and aliases',
      },
    );
  }
  return { path, content };
}

/** A value is sealed for its namespace and name: under another it cannot be unsealed. */
function refuseRenaming(
  object: any,
  { namespace, scope }: SealedTarget,
  path: string,
): void {
  const { namespace: given, namePrefix, nameSuffix } = object;
  if (given && given !== namespace && scope !== 'cluster-wide') {
    throw new GitChangeError(
      'manifest',
      'The kustomization gives its resources another namespace, where the values cannot be unsealed',
      {
        where: `${path}, namespace`,
        remedy:
          'seal for that namespace, or choose the folder of the namespace',
      },
    );
  }
  if ((namePrefix || nameSuffix) && scope === 'strict') {
    throw new GitChangeError(
      'manifest',
      'The kustomization gives its resources another name, under which the values cannot be unsealed',
      {
        where: `${path}, ${namePrefix ? 'namePrefix' : 'nameSuffix'}`,
        remedy: 'seal for all names of the namespace (namespace-wide)',
      },
    );
  }
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
