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

import { readEnvFile } from '..';

const read = (text: string) =>
  Object.fromEntries(
    [...readEnvFile(text, { where: 'a.env' })].map(([key, value]) => [
      key,
      Buffer.from(value).toString('utf8'),
    ]),
  );

describe('readEnvFile', () => {
  it('reads keys and values', () => {
    const text = [
      '\ufeff# a comment',
      '',
      'PLAIN=a value with spaces ',
      '  export EXPORTED = exported',
      'EMPTY=',
      'SINGLE=\'as it is: \\n $HOME # "x"\' # a comment',
      'DOUBLE="two\\nlines, a \\"quote\\", \\$5 and a \\\\"',
      'EQUALS=a=b==',
      "LINES='first ",
      '  second',
      "'",
      'dotted.key-1=ünïcode 🔑',
    ].join('\r\n');
    expect(read(text)).toEqual({
      PLAIN: 'a value with spaces',
      EXPORTED: 'exported',
      EMPTY: '',
      SINGLE: 'as it is: \\n $HOME # "x"',
      DOUBLE: 'two\nlines, a "quote", $5 and a \\',
      EQUALS: 'a=b==',
      LINES: 'first \n  second\n',
      'dotted.key-1': 'ünïcode 🔑',
    });
  });

  it.each([
    ['a line without =', 'A=1\ncanary', /no =/, 'a.env, line 2'],
    ['a key twice', 'A=1\n\nA=canary', /already/, 'a.env, line 3'],
    ['no key', '=canary', /no such key/, 'a.env, line 1'],
    ['a key with a space', 'A canary=1', /no such key/, 'a.env, line 1'],
    ['a #', 'A=abc#canary', /comment/, 'a.env, line 1'],
    ['an open quote', 'A="canary\nB=2', /not closed/, 'a.env, line 1'],
    ['more after a quote', "A='a' canary", /more after/, 'a.env, line 1'],
    ['an escape', 'A="\\canary"', /backslash/, 'a.env, line 1'],
  ])('refuses %s, and does not quote it', (_, text, message, where) => {
    let error: any;
    try {
      read(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error.message).toMatch(message);
    expect(error.where).toBe(where);
    expect(`${error.stack}${error.remedy}`).not.toContain('canary');
  });

  it('reads very many values in quotes in no time', () => {
    const lines = Array.from({ length: 100_000 }, (_, at) => `K${at}='v'`);
    const started = process.cpuUsage();
    expect(readEnvFile(lines.join('\n')).size).toBe(100_000);
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(3000);
  });
});
