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

/** Two words name the object, two its version. */
const WORDS = 4;

/**
 * The versions of the objects that this process has applied, so that a full sync
 * need not look at what did not change: 128 bits of seeded hashes an object, as
 * names and versions themselves would fill the memory. The seed keeps anybody
 * from choosing names that collide.
 */
export class AppliedVersions {
  readonly #seed = randomBytes(16);
  readonly #seeds = [0, 4, 8, 12].map(at => this.#seed.readUInt32LE(at));
  #slots = new Uint32Array(WORDS * 1024);
  #size = 0;
  #known = 0;

  /** How many objects there are of which the version is known. */
  get known(): number {
    return this.#known;
  }

  /** @param version - undefined if the next one is not to be taken for the same, whatever it is */
  set(ref: string, version: string | undefined): void {
    const [low, high] = this.#hash(ref, 0);
    const at = this.#find(this.#slots, low, high);
    if (this.#slots[at] === 0) {
      if (version === undefined) {
        return;
      }
      this.#slots[at] = low;
      this.#slots[at + 1] = high;
      this.#size += 1;
    }
    const known = version !== undefined;
    this.#known += Number(known) - Number(this.#slots[at + 2] !== 0);
    const [first, second] = known ? this.#hash(version, 2) : [0, 0];
    this.#slots[at + 2] = first;
    this.#slots[at + 3] = second;
    if (this.#size * WORDS * 2 > this.#slots.length) {
      this.#grow();
    }
  }

  has(ref: string, version: string): boolean {
    const [low, high] = this.#hash(ref, 0);
    const at = this.#find(this.#slots, low, high);
    if (this.#slots[at] === 0) {
      return false;
    }
    const [first, second] = this.#hash(version, 2);
    return this.#slots[at + 2] === first && this.#slots[at + 3] === second;
  }

  /** Two hashes of a text by the seeds from a place on, in one pass over it. */
  #hash(text: string, seed: number): [number, number] {
    let one = this.#seeds[seed];
    let other = this.#seeds[seed + 1];
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      one = Math.imul(one ^ code, 0x5bd1e995);
      one ^= one >>> 15;
      other = Math.imul(other ^ code, 0x5bd1e995);
      other ^= other >>> 15;
    }
    return [finished(one), finished(other)];
  }

  /** Where an object is, or the empty place where it belongs. */
  #find(slots: Uint32Array, low: number, high: number): number {
    const mask = slots.length / WORDS - 1;
    // The lowest bit is always set.
    let slot = (low >>> 1) & mask;
    for (;;) {
      const at = slot * WORDS;
      if (slots[at] === 0 || (slots[at] === low && slots[at + 1] === high)) {
        return at;
      }
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const before = this.#slots;
    const slots = new Uint32Array(before.length * 2);
    for (let from = 0; from < before.length; from += WORDS) {
      if (before[from] !== 0) {
        const at = this.#find(slots, before[from], before[from + 1]);
        slots.set(before.subarray(from, from + WORDS), at);
      }
    }
    this.#slots = slots;
  }
}

/** Never zero, which means that there is nothing. */
function finished(hash: number): number {
  const value = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((value ^ (value >>> 16)) | 1) >>> 0;
}
