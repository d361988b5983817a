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
import { CanaryScanner } from './CanaryScanner';

const VALUE = 'k7Qz-"vP2x9/LmTr4w=';
const bytes = Buffer.from(VALUE);
const scanner = new CanaryScanner([{ place: 'here', value: bytes }]);

describe('CanaryScanner', () => {
  it.each([
    ['itself', VALUE],
    ['base64', bytes.toString('base64')],
    [
      'base64 in a longer one',
      Buffer.from(`{"a":"${VALUE}"}`).toString('base64'),
    ],
    ['base64 after one byte', Buffer.from(`x${VALUE}y`).toString('base64')],
    ['base64 after two bytes', Buffer.from(`xx${VALUE}y`).toString('base64')],
    ['hex', bytes.toString('hex')],
    ['upper-case hex', bytes.toString('hex').toUpperCase()],
    ['URL-escaped', encodeURIComponent(VALUE)],
    ['JSON-escaped', JSON.stringify({ a: VALUE })],
    ['SHA-1', createHash('sha1').update(VALUE).digest('hex')],
    ['SHA-256', createHash('sha256').update(VALUE).digest('base64')],
  ])('finds a value as %s', (_, text) => {
    const hits = scanner.scan(Buffer.from(`some text ${text} and more`));
    expect(hits).not.toEqual([]);
    expect(hits[0].place).toBe('here');
    expect(JSON.stringify(hits)).not.toContain('k7Qz');
  });

  it('finds nothing where nothing is', () => {
    expect(scanner.scan(Buffer.from('k7Qz-and something else'))).toEqual([]);
    expect(scanner.scan(Buffer.alloc(3))).toEqual([]);
  });
});
