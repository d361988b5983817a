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

import { randomBytes } from 'node:crypto';
import type { FileChange, RepositoryFile, SealedTarget } from '../types';

/** What has the form of a value sealed with a key of 4,096 bits. */
export function sealedValue(bytes = 16): string {
  return Buffer.concat([
    Buffer.from([2, 0]),
    randomBytes(512 + 16 + bytes),
  ]).toString('base64');
}

/** Files of a repository, by path. */
export function repositoryOf(files: Record<string, string>): RepositoryFile[] {
  return Object.entries(files).map(([path, content]) => ({
    path,
    mode: 'file',
    content: Buffer.from(content),
  }));
}

/** The repository once a change is merged. */
export function merge(
  files: readonly RepositoryFile[],
  changes: readonly FileChange[],
): RepositoryFile[] {
  const written = changes.map(({ path, content }) => ({
    path,
    mode: files.find(file => file.path === path)?.mode ?? ('file' as const),
    content: Buffer.from(content),
  }));
  const paths = new Set(written.map(({ path }) => path));
  return [...files.filter(({ path }) => !paths.has(path)), ...written];
}

/** A target, with what a test wants of it. */
export function targetOf(more: Partial<SealedTarget> = {}): SealedTarget {
  return {
    path: 'apps/shop',
    namespace: 'shop',
    name: 'db',
    scope: 'strict',
    mode: 'create',
    encryptedData: { password: sealedValue() },
    ...more,
  };
}
