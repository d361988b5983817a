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

import { randomBytes } from 'crypto';
import { decodeBase64, encodeBase64 } from '.';

describe('base64', () => {
  it('is that of Node.js, for every length and byte', () => {
    const values = [
      ...Array.from({ length: 70 }, (_, length) => randomBytes(length)),
      Buffer.from(Array.from({ length: 256 }, (_, at) => at)),
      randomBytes(1024 * 1024 + 1),
    ];
    for (const value of values) {
      const text = encodeBase64(value);
      expect(text === value.toString('base64')).toBe(true);
      expect(value.equals(decodeBase64(text)!)).toBe(true);
    }
  });

  it('takes line breaks, and nothing else that Go refuses', () => {
    expect(decodeBase64('QUJD\r\nREVG\n')).toEqual(
      new Uint8Array(Buffer.from('ABCDEF')),
    );
    for (const text of [
      'QUJ',
      'QU=D',
      'QU D',
      'QUJ-',
      'QUJ_',
      'QUé',
      '====',
      'Q===',
    ]) {
      expect(decodeBase64(text)).toBeUndefined();
    }
  });
});
