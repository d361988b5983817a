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

import { mkdtemp, readFile, rm, writeFile } from 'fs/promises';
import { readKubectl } from '@keyward/kube-model';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { gzipSync } from 'zlib';
import { runInProcess } from '../__testUtils__/runInProcess';

const objectsOf = (text: string) =>
  [...readKubectl(text)].flatMap(each =>
    'object' in each ? [each.object] : [],
  );
const fixture = (name: string) => resolve(__dirname, '../__fixtures__', name);

describe('access, of what somebody has at hand', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyward-cli-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function write(name: string, content: string | Uint8Array) {
    const file = join(folder, name);
    await writeFile(file, content);
    return file;
  }

  describe('with a kind of the same name in another API group', () => {
    it('takes the Role of Kubernetes for the one that a binding gives', async () => {
      const { code, stdout, stderr } = await runInProcess([
        'who-can',
        'store/orders',
        '--dump',
        fixture('kind-clash.yaml'),
      ]);
      expect(stdout).toContain('u:ann');
      expect(stderr).toContain('1 subjects can reach store/orders\n');
      expect(code).toBe(0);
    });

    it('passes it over in a change', async () => {
      const change = await write(
        'change.yaml',
        `apiVersion: iam.aws.m.upbound.io/v1beta1
kind: Role
metadata: { name: orders-reader, namespace: store }
---
apiVersion: cloudplatform.gcp.upbound.io/v1beta1
kind: ServiceAccount
metadata: { name: orders }
---
apiVersion: secretsmanager.aws.upbound.io/v1beta1
kind: Secret
metadata: { name: orders }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: orders, namespace: store }
`,
      );
      const { code, stderr } = await runInProcess([
        'what-if',
        change,
        '--dump',
        fixture('kind-clash.yaml'),
      ]);
      expect(stderr).toContain('new: ServiceAccount store/orders\n');
      expect(stderr).toContain('3 manifests of other kinds');
      expect(code).toBe(0);
    });

    it.each([
      ['Role', 'v1', 'rbac.authorization.k8s.io/v1'],
      ['Role', 'rbac.authorisation.k8s.io/v1', 'rbac.authorization.k8s.io/v1'],
      ['ServiceAccount', 'apps.k8s.io/v1', 'v1'],
    ])('takes a %s of %s for a slip', async (kind, given, right) => {
      const change = await write(
        'change.yaml',
        `apiVersion: ${given}\nkind: ${kind}\nmetadata: { name: a, namespace: store }\n`,
      );
      const { code, stderr } = await runInProcess([
        'what-if',
        change,
        '--dump',
        fixture('kind-clash.yaml'),
      ]);
      expect(code).toBe(1);
      expect(stderr).toContain(`the apiVersion of a ${kind} is ${right}`);
    });
  });

  describe('with YAML merge keys', () => {
    it('sees the label by which a role is taken into another one', async () => {
      const { code, stdout, stderr } = await runInProcess([
        'what-if',
        fixture('merge-key-change.yaml'),
        '--dump',
        fixture('merge-key-cluster.yaml'),
        '--fail-on-gain',
      ]);
      expect(stdout).toMatch(/^g:everybody +gains +1 +0/m);
      expect(stderr).toContain('takes in other rules: ClusterRole view\n');
      expect(stderr).toContain('1 subjects would gain Secrets');
      expect(code).toBe(1);
    });
  });

  describe('in other forms', () => {
    const forms: [string, (text: string) => string | Uint8Array][] = [
      ['as UTF-16', text => Buffer.from(`\uFEFF${text}`, 'utf16le')],
      [
        'as big-endian UTF-16',
        text => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
      ],
      ['with a byte order mark', text => `\uFEFF${text}`],
      ['compressed', text => gzipSync(text)],
      ['with directives', text => `%YAML 1.2\n---\n${text}...\n`],
      [
        'as a line of JSON for each object',
        text =>
          objectsOf(text)
            .map(each => `${JSON.stringify(each)}\n`)
            .join(''),
      ],
      [
        'as JSON with an empty list behind it',
        text =>
          `${JSON.stringify(
            { apiVersion: 'v1', kind: 'List', items: objectsOf(text) },
            null,
            2,
          )}\n{"kind":"List","items":null}`,
      ],
    ];

    it.each(forms)('is the same %s', async (_, write_) => {
      const text = await readFile(fixture('kind-clash.yaml'), 'utf8');
      const dump = await write('cluster', write_(text));
      const { code, stdout } = await runInProcess([
        'who-can',
        'store/orders',
        '--dump',
        dump,
      ]);
      expect(stdout).toContain('u:ann');
      expect(code).toBe(0);
    });

    it.each(forms)('finds a gain in a change %s', async (_, write_) => {
      const text = await readFile(fixture('merge-key-change.yaml'), 'utf8');
      const change = await write('change', write_(text));
      const { code, stderr } = await runInProcess([
        'what-if',
        change,
        '--dump',
        fixture('merge-key-cluster.yaml'),
        '--fail-on-gain',
      ]);
      expect(stderr).toContain('1 subjects would gain Secrets');
      expect(code).toBe(1);
    });
  });

  describe('of which there is nothing', () => {
    it.each([
      ['an empty file', ''],
      ['blanks', ' \n\t\n'],
      ['compressed nothing', gzipSync('')],
    ])('says so of %s', async (_, content) => {
      const file = await write('empty', content);
      const cluster = fixture('merge-key-cluster.yaml');
      const change = fixture('merge-key-change.yaml');
      for (const args of [
        ['inventory', file],
        ['who-can', 'store/orders', '--dump', file],
        ['ask', '--dump', file],
        ['what-if', change, '--dump', file],
        ['what-if', change, file, '--dump', cluster],
      ]) {
        const { code, stdout, stderr } = await runInProcess(args);
        expect([code, stdout]).toEqual([1, '']);
        expect(stderr).toContain('There is nothing in it');
        expect(stderr).toContain(file);
      }
    });

    it.each([
      [
        'a list without items',
        '{"apiVersion":"v1","kind":"List","items":null}',
      ],
      ['a comment', '# nothing\n'],
    ])('does not say that nobody reaches a Secret, of %s', async (_, text) => {
      const { code, stderr } = await runInProcess([
        'who-can',
        'store/orders',
        '--dump',
        await write('none', text),
      ]);
      expect(stderr).toContain('0 subjects are known to reach store/orders\n');
      expect(stderr).toContain('not all was read of RoleBinding');
      expect(code).toBe(1);
    });

    it('says what of a file cannot be read, and answers nothing', async () => {
      const half = await write(
        'half.json',
        JSON.stringify([
          ...objectsOf(await readFile(fixture('kind-clash.yaml'), 'utf8')),
          { kind: 'RoleBinding' },
        ]),
      );
      for (const args of [
        ['who-can', 'store/orders', '--dump', half],
        ['what-if', fixture('merge-key-change.yaml'), '--dump', half],
      ]) {
        const { code, stdout, stderr } = await runInProcess(args);
        expect([code, stdout]).toEqual([1, '']);
        expect(stderr).toContain(`${half}, items[5]: Not a Kubernetes object`);
      }
    });

    it('says which gzip data is cut off, and what to do', async () => {
      const file = await write('cut.gz', gzipSync('kind: List').subarray(0, 9));
      const { code, stderr } = await runInProcess(['inventory', file]);
      expect(code).toBe(1);
      expect(stderr).toContain('its gzip data is damaged or cut off');
      expect(stderr).toContain('to mend: Copy the file again');
    });
  });
});
