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

import { needsServerSideApply } from '@keyward/sealing';
import { GitChangeError } from '../GitChangeError';
import { isBelow, isKustomization, isManifest } from '../guards';
import type { FileChange, RepositoryFile, SealedTarget } from '../types';
import { textOf } from '../yaml';
import { checkCost } from './checkCost';
import { Draft } from './Draft';
import {
  findKustomization,
  folderOf,
  planKustomization,
} from './planKustomization';
import { planManifest } from './planManifest';
import { planReference } from './planReference';

/**
 * Something that somebody has to know who merges the change:
 *
 * - `server-side-apply`: only server-side apply takes the manifest
 * - `not-listed`: kustomizations are below the folder, and none lists the new manifest
 *
 * @public
 */
export interface ChangeWarning {
  code: 'server-side-apply' | 'not-listed';
  /** The path of the manifest. */
  where: string;
  message: string;
  remedy: string;
}

/**
 * What became of one target.
 *
 * @public
 */
export interface PlannedTarget {
  /** The path of its manifest. */
  path: string;
  isNew: boolean;
  /** Keys that are new in the manifest. */
  added: string[];
  /** Keys that had a value before. */
  replaced: string[];
}

/**
 * Which files become what.
 *
 * @public
 */
export interface PlannedChange {
  /** Sorted by path. */
  files: FileChange[];
  /** In the order of the targets. */
  targets: PlannedTarget[];
  warnings: ChangeWarning[];
}

/**
 * Plans which files of a repository change: a new manifest for each target, listed in
 * the kustomization of its folder, or new values in a manifest that is there, and the
 * reference in the manifest of a workload. All else of the files stays as it is.
 *
 * @param options - `files`: all files below the folders of the targets, with the content of
 *   those that {@link isManifest} names; `isComplete`: whether that is all of them
 * @throws GitChangeError
 * @public
 */
export function planChange(options: {
  files: readonly RepositoryFile[];
  isComplete: boolean;
  targets: readonly SealedTarget[];
}): PlannedChange {
  const { files, isComplete, targets } = options;
  const unread = files.find(
    ({ path, mode, content }) =>
      isManifest(path) &&
      /^(file|executable)$/.test(mode) &&
      content === undefined,
  );
  if (!isComplete || unread) {
    throw new GitChangeError(
      'incomplete',
      'The folder holds more files than are read, so that nothing can be said of what is not there',
      {
        where: unread?.path ?? 'the folder that was confirmed',
        remedy: 'confirm a folder that holds the manifests alone',
      },
    );
  }
  checkCost(files.filter(file => isParsed(file, targets)));
  const draft = new Draft(files);
  const planned = targets.map(target => planTarget(draft, target));
  return {
    files: draft.changes(),
    targets: planned.map(({ warnings, ...target }) => target),
    warnings: planned.flatMap(({ warnings }) => warnings),
  };
}

/** Whether a file is looked into for a Secret or its workload. */
function isParsed(
  file: RepositoryFile,
  targets: readonly SealedTarget[],
): boolean {
  const text = isManifest(file.path) ? textOf(file) : undefined;
  return (
    text !== undefined &&
    (isKustomization(file.path) ||
      targets.some(
        ({ name, reference }) =>
          text.includes(name) ||
          (reference !== undefined && text.includes(reference.name)),
      ))
  );
}

function planTarget(
  draft: Draft,
  target: SealedTarget,
): PlannedTarget & { warnings: ChangeWarning[] } {
  const { content, ...manifest } = planManifest(draft.files, target);
  const { path, isNew } = manifest;
  const kustomization = isNew
    ? findKustomization(draft.files, folderOf(path))
    : undefined;
  const isNotListed =
    isNew &&
    !kustomization &&
    draft.files.some(
      file => isKustomization(file.path) && isBelow(file.path, target.path),
    );
  if (kustomization) {
    draft.write(planKustomization(draft.files, kustomization, target, path));
  }
  draft.write({ path, content });
  if (target.reference) {
    draft.write(planReference(draft.files, target, target.reference));
  }
  const warnings: ChangeWarning[] = [];
  if (needsServerSideApply(content)) {
    warnings.push({
      code: 'server-side-apply',
      where: path,
      message: 'The manifest is so large that kubectl apply refuses it.',
      remedy:
        'Apply it server-side: kubectl apply --server-side, or ServerSideApply=true in Argo CD. Flux does so by itself.',
    });
  }
  if (isNotListed) {
    warnings.push({
      code: 'not-listed',
      where: path,
      message:
        'There are kustomizations below the folder, and none of them lists the new manifest.',
      remedy: 'List it where it belongs before merging.',
    });
  }
  return { ...manifest, warnings };
}
