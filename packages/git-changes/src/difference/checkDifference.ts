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

import { composeSealedSecret, isSealedSecret } from '@keyward/sealing';
import { GitChangeError } from '../GitChangeError';
import { checkEntries, checkPath, isBelow, isKustomization } from '../guards';
import {
  expectedUse,
  podSpecPath,
  RELOAD_ANNOTATION,
  withReload,
} from '../plan';
import type { RepositoryFile, SealedTarget } from '../types';
import { onceEach, readObjects, textOf } from '../yaml';
import { type Difference, listDifferences } from './listDifferences';

const objectsOf = onceEach((file): unknown[] => {
  const text = textOf(file);
  if (text === undefined) {
    throw foreign(file.path, 'A file is no text any longer, or was not read');
  }
  return readObjects(text, file.path);
});

/** A file that is not as it was. */
interface ChangedFile {
  path: string;
  before?: RepositoryFile;
  after: RepositoryFile;
}

/**
 * Reads a change again and refuses it unless it holds what the targets want and nothing
 * else. It compares what the files mean, whoever wrote them: for the plan before it is
 * pushed, and for the branch before the pull request is opened or merged.
 *
 * Files whose content is on neither side count as unchanged.
 *
 * @param options - `before`, `after`: all files below the folders of the targets
 * @throws GitChangeError
 * @public
 */
export function checkDifference(options: {
  before: readonly RepositoryFile[];
  after: readonly RepositoryFile[];
  targets: readonly SealedTarget[];
}): void {
  const { before, after, targets } = options;
  const changed = listChanged(before, after);
  const manifests = new Map<string, SealedTarget>();
  const satisfied = new Set<SealedTarget>();
  for (const file of changed.filter(each => !each.before)) {
    const target = targetOfNew(file, targets, after);
    manifests.set(file.path, target);
    satisfied.add(target);
  }
  for (const file of changed.filter(each => each.before)) {
    checkChanged(file, targets, manifests, after);
  }
  for (const target of targets) {
    if (!satisfied.has(target) && !holdsValues(target, after)) {
      throw new GitChangeError(
        'difference',
        'The change does not hold all sealed values',
        {
          where: target.path || 'the root of the repository',
          remedy: 'plan the change again',
        },
      );
    }
  }
}

function foreign(path: string, what: string): GitChangeError {
  return new GitChangeError('difference', what, {
    where: path,
    remedy:
      'look at the branch: somebody else changed it, or the plan is of another commit. Withdraw the request and make a new one',
  });
}

function listChanged(
  before: readonly RepositoryFile[],
  after: readonly RepositoryFile[],
): ChangedFile[] {
  const old = new Map(before.map(file => [file.path, file]));
  const changed: ChangedFile[] = [];
  for (const file of after) {
    const previous = old.get(file.path);
    old.delete(file.path);
    if (previous && previous.mode !== file.mode) {
      throw foreign(file.path, 'The mode of a file is another one');
    }
    if (!previous && file.mode !== 'file') {
      throw foreign(file.path, `There is a new ${file.mode}`);
    }
    if (!previous || !isSameContent(previous, file)) {
      changed.push({ path: file.path, before: previous, after: file });
    }
  }
  const [removed] = old.keys();
  if (removed !== undefined) {
    throw foreign(removed, 'A file is deleted');
  }
  return changed;
}

function isSameContent(
  { content: one }: RepositoryFile,
  { content: other }: RepositoryFile,
): boolean {
  return one && other
    ? one.length === other.length &&
        one.every((byte, index) => byte === other[index])
    : one === other;
}

function targetOfNew(
  { path, after }: ChangedFile,
  targets: readonly SealedTarget[],
  files: readonly RepositoryFile[],
): SealedTarget {
  const objects = objectsOf(after);
  const target = targets.find(each => {
    const { namespace, name, scope, type, encryptedData } = each;
    const wanted =
      each.mode === 'create' && isBelow(path, each.path)
        ? composeSealedSecret({ namespace, name, scope, type, encryptedData })
        : undefined;
    return (
      wanted !== undefined &&
      objects.length === 1 &&
      [...listDifferences(wanted, objects[0])].length === 0
    );
  });
  if (!target) {
    throw foreign(path, 'There is a new file that was not planned');
  }
  checkPath(path, target.path);
  checkEntries(path, files);
  return target;
}

