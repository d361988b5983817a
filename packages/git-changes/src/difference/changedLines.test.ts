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

import { changedLines } from '.';

describe('changedLines', () => {
  const shown = (before: string, after: string) =>
    changedLines(before, after).map(
      ({ number, kind, text }) =>
        `${number} ${kind === 'added' ? '+' : '-'}${text}`,
    );

  it.each<[string, string, string, string[]]>([
    ['nothing', 'a\nb\n', 'a\nb\n', []],
    ['no line end', 'a\nb', 'a\r\nb\r\n', []],
    ['a line at the end', 'a\n', 'a\nb\n', ['2 +b']],
    ['all of it', '', 'a\n', ['1 +a']],
    ['a line that was', 'a\nb\nc\n', 'a\nc\n', ['2 -b']],
    ['a line in place of one', 'a\nb\nc\n', 'a\nx\nc\n', ['2 -b', '2 +x']],
    [
      'lines in several places',
      'a\nb\nc\nd\n',
      'a\n1\nb\nc\n2\n3\nd\n',
      ['2 +1', '5 +2', '6 +3'],
    ],
    ['a line twice', 'a\na\n', 'a\na\na\n', ['3 +a']],
  ])('finds %s', (_, before, after, lines) => {
    expect(shown(before, after)).toEqual(lines);
  });

  it('makes one text of another, whatever they are', () => {
    // A small generator, the same each time.
    let seed = 11;
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return seed % below;
    };
    const text = () =>
      Array.from({ length: random(12) }, () => 'abc'[random(3)]);
    for (let round = 0; round < 500; round += 1) {
      const [before, after] = [text(), text()];
      const lines = changedLines(before.join('\n'), after.join('\n'));
      const removed = new Set(
        lines.flatMap(({ kind, number }) => (kind === 'removed' ? number : [])),
      );
      const made = before.filter((_, index) => !removed.has(index + 1));
      for (const { kind, number, text: line } of lines) {
        if (kind === 'added') {
          made.splice(number - 1, 0, line);
        }
      }
      expect(made).toEqual(after);
    }
  });

  it('takes no long time for long texts', () => {
    const lines = (start: number) =>
      Array.from({ length: 5000 }, (_, index) => start + index).join('\n');
    expect(changedLines(lines(0), lines(9000))).toHaveLength(10_000);
  });
});
