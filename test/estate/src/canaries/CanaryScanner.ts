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

import { formsOf } from './formsOf';

const HASHED = 4;
const BITS = 20;

/** A value that must not show up anywhere. */
export interface Canary {
  /** Where it was planted; the value itself is never printed. */
  place: string;
  value: Buffer;
}

/** A canary that was found. */
export interface CanaryHit {
  place: string;
  form: string;
  offset: number;
}

/** Looks for many canaries in all their forms in one pass. */
export class CanaryScanner {
  readonly #filter = new Uint8Array(1 << BITS);
  readonly #needles = new Map<
    number,
    { needle: Buffer; place: string; form: string }[]
  >();

  constructor(canaries: Canary[]) {
    for (const { place, value } of canaries) {
      for (const [form, needle] of formsOf(value)) {
        const start = needle.readUInt32LE(0);
        this.#filter[bucketOf(start)] = 1;
        const same = this.#needles.get(start) ?? [];
        this.#needles.set(start, [...same, { needle, place, form }]);
      }
    }
  }

  scan(content: Buffer): CanaryHit[] {
    const hits: CanaryHit[] = [];
    for (let offset = 0; offset + HASHED <= content.length; offset++) {
      const start = content.readUInt32LE(offset);
      if (this.#filter[bucketOf(start)] === 0) {
        continue;
      }
      for (const { needle, place, form } of this.#needles.get(start) ?? []) {
        const end = offset + needle.length;
        if (content.subarray(offset, end).equals(needle)) {
          hits.push({ place, form, offset });
        }
      }
    }
    return hits;
  }
}

function bucketOf(start: number): number {
  return Math.imul(start, 0x9e3779b1) >>> (32 - BITS);
}
