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

import { Budget } from './Budget';
import { decrypt } from './decrypt';
import { readNode } from './der';

/** PBE with SHA-1 and RC2 of 40 bits, one round. */
const RC2 = readNode(
  Buffer.from(
    '301b060a2a864886f70d010c0106300d04080102030405060708020101',
    'hex',
  ),
);

describe('decrypt', () => {
  it('does not begin what takes time by the square of the length', () => {
    const used = process.cpuUsage();
    expect(() =>
      decrypt(RC2, Buffer.alloc(1024 * 1024), 'any', new Budget()),
    ).toThrow('too-costly');
    expect(process.cpuUsage(used).user).toBeLessThan(1_000_000);
  });

  it('takes bytes off the budget, for each password', () => {
    const budget = new Budget();
    const triple = readNode(
      Buffer.from(
        '301b060a2a864886f70d010c0103300d04080102030405060708020101',
        'hex',
      ),
    );
    const data = Buffer.alloc(1024 * 1024);
    const reasons = new Set<string>();
    for (let index = 0; index < 40; index++) {
      try {
        decrypt(triple, data, `${index}`, budget);
      } catch (error) {
        reasons.add((error as Error).message);
      }
    }
    expect([...reasons]).toEqual(['locked', 'too-costly']);
  });
});
