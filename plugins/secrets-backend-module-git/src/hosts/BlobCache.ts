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

import type { TreeSource } from './readTree';

const MOST_BYTES = 32 * 1024 * 1024;

/**
 * Contents that were read, by their id: an id never has another content. A repository is read
 * again with each look at a request, and most of it is as before. Which ids a commit has, the
 * host is asked each time, so that what the credential no longer sees is not shown.
 */
export class BlobCache {
  readonly #mostBytes: number;
  readonly #blobs = new Map<string, Uint8Array>();
  #bytes = 0;

  constructor(options: { mostBytes?: number } = {}) {
    this.#mostBytes = options.mostBytes ?? MOST_BYTES;
  }

  /** The content of an id, for which the host is asked where it is not kept. */
  async read(
    repository: string,
    sha: string,
    ask: () => Promise<Uint8Array>,
  ): Promise<Uint8Array> {
    const key = `${repository} ${sha}`;
    const blob = this.#blobs.get(key) ?? (await ask());
    this.#keep(key, blob);
    return blob;
  }

  /** A source that is asked for those contents alone that are not kept. */
  over(repository: string, source: TreeSource): TreeSource {
    return {
      list: (tree, isRecursive) => source.list(tree, isRecursive),
      readBlob: sha => this.read(repository, sha, () => source.readBlob(sha)),
    };
  }

  /** What was not asked for the longest goes first. */
  #keep(key: string, blob: Uint8Array): void {
    if (blob.length > this.#mostBytes) {
      return;
    }
    this.#forget(key);
    this.#blobs.set(key, blob);
    this.#bytes += blob.length;
    for (const oldest of this.#blobs.keys()) {
      if (this.#bytes <= this.#mostBytes) {
        break;
      }
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#bytes -= this.#blobs.get(key)?.length ?? 0;
    this.#blobs.delete(key);
  }
}
