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

import { parse } from 'yaml';
import { editYaml } from '.';

describe('editYaml', () => {
  const append = (text: string, value: unknown = 'new.yaml') =>
    editYaml(text, 0, [{ kind: 'append', path: ['resources'], value }]);

  it('reads no text with so many aliases that they take minutes', () => {
    const text = (count: number) =>
      ['resources: [a.yaml]']
        .concat(
          Array.from(
            { length: count },
            (_, index) => `k${index}: [&a${index} 1, *a${index}]`,
          ),
        )
        .join('\n');
    expect(append(text(1000))).toContain('new.yaml');
    expect(append(text(1001))).toBeUndefined();
  });

  it.each([
    [
      'after the last item, and before comments',
      '# ours\nresources:\n  - a.yaml   # first\n  - b.yaml # last\n  # end\nimages: []\n',
      '# ours\nresources:\n  - a.yaml   # first\n  - b.yaml # last\n  - new.yaml\n  # end\nimages: []\n',
    ],
    [
      'in a list that is not indented',
      'resources:\n- a.yaml\nimages:\n- x\n',
      'resources:\n- a.yaml\n- new.yaml\nimages:\n- x\n',
    ],
    [
      'where the last line does not end',
      'resources:\n- a.yaml',
      'resources:\n- a.yaml\n- new.yaml\n',
    ],
    [
      'with the ends of lines of Windows',
      'resources:\r\n- a.yaml\r\nimages: []\r\n',
      'resources:\r\n- a.yaml\r\n- new.yaml\r\nimages: []\r\n',
    ],
    [
      'in a list that there was not',
      'namespace: shop # here\n',
      'namespace: shop # here\nresources:\n  - new.yaml\n',
    ],
    [
      'in a list in brackets',
      'resources: [a.yaml] # all\nx: 1\n',
      'resources: [ a.yaml, new.yaml ] # all\nx: 1\n',
    ],
    [
      'in an empty list',
      '# c\nresources: []\n',
      '# c\nresources: [ new.yaml ]\n',
    ],
    ['in nothing', 'resources:\nx: 1\n', 'resources:\n  - new.yaml\nx: 1\n'],
  ])('adds an item %s', (_, text, expected) => {
    expect(append(text)).toBe(expected);
  });

  it('puts maps and lists below each other as the text does', () => {
    const text =
      'spec:\n    containers:\n    -   name: web # the shop\n        image: shop\n    -   name: proxy\n';
    const value = { name: 'A', valueFrom: { secretKeyRef: { name: 'db' } } };
    const result = editYaml(text, 0, [
      { kind: 'append', path: ['spec', 'containers', 0, 'env'], value },
      {
        kind: 'append',
        path: ['spec', 'containers', 0, 'env'],
        value: { name: 'B' },
      },
    ])!;
    expect(parse(result)).toEqual({
      spec: {
        containers: [
          { name: 'web', image: 'shop', env: [value, { name: 'B' }] },
          { name: 'proxy' },
        ],
      },
    });
    const lines = new Set(result.split('\n'));
    expect(text.split('\n').filter(line => !lines.has(line))).toEqual([]);
  });

  it('changes the document that is meant', () => {
    expect(
      editYaml('a: 1\n---\nb: old # kept\n---\nc: 3\n', 1, [
        { kind: 'set', path: ['b'], value: 'new' },
      ]),
    ).toBe('a: 1\n---\nb: new # kept\n---\nc: 3\n');
  });

  it('writes text so that it stays text', () => {
    for (const value of [
      'yes',
      '007',
      'a: b',
      '- x',
      '#x',
      '"',
      "'",
      '{a}',
      '1e3',
      '\n',
      '!x',
      '&a',
      '*a',
    ]) {
      const result = editYaml('b: old\n', 0, [
        { kind: 'set', path: ['c', 'd'], value },
      ]);
      expect(parse(result!)).toEqual({ b: 'old', c: { d: value } });
    }
  });

  it('writes what kubectl would read as something else so that it stays text', () => {
    for (const text of ['b: old\n', 'b: old\nc: {}\n', '{b: old}\n']) {
      for (const value of [
        'no',
        'on',
        'Yes',
        'y',
        '0o7',
        '1_000',
        '12:30:45',
      ]) {
        const result = editYaml(text, 0, [
          { kind: 'set', path: ['c', 'd'], value },
        ]);
        expect([value, parse(result!, { version: '1.1' })]).toEqual([
          value,
          { b: 'old', c: { d: value } },
        ]);
      }
    }
  });

  it('leaves alone what takes keys of something else by a merge', () => {
    const text =
      'base: &base\n  env:\n    - name: A\nworker:\n  <<: *base\n  name: worker\nother:\n  name: other\n';
    const edit = (path: string[]) =>
      editYaml(text, 0, [{ kind: 'append', path, value: { name: 'B' } }]);
    expect(edit(['worker', 'env'])).toBeUndefined();
    expect(edit(['worker', 'more', 'deep'])).toBeUndefined();
    // It would be another one in the worker, too.
    expect(edit(['base', 'env'])).toBeUndefined();
    expect(edit(['other', 'env'])).toContain('name: B');
  });

  it.each([
    ['a list that is a text', 'resources: a.yaml\n'],
    ['a list that is an alias', 'x: &x [a]\nresources: *x\n'],
    ['a document that is a list', '- a\n'],
    ['a document that is empty', ''],
    ['what is no YAML', 'a: [\n'],
    ['keys that are there twice', 'resources: [a]\nresources: [b]\n'],
  ])('leaves %s alone', (_, text) => {
    expect(append(text)).toBeUndefined();
  });
});
