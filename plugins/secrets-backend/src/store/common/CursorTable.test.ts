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

import { CursorTable } from './CursorTable';

const list = (options: { cursor?: string; direction?: 'asc' | 'desc' } = {}) =>
  new CursorTable({
    order: 'letters',
    types: ['string', 'number'],
    limit: 2,
    ...options,
  });

const LETTERS = ['a', 'b', 'c', 'd', 'e'].map(
  (letter, index) => [letter, index] as const,
);

describe('CursorTable', () => {
  it.each(['asc', 'desc'] as const)(
    'reads a list page by page, %s',
    direction => {
      const found: string[][] = [];
      let cursor: string | undefined;
      do {
        const table = list({ cursor, direction });
        const sorted = [...LETTERS].sort((one, other) =>
          table.compare(one, other),
        );
        const page = table.page(
          sorted.filter(place => table.isAfter(place)),
          place => place,
        );
        found.push(page.items.map(([letter]) => letter));
        cursor = page.nextCursor;
      } while (cursor);
      expect(found).toEqual(
        direction === 'asc'
          ? [['a', 'b'], ['c', 'd'], ['e']]
          : [['e', 'd'], ['c', 'b'], ['a']],
      );
    },
  );

  it('compares texts as the databases do, by their bytes', () => {
    const table = list();
    const texts = [
      '',
      'a',
      'aa',
      'b',
      '\u00e9',
      '\ue000',
      '\uffff',
      '\u{1f600}',
      '\u{1f601}',
    ];
    for (const one of texts) {
      for (const other of texts) {
        const expected = Buffer.compare(Buffer.from(one), Buffer.from(other));
        expect(Math.sign(table.compare([one], [other]))).toBe(expected);
      }
    }
  });

  it('counts only where the first page is not the last one', async () => {
    const count = jest.fn(async () => 5);
    const all = list().page(LETTERS.slice(0, 2), place => place);
    expect(await list().totalOf(all, count)).toBe(2);
    expect(count).not.toHaveBeenCalled();
    const first = list().page(LETTERS, place => place);
    expect(await list().totalOf(first, count)).toBe(5);
    const last = list({ cursor: first.nextCursor }).page([], () => []);
    expect(await list({ cursor: first.nextCursor }).totalOf(last, count)).toBe(
      5,
    );
  });

  it.each([
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['no list', Buffer.from('{"length":3}').toString('base64url')],
    ['another type', Buffer.from('["letters",1,1]').toString('base64url')],
    ['no integer', Buffer.from('["letters","a",1.5]').toString('base64url')],
    ['too few', Buffer.from('["letters","a"]').toString('base64url')],
    ['NUL', Buffer.from('["letters","\\u0000",1]').toString('base64url')],
    ['another order', Buffer.from('["other","a",1]').toString('base64url')],
  ])('refuses a cursor with %s', (_, cursor) => {
    expect(() => list({ cursor })).toThrow(/cursor/i);
  });
});
