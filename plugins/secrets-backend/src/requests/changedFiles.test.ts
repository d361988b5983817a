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

import { planChange } from '@keyward/git-changes';
import { changedFiles } from './changedFiles';

const shown = (before: string | undefined, content: string) =>
  changedFiles({
    commit: 'ba5e',
    before:
      before === undefined
        ? []
        : [
            {
              path: 'a.yaml',
              mode: 'file',
              size: before.length,
              content: Buffer.from(before),
            },
          ],
    planned: {
      files: [{ path: 'a.yaml', content }],
      targets: [],
      warnings: [],
    },
  });

describe('changedFiles', () => {
  it('says of a new file no more than that', () => {
    expect(shown(undefined, 'a: 1\n')).toEqual([
      { path: 'a.yaml', isNew: true, lines: [] },
    ]);
  });

  it.each<[string, string, string, string[]]>([
    ['an added line', 'a: hunter2\n', 'a: hunter2\nb: 2\n', ['2 +b: 2']],
    [
      'nothing of a line that is written anew',
      '{a: hunter2, b: [x]}\n',
      '{a: hunter2, b: [x, y]}\n',
      ['1 -…', '1 +…'],
    ],
    [
      'nothing of a line that moves',
      'b: [x]\nc: 1\na: hunter2\n',
      'a: hunter2\nb: [x, y]\nc: 1\n',
      ['1 -…', '2 -…', '2 +…', '3 +…'],
    ],
    [
      'nothing of lines that become several',
      '{a: hunter2}\n',
      'a: hunter2\nb: 1\n',
      ['1 -…', '1 +…', '2 +…'],
    ],
  ])('shows %s', (_, before, after, lines) => {
    const [file] = shown(before, after);
    expect(
      file.lines.map(
        ({ number, kind, text }) =>
          `${number} ${kind === 'added' ? '+' : '-'}${text}`,
      ),
    ).toEqual(lines);
    expect(JSON.stringify(file)).not.toContain('hunter2');
  });

  it('shows no value of a manifest that is printed anew', () => {
    const text = `apiVersion: v1
kind: Secret
metadata: {name: other}
stringData: {password: hunter2}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          env: [{name: PASSWORD, value: hunter3}]
`;
    const before = [
      {
        path: 'deploy/web.yaml',
        mode: 'file' as const,
        size: text.length,
        content: Buffer.from(text),
      },
    ];
    const planned = planChange({
      files: before,
      isComplete: true,
      targets: [
        {
          path: 'deploy',
          namespace: 'shop',
          name: 'db',
          scope: 'strict',
          mode: 'create',
          encryptedData: {
            password: Buffer.alloc(542, 2).toString('base64'),
          },
          reference: {
            kind: 'Deployment',
            name: 'web',
            use: { as: 'env', variables: { P: 'password' } },
          },
        },
      ],
    });
    const files = changedFiles({ commit: 'ba5e', before, planned });
    const changed = files.find(({ path }) => path === 'deploy/web.yaml')!;
    expect(changed.lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(files)).not.toContain('hunter');
  });

  it('shows no more than people read', () => {
    const many = 'a: 1\n'.repeat(500);
    const [{ lines }] = shown('', `b: ${'x'.repeat(500)}\n${many}`);
    expect(lines).toHaveLength(200);
    expect(lines[0].text).toHaveLength(200);
  });
});
