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

import { mkdtemp, rm, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { runInProcess } from '../__testUtils__/runInProcess';

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
});
