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

const LONGEST_PATH = 500;
const KUSTOMIZATION = /^(kustomization\.ya?ml|Kustomization)$/;
const MANIFEST = /\.(ya?ml|json)$/;
/** Files that run something, or say who approves, wherever they stand. */
const RUNS_OR_APPROVES =
  /^(jenkinsfile.*|azure-pipelines.*|bitbucket-pipelines.*|appveyor.*|cloudbuild.*|buildspec.*|codemagic.*|codefresh.*|wercker.*|atlantis.*|skaffold.*|taskfile.*|tiltfile.*|renovate.*|lefthook.*|codeowners|owners(_aliases)?(\..*)?|maintainers)$/i;
/** Git on Windows has a second name for `.git`. */
const SHORT_NAME = /^(git|gi[0-9a-f]{4})~\d/i;
// Control characters, what file systems of macOS ignore, and what Windows does not take.
const UNFIT =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffd\\:*?"<>|]/;

function refuse(message: string, remedy: string, where = 'the path') {
  return new GitChangeError('path', message, { where, remedy });
}

/**
 * Refuses a path of a repository that no change of ours may write.
 *
 * @param path - from the root of the repository
 * @param confirmed - the folder that the owner confirmed; empty for the root
 * @throws GitChangeError
 */
export function checkPath(path: string, confirmed: string): void {
  if (confirmed !== '') {
    checkSegments(confirmed);
  }
  checkSegments(path);
  if (!isBelow(path, confirmed)) {
    throw refuse(
      'The file is outside of the folder that was confirmed',
      `write below ${confirmed}, or have its folder confirmed too`,
      path,
    );
  }
  if (!isManifest(path)) {
    throw refuse(
      'Only manifests, values files and kustomization.yaml are written',
      'name a file that ends in .yaml, .yml or .json',
      path,
    );
  }
}

/** Whether a path is in a folder. */
export function isBelow(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}

/** Whether kustomize reads a file as what it builds. */
export function isKustomization(path: string): boolean {
  return KUSTOMIZATION.test(path.slice(path.lastIndexOf('/') + 1));
}

/**
 * Whether a change can depend on what a file holds: manifests and values files, and what
 * kustomize builds from, which may be named `Kustomization` alone.
 *
 * @public
 */
export function isManifest(path: string): boolean {
  return MANIFEST.test(path) || isKustomization(path);
}

function checkSegments(path: string): void {
  if (path.length > LONGEST_PATH || UNFIT.test(path)) {
    throw refuse(
      'The path has characters that not every file system takes, or is too long',
      `use at most ${LONGEST_PATH} letters, digits, -, _, . and /`,
    );
  }
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.' || segment === '..') {
      throw refuse(
        'The path is not a plain one from the root of the repository',
        'write it without .., without / at either end and without // in it',
      );
    }
    if (segment.startsWith('.')) {
      throw refuse(
        'Hidden files and folders are not written: those of Git, of CI and of who owns what are among them',
        'use a folder whose name does not begin with a dot',
      );
    }
    if (RUNS_OR_APPROVES.test(segment) || SHORT_NAME.test(segment)) {
      throw refuse(
        'Files that CI runs, and files that say who approves, are not written',
        'use another name',
      );
    }
    if (/^\s|[\s.]$/.test(segment)) {
      throw refuse(
        'A name in the path begins with a space, or ends with a space or a dot',
        'rename it: on some file systems it is another name',
      );
    }
  }
}
