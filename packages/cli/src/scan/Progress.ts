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

import type { Writable } from 'stream';
import type { ContentScanner } from './ContentScanner';

/** A line on a terminal that says how far it is; nothing where there is none. */
export class Progress {
  readonly #stream: Writable & { isTTY?: boolean };
  readonly #scanner: ContentScanner;
  #last = 0;

  constructor(stream: Writable, scanner: ContentScanner) {
    this.#stream = stream;
    this.#scanner = scanner;
  }

  show(): void {
    const now = performance.now();
    if (this.#stream.isTTY && now - this.#last > 100) {
      this.#last = now;
      const { files, commits, bytes } = this.#scanner.counts;
      const size = (bytes / 1e6).toFixed(1);
      this.#stream.write(
        `\r${files} files${
          commits > 0 ? `, ${commits} commits` : ''
        }, ${size} MB\u001b[K`,
      );
    }
  }

  clear(): void {
    if (this.#stream.isTTY && this.#last > 0) {
      this.#stream.write('\r\u001b[K');
    }
  }
}
