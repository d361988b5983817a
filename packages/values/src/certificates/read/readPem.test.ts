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

import { readPem } from './readPem';

const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';
const SIZE = 256 * 1024;

const filled = (text: string) =>
  text.repeat(Math.ceil(SIZE / text.length)).slice(0, SIZE);
const within = (body: string) => `${BEGIN}\n${body}\n${END}\n`;

describe('readPem', () => {
  it.each<[string, string]>([
    ['first marks', filled(`${BEGIN}\n`)],
    ['first marks of other labels', filled('-----BEGIN A-----B')],
    ['cut first marks', filled('-----BEGIN ')],
    ['empty lines in a block', within(filled('\n'))],
    ['blanks in a block', within(filled(' \t'))],
    ['carriage returns before headers', within(filled('\rProc-Type:'))],
    ['backslashes in a block', within(filled('\\'))],
    ['headers that go on', within(filled('A:\n '))],
  ])('takes time by the length alone of %s', (_, text) => {
    const bytes = Buffer.from(text);
    const started = process.cpuUsage();
    readPem(bytes);
    const { user } = process.cpuUsage(started);
    expect(user).toBeLessThan(300_000);
  });

  it('tells cut blocks from whole ones', () => {
    const { blocks } = readPem(
      Buffer.from(`${BEGIN}\nAAAA\n${within('BBBB')}${BEGIN}\nCCCC`),
    );
    expect(blocks.map(({ line, fault }) => [line, fault])).toEqual([
      [1, 'truncated'],
      [3, undefined],
      [6, 'truncated'],
    ]);
  });

  it.each([
    ['Proc-Type: 4,ENCRYPTED', true],
    ['  Proc-Type: 4,ENCRYPTED', true],
    ['X: 1\r\nProc-Type: 4,ENCRYPTED', true],
    ['Proc-Type: 4,MIC-CLEAR', false],
  ])(
    'knows by the header %j whether a key is encrypted',
    (header, expected) => {
      const [block] = readPem(Buffer.from(within(`${header}\n\nAAAA`))).blocks;
      expect(block.text !== undefined && block.bytes === undefined).toBe(
        expected,
      );
    },
  );
});
