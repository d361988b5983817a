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

import type { FileChange, RepositoryFile } from '../types';

/** The files as they become, one target after another. */
export class Draft {
  #files: RepositoryFile[];
  readonly #changed = new Map<string, string>();

  constructor(files: readonly RepositoryFile[]) {
    this.#files = [...files];
  }

  get files(): readonly RepositoryFile[] {
    return this.#files;
  }

  write(change: FileChange | undefined): void {
    if (!change) {
      return;
    }
    const { path, content } = change;
    const mode = this.#files.find(file => file.path === path)?.mode ?? 'file';
    const written = { path, mode, content: new TextEncoder().encode(content) };
    this.#files = [...this.#files.filter(file => file.path !== path), written];
    this.#changed.set(path, content);
  }

  changes(): FileChange[] {
    return [...this.#changed]
      .map(([path, content]) => ({ path, content }))
      .sort((one, other) => (one.path < other.path ? -1 : 1));
  }
}
