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

/**
 * The refs that a full sync has named without their rows being written: 64 bits
 * of a seeded hash each, as the refs themselves would fill the memory. The seed
 * keeps anybody from choosing names that collide.
 */
export class SeenRefs {
  readonly #seed = randomBytes(8);
  readonly #low = this.#seed.readUInt32LE(0);
  readonly #high = this.#seed.readUInt32LE(4);
  #slots = new Uint32Array(2 * 1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(ref: string): void {
    if (this.#insert(this.#slots, ...this.#hash(ref))) {
      this.#size += 1;
      if (this.#size * 4 > this.#slots.length) {
        this.#grow();
      }
    }
  }

  has(ref: string): boolean {
    const [low, high] = this.#hash(ref);
    return this.#find(this.#slots, low, high).found;
  }

  #hash(ref: string): [number, number] {
    let low = this.#low;
    let high = this.#high;
    for (let index = 0; index < ref.length; index += 1) {
      const code = ref.charCodeAt(index);
      low = Math.imul(low ^ code, 0x01000193);
      high = Math.imul(high ^ code, 0x85ebca6b);
      high ^= high >>> 13;
    }
    low ^= low >>> 15;
    low = Math.imul(low, 0xc2b2ae35);
    // Zero, zero means an empty slot.
    return [(low ^ (low >>> 16)) >>> 0, (high | 1) >>> 0];
  }

  #find(slots: Uint32Array, low: number, high: number) {
    const mask = slots.length / 2 - 1;
    let slot = low & mask;
    for (;;) {
      const at = slot * 2;
      if (slots[at] === 0 && slots[at + 1] === 0) {
        return { at, found: false };
      }
      if (slots[at] === low && slots[at + 1] === high) {
        return { at, found: true };
      }
      slot = (slot + 1) & mask;
    }
  }

  #insert(slots: Uint32Array, low: number, high: number): boolean {
    const { at, found } = this.#find(slots, low, high);
    slots[at] = low;
    slots[at + 1] = high;
    return !found;
  }

  #grow(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    for (let at = 0; at < this.#slots.length; at += 2) {
      if (this.#slots[at] !== 0 || this.#slots[at + 1] !== 0) {
        this.#insert(slots, this.#slots[at], this.#slots[at + 1]);
      }
    }
    this.#slots = slots;
  }
}
