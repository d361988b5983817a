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

import { createHash } from 'node:crypto';

/** Endless bytes that follow from a seed alone. */
export class SeededRandom {
  readonly #seed: string;
  #block = Buffer.alloc(0);
  #blocks = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** The next bytes. */
  bytes(count: number): Buffer {
    while (this.#block.length < count) {
      const next = createHash('sha256')
        .update(`keyward estate\n${this.#blocks}\n${this.#seed}`)
        .digest();
      this.#blocks += 1;
      this.#block = Buffer.concat([this.#block, next]);
    }
    const taken = this.#block.subarray(0, count);
    this.#block = this.#block.subarray(count);
    return taken;
  }

  /** A whole number from 0 up to, and without, the limit. */
  below(limit: number): number {
    return this.bytes(4).readUInt32BE() % limit;
  }

  /** So many characters of an alphabet. */
  text(length: number, alphabet: string): string {
    return Array.from(
      { length },
      () => alphabet[this.below(alphabet.length)],
    ).join('');
  }
}

/** A uid that follows from a name. */
export function uidOf(name: string): string {
  const hex = new SeededRandom(`uid ${name}`).bytes(16).toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-');
}
