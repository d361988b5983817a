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

import { checkDifference } from '.';
import {
  merge,
  repositoryOf,
  sealedValue,
  targetOf,
} from '../__testUtils__/repository';
import { planChange } from '../plan';
import type { RepositoryFile, SealedTarget } from '../types';

const OLD = sealedValue();
const BASE = {
  'apps/shop/kustomization.yaml': 'resources:\n- web.yaml\n',
  'apps/shop/web.yaml':
    'kind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n      - name: web\n        image: shop:1\n',
  'apps/shop/old.yaml': `apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: old\n  namespace: shop\nspec:\n  encryptedData:\n    a: ${OLD}\n    b: ${OLD}\n`,
  'apps/shop/run.sh': '#!/bin/sh\n',
};
const created = targetOf({
  reference: {
    kind: 'Deployment',
    name: 'web',
    use: { as: 'volume', mountPath: '/etc/db' },
    reload: true,
  },
});
const replaced = targetOf({
  name: 'old',
  mode: 'replace',
  encryptedData: { a: sealedValue() },
});
const targets: SealedTarget[] = [created, replaced];
const before = repositoryOf(BASE);
const planned = merge(
  before,
  planChange({ files: before, isComplete: true, targets }).files,
);

const check = (after: RepositoryFile[]) =>
  checkDifference({ before, after, targets });
const edited = (path: string, change: (text: string) => string) =>
  planned.map(file =>
    file.path === path
      ? {
          ...file,
          content: Buffer.from(change(Buffer.from(file.content!).toString())),
        }
      : file,
  );

const NEW = 'apps/shop/db.sealedsecret.yaml';

describe('checkDifference', () => {
  it('takes what was planned', () => {
    expect(() => check(planned)).not.toThrow();
  });

  it('takes it however it is written', () => {
    expect(() =>
      check(edited(NEW, text => `# a comment\n${text}`)),
    ).not.toThrow();
  });

  it.each<[string, RepositoryFile[]]>([
    ['nothing was written', before],
    ['half of it was written', planned.filter(({ path }) => path !== NEW)],
    [
      'another file is there',
      [...planned, ...repositoryOf({ 'apps/shop/pod.yaml': 'kind: Pod\n' })],
    ],
    [
      'another file is there outside of the folder',
      [
        ...planned,
        ...repositoryOf({ '.github/workflows/x.yaml': 'on: push\n' }),
      ],
    ],
    ['a file is deleted', planned.filter(({ path }) => !path.endsWith('.sh'))],
    [
      'a file becomes executable',
      planned.map(file =>
        file.path === NEW ? file : { ...file, mode: 'executable' as const },
      ),
    ],
    [
      'the new file is executable',
      planned.map(file =>
        file.path === NEW ? { ...file, mode: 'executable' as const } : file,
      ),
    ],
    [
      'a symlink is new',
      [...planned, { path: 'apps/shop/link.yaml', mode: 'symlink' }],
    ],
    ['a script changes', edited('apps/shop/run.sh', text => `${text}id\n`)],
    [
      'the new manifest has another namespace',
      edited(NEW, text => text.replace('namespace: shop', 'namespace: other')),
    ],
    [
      'the new manifest has another value',
      edited(NEW, text => text.replace(/password: .*/, `password: ${OLD}`)),
    ],
    [
      'the new manifest has one more value',
      edited(NEW, text =>
        text.replace('password:', `x: ${OLD}\n    password:`),
      ),
    ],
    [
      'the new manifest has one more document',
      edited(NEW, text => `${text}---\nkind: Pod\n`),
    ],
    [
      'the new manifest has a template of its own',
      edited(NEW, text =>
        text.replace('template:\n', 'template:\n    data: {x: "{{ .y }}"}\n'),
      ),
    ],
    [
      'a value that nobody replaced is another one',
      edited('apps/shop/old.yaml', text =>
        text.replace(`b: ${OLD}`, `b: ${sealedValue()}`),
      ),
    ],
    [
      'a value is removed',
      edited('apps/shop/old.yaml', text => text.replace(`    b: ${OLD}\n`, '')),
    ],
    [
      'the scope of a manifest is wider',
      edited('apps/shop/old.yaml', text =>
        text.replace(
          '  name: old\n',
          '  name: old\n  annotations: {sealedsecrets.bitnami.com/cluster-wide: "true"}\n',
        ),
      ),
    ],
    [
      'the kustomization lists something else',
      edited(
        'apps/shop/kustomization.yaml',
        text => `${text}- https://evil.example.com\n`,
      ),
    ],
    [
      'the kustomization has a generator',
      edited(
        'apps/shop/kustomization.yaml',
        text => `${text}generators: [x.yaml]\n`,
      ),
    ],
    [
      'the workload has another image',
      edited('apps/shop/web.yaml', text => text.replace('shop:1', 'evil:1')),
    ],
    [
      'the workload has a command',
      edited('apps/shop/web.yaml', text =>
        text.replace('image: shop:1', 'image: shop:1\n        command: [id]'),
      ),
    ],
    [
      'the workload mounts another Secret',
      edited('apps/shop/web.yaml', text =>
        text.replace('secretName: db', 'secretName: other'),
      ),
    ],
    [
      'the workload mounts it elsewhere',
      edited('apps/shop/web.yaml', text => text.replace('/etc/db', '/etc')),
    ],
    [
      'the workload is restarted for others',
      edited('apps/shop/web.yaml', text =>
        text.replace('reload: db', 'reload: db,x'),
      ),
    ],
  ])('refuses it where %s', (_, after) => {
    expect(() => check(after)).toThrow(
      expect.objectContaining({
        name: 'GitChangeError',
        code: expect.stringMatching(/^(difference|path)$/),
        remedy: expect.any(String),
      }),
    );
  });

  it('takes no new file in the folder of another target', () => {
    const elsewhere = targetOf({ path: 'apps/other' });
    const files = merge(
      [],
      planChange({
        files: [],
        isComplete: true,
        targets: [created].map(({ reference, ...target }) => target),
      }).files,
    );
    expect(() =>
      checkDifference({ before: [], after: files, targets: [elsewhere] }),
    ).toThrow(expect.objectContaining({ code: 'difference' }));
  });
});
