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

import { at, instantOf, stringMapOf } from './json';

describe('instantOf', () => {
  it.each([
    ['2026-01-28T23:59:59Z', '2026-01-28T23:59:59.000Z'],
    ['2026-01-31T00:00:00Z', '2026-01-31T00:00:00.000Z'],
    ['2026-01-01T00:00:00.123456Z', '2026-01-01T00:00:00.123Z'],
    ['2026-01-01T01:00:00+01:00', '2026-01-01T00:00:00.000Z'],
    ['2026-02-30T00:00:00Z', '2026-03-02T00:00:00.000Z'],
  ])('takes %s', (text, expected) => {
    expect(instantOf(text)).toBe(expected);
  });

  it.each([
    'canary-3',
    '2026',
    '2026-13-01T00:00:00Z',
    '2026-01-01T25:00:00Z',
    '',
    7,
    null,
  ])('takes no %p', value => {
    expect(instantOf(value)).toBeUndefined();
  });
});

describe('names of prototypes', () => {
  it('are names like others', () => {
    const map = stringMapOf(JSON.parse('{"__proto__":"a","x":1}'));
    expect(Object.entries(map)).toEqual([['__proto__', 'a']]);
    expect(at({}, 'constructor', 'name')).toBeUndefined();
  });
});
