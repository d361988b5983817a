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

import { printable, printableJson } from '.';

const UNSAFE = [
  '\u001b',
  '\u009b',
  '\u0000',
  '\u007f',
  '\r',
  '\u00ad',
  '\u061c',
  '\u200b',
  '\u202e',
  '\u2066',
  '\u2028',
  '\ufeff',
  '\ud800',
  '\u{e0041}',
];

describe('printable', () => {
  it.each(UNSAFE)('shows %j as its code', character => {
    const code = `\\u{${character.codePointAt(0)!.toString(16)}}`;
    expect(printable(`a${character}b`)).toBe(`a${code}b`);
    expect(printable(`a${character}b`, character)).toBe(`a${character}b`);
  });

  it('leaves all others as they are', () => {
    const text = 'Größe ☃ 名前 🔑 "a" \\ b, =1';
    expect(printable(text)).toBe(text);
    expect(printable('a\nb', '\n')).toBe('a\nb');
  });
});

describe('printableJson', () => {
  it.each(UNSAFE)('holds %j, and does not print it', character => {
    const value = { [`k${character}`]: [`a${character}b\n`] };
    for (const indent of [undefined, 2]) {
      const text = printableJson(value, indent);
      expect(text).not.toContain(character);
      expect(JSON.parse(text)).toEqual(value);
    }
  });

  it('is as usual for all others', () => {
    const value = { a: ['Größe ☃ 名前 🔑', '"\\'], b: { c: 1 } };
    expect(printableJson(value, 2)).toBe(JSON.stringify(value, undefined, 2));
  });
});
