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
import type { RepositoryFile } from '../types';

/**
 * Refuses a path where a symlink or a submodule is on the way, and one that another
 * differs from in case only: on Windows and macOS the two are one file.
 *
 * @throws GitChangeError
 */
export function checkEntries(
  path: string,
  files: readonly RepositoryFile[],
): void {
  const spelled = new Map(
    prefixesOf(path).map(prefix => [foldCase(prefix), prefix]),
  );
  for (const { path: other, mode } of files) {
    const isOnTheWay = path === other || path.startsWith(`${other}/`);
    if (isOnTheWay && (mode === 'symlink' || mode === 'submodule')) {
      throw new GitChangeError('entry', `There is a ${mode} on the way`, {
        where: other,
        remedy:
          'use a folder that is in the repository itself: what is written here would go elsewhere',
      });
    }
    if (isOnTheWay && path !== other) {
      throw new GitChangeError('entry', 'A file is where a folder is needed', {
        where: other,
        remedy: 'use another folder',
      });
    }
    for (const prefix of prefixesOf(other)) {
      const spelling = spelled.get(foldCase(prefix));
      if (spelling !== undefined && spelling !== prefix) {
        throw new GitChangeError(
          'entry',
          'There is a file or folder of that name in other case or other composition of letters',
          { where: prefix, remedy: 'spell it the same, or use another name' },
        );
      }
      if (prefix === path && prefix !== other) {
        throw new GitChangeError(
          'entry',
          'A folder is where a file is needed',
          { where: path, remedy: 'use another name' },
        );
      }
    }
  }
}

function prefixesOf(path: string): string[] {
  const segments = path.split('/');
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}

function foldCase(text: string): string {
  return text.normalize('NFKC').toLowerCase().normalize('NFKC');
}
