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

import { ALPHABET_NAMES, bitsOf, generateValue } from './generateValue';

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

describe('generateValue', () => {
  it.each(ALPHABET_NAMES)('makes a value of %s', alphabet => {
    const texts = Array.from({ length: 200 }, () =>
      textOf(generateValue({ alphabet, length: 32 })),
    );
    expect(new Set(texts).size).toBe(200);
    for (const text of texts) {
      expect(text).toMatch(
        {
          lettersAndDigits: /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z\d]{32}$/,
          lettersDigitsAndSigns:
            /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[!*+.=^_~-])[A-Za-z\d!*+.=^_~-]{32}$/,
          hex: /^[\da-f]{32}$/,
          base64url: /^[\w-]{32}$/,
        }[alphabet],
      );
    }
  });

  it('likes no character more than another', () => {
    // 256 is no multiple of 62: a remainder would give a to h a quarter more.
    const counts = new Map<string, number>();
    const drawn = 600 * 1024;
    for (let round = 0; round < 600; round += 1) {
      const value = generateValue({
        alphabet: 'lettersAndDigits',
        length: 1024,
      });
      for (const each of textOf(value)) {
        counts.set(each, (counts.get(each) ?? 0) + 1);
      }
    }
    expect(counts.size).toBe(62);
    const expected = drawn / 62;
    const chiSquare = [...counts.values()].reduce(
      (sum, count) => sum + (count - expected) ** 2 / expected,
      0,
    );
    // With 61 degrees of freedom more than 140 comes once in ten million times.
    expect(chiSquare).toBeLessThan(140);
  });

  it.each([0, 15, 16.5, 1025, NaN])('refuses a length of %s', length => {
    expect(() => generateValue({ alphabet: 'hex', length })).toThrow(
      RangeError,
    );
  });

  it('says how many bits it has', () => {
    expect(bitsOf({ alphabet: 'hex', length: 32 })).toBe(128);
    expect(bitsOf({ alphabet: 'lettersAndDigits', length: 32 })).toBe(190);
  });
});
