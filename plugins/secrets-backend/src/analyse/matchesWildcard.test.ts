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

import { matchesWildcard } from './matchesWildcard';

describe('matchesWildcard', () => {
  it.each([
    ['shop', 'shop', true],
    ['shop', 'shops', false],
    ['*', '', true],
    ['*', 'shop', true],
    ['', '', true],
    ['', 'a', false],
    ['shop-*', 'shop-eu', true],
    ['*-eu', 'shop-eu', true],
    ['s*p-*u', 'shop-eu', true],
    ['*a*b', 'aab', true],
    ['*a*b', 'aba', false],
    ['**', 'x', true],
    ['a.c', 'abc', false],
  ])('%j and %j: %s', (pattern, text, expected) => {
    expect(matchesWildcard(pattern, text)).toBe(expected);
  });

  it('is as a regular expression on short texts', () => {
    const letters = ['a', 'b', '*'];
    const words = (count: number, of: string[]): string[] =>
      count === 0
        ? ['']
        : words(count - 1, of).flatMap(word => [
            word,
            ...of.map(letter => word + letter),
          ]);
    const texts = [...new Set(words(5, ['a', 'b']))];
    for (const pattern of new Set(words(4, letters))) {
      const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
      for (const text of texts) {
        expect([pattern, text, matchesWildcard(pattern, text)]).toEqual([
          pattern,
          text,
          expected.test(text),
        ]);
      }
    }
  });

  it('does few steps, however many stars there are', () => {
    // As a regular expression it would take longer than the test may.
    expect(matchesWildcard(`${'*a'.repeat(30)}*b`, 'a'.repeat(5000))).toBe(
      false,
    );
  });
});