function checkChanged(
  { path, before, after }: ChangedFile,
  targets: readonly SealedTarget[],
  manifests: ReadonlyMap<string, SealedTarget>,
  files: readonly RepositoryFile[],
): void {
  const was = objectsOf(before!);
  const is = objectsOf(after);
  if (was.length !== is.length) {
    throw foreign(path, 'The file has another number of documents');
  }
  const allowing = targets.filter(target => isBelow(path, target.path));
  for (const { path: confirmed } of allowing) {
    checkPath(path, confirmed);
    checkEntries(path, files);
  }
  for (const [index, object] of is.entries()) {
    for (const difference of listDifferences(was[index], object)) {
      const isPlanned =
        allowing.some(
          target =>
            isValueOf(target, object, difference) ||
            isReferenceOf(target, was[index], object, difference),
        ) || isListing(path, difference, manifests);
      if (!isPlanned) {
        throw foreign(
          `${path}, document ${index + 1}`,
          'The file has a change that was not planned',
        );
      }
    }
  }
}

function isValueOf(
  target: SealedTarget,
  object: unknown,
  { path, value }: Difference,
): boolean {
  const [spec, data, key, ...more] = path;
  return (
    target.mode === 'replace' &&
    isManifestOf(target, object) &&
    spec === 'spec' &&
    data === 'encryptedData' &&
    more.length === 0 &&
    typeof key === 'string' &&
    Object.hasOwn(target.encryptedData, key) &&
    target.encryptedData[key] === value
  );
}

function isManifestOf(
  { namespace, name }: SealedTarget,
  object: unknown,
): boolean {
  const { metadata } = (object ?? {}) as any;
  return (
    isSealedSecret(object) &&
    metadata.name === name &&
    (metadata.namespace === undefined || metadata.namespace === namespace)
  );
}

function isListing(
  path: string,
  { path: where, kind, value }: Difference,
  manifests: ReadonlyMap<string, SealedTarget>,
): boolean {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return (
    isKustomization(path) &&
    kind === 'added' &&
    where.length === 2 &&
    where[0] === 'resources' &&
    manifests.has(`${folder}${value}`)
  );
}

function isReferenceOf(
  target: SealedTarget,
  before: any,
  object: any,
  { path, kind, value }: Difference,
): boolean {
  const { reference } = target;
  const isMeant =
    reference !== undefined &&
    object?.kind === reference.kind &&
    object.metadata?.name === reference.name &&
    [undefined, target.namespace].includes(object.metadata.namespace);
  if (!isMeant) {
    return false;
  }
  if (isSame(path, RELOAD_ANNOTATION)) {
    const annotations = before?.metadata?.annotations ?? {};
    return (
      reference.reload === true &&
      value === withReload(annotations, target.name)
    );
  }
  const podSpec = podSpecPath(reference.kind)?.reduce(
    (parent, key) => parent?.[key],
    object,
  );
  const container = listOf(podSpec?.containers).findIndex(({ name }, _, all) =>
    reference.container === undefined
      ? all.length === 1
      : name === reference.container,
  );
  const volumes = listOf(podSpec?.volumes)
    .filter(each => each?.secret?.secretName === target.name)
    .map(each => String(each.name));
  return (
    kind === 'added' &&
    container >= 0 &&
    ['', ...volumes].some(volume =>
      expectedUse(target, reference, container, volume).some(
        entry =>
          isSame(path.slice(0, -1), entry.list) &&
          [...listDifferences(entry.value, value)].length === 0,
      ),
    )
  );
}

function holdsValues(
  target: SealedTarget,
  files: readonly RepositoryFile[],
): boolean {
  return files.some(file => {
    const text =
      isBelow(file.path, target.path) && /\.(ya?ml|json)$/.test(file.path)
        ? textOf(file)
        : undefined;
    return (
      text?.includes(target.name) === true &&
      objectsIn(file).some(
        object =>
          isManifestOf(target, object) &&
          Object.entries(target.encryptedData).every(
            ([key, value]) =>
              (object as any).spec?.encryptedData?.[key] === value,
          ),
      )
    );
  });
}

function objectsIn(file: RepositoryFile): unknown[] {
  try {
    return objectsOf(file);
  } catch {
    return [];
  }
}

function listOf(value: unknown): any[] {
  return Array.isArray(value) ? value : [];
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
