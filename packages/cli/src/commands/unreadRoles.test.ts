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

import { readKubectl } from '@keyward/kube-model';
import { mkdtemp, readFile, rm, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { dumpOf } from '../__testUtils__/dumpOf';
import { runInProcess } from '../__testUtils__/runInProcess';

const objectsOf = (text: string) =>
  [...readKubectl(text)].flatMap(each =>
    'object' in each ? [each.object] : [],
  );
const fixture = (name: string) => resolve(__dirname, '../__fixtures__', name);

describe('access', () => {
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

  describe('without all roles', () => {
    const roles = fixture('roles-not-read.yaml');
    const RBAC = 'rbac.authorization.k8s.io/v1';

    it('names the bindings whose role was not read', async () => {
      const args = ['who-can', 'store/orders', '--dump', roles];
      const { code, stderr } = await runInProcess(args);
      expect(stderr).toContain(
        'ClusterRoleBinding everywhere gives ClusterRole secret-reader, which was not read\n',
      );
      expect(stderr).toContain(
        'RoleBinding store/in-store gives ClusterRole admin, which was not read\n',
      );
      expect(stderr).toContain('0 subjects are known to reach store/orders\n');
      expect(stderr).not.toContain('can reach');
      expect(stderr).toContain('to mend: take a dump');
      expect(code).toBe(1);
      const json = await runInProcess([...args, '--format', 'json']);
      expect(JSON.parse(json.stdout)).toMatchObject({
        paths: [],
        unknown: [
          expect.stringContaining('ClusterRoleBinding everywhere'),
          expect.stringContaining('RoleBinding store/in-store'),
        ],
      });
    });

    it('answers no question with no that it cannot answer', async () => {
      const ask = (user: string, namespace: string, resource = 'secrets') =>
        JSON.stringify({
          user,
          verb: 'get',
          resource,
          namespace,
          name: 'orders',
        });
      const { code, stdout, stderr } = await runInProcess(
        ['ask', '--dump', roles],
        {
          stdin: [
            ask('ann', 'elsewhere'),
            ask('bob', 'store'),
            ask('bob', 'elsewhere', 'pods'),
          ].join('\n'),
        },
      );
      const answers = stdout
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line));
      expect(answers.map(({ allowed }) => allowed)).toEqual([
        null,
        null,
        false,
      ]);
      expect(answers[0].unknown).toContain(
        'ClusterRoleBinding everywhere gives ClusterRole secret-reader, which was not read',
      );
      expect(answers[1].unknown).toContain(
        'RoleBinding store/in-store gives ClusterRole admin, which was not read',
      );
      // No role of a binding elsewhere allows it.
      expect(answers[2].unknown).toBeUndefined();
      expect(stderr).toContain('2 of the answers are not known');
      expect(code).toBe(1);
    });

    const gate = async (change: string, cluster: string) =>
      await runInProcess([
        'what-if',
        change,
        '--dump',
        cluster,
        '--fail-on-gain',
      ]);
    const cluster = fixture('roles-not-read-cluster.yaml');

    it('lets no change pass whose gain is not known', async () => {
      const change = fixture('roles-not-read-change.yaml');
      const { code, stderr } = await gate(change, cluster);
      expect(stderr).toContain('It is not known who would gain');
      expect(stderr).toContain(
        'RoleBinding store/contractors gives ClusterRole admin, which was not read\n',
      );
      expect(code).toBe(1);
      const asked = await runInProcess([
        'what-if',
        change,
        '--dump',
        cluster,
        '--format',
        'json',
      ]);
      expect(asked.code).toBe(0);
      expect(asked.stderr).toContain('0 subjects are known to gain Secrets');
      expect(asked.stderr).toContain(
        'warning: more may gain: RoleBinding store/contractors',
      );
      expect(JSON.parse(asked.stdout).unknown).toHaveLength(1);
    });

    const role = (kind: string, name: string, rest: string) => `---
apiVersion: ${RBAC}
kind: ${kind}
metadata: { name: ${name}${kind.startsWith('C') ? '' : ', namespace: store'} }
${rest}
`;
    const subject = (name: string) =>
      `subjects: [{ kind: User, name: ${name} }]`;
    const gives = (name: string) =>
      `roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${name} }`;
    const rules = (resource: string, verb: string) =>
      `rules: [{ apiGroups: ['', ${
        RBAC.split('/')[0]
      }], resources: [${resource}], verbs: [${verb}] }]`;

    it.each([
      [
        'somebody comes to be another whose role was not read',
        role('ClusterRole', 'imitator', rules('users', 'impersonate')) +
          role(
            'ClusterRoleBinding',
            'imitator',
            `${gives('imitator')}\n${subject('cem')}`,
          ),
        'ClusterRoleBinding everywhere gives',
      ],
      [
        'a role that was not read may take it in',
        role('ClusterRole', 'extra', `${rules('secrets', 'get')}`).replace(
          'name: extra',
          'name: extra, labels: { to-reader: yes }',
        ),
        'ClusterRoleBinding everywhere gives',
      ],
    ])('says that the gain is not known where %s', async (_, text, reason) => {
      const { code, stderr } = await gate(
        await write('change.yaml', text),
        roles,
      );
      expect(stderr).toContain('It is not known who would gain');
      expect(stderr).toContain(reason);
      expect(code).toBe(1);
    });

    it.each([
      ['no binding', 'secrets', 'get', 'RoleBinding, ClusterRoleBinding'],
      ['no pod', 'pods/exec', 'create', 'Pod'],
    ])('says so where %s was read', async (what, resource, verb, kinds) => {
      const objects = objectsOf(await readFile(roles, 'utf8')).filter(
        ({ kind }) => what !== 'no binding' || kind === 'Secret',
      );
      const text =
        role('ClusterRole', 'extra', rules(resource, verb)) +
        (what === 'no binding'
          ? ''
          : role(
              'ClusterRoleBinding',
              'extra',
              `${gives('extra')}\n${subject('cem')}`,
            ));
      const { code, stderr } = await gate(
        await write('change.yaml', text),
        await write('cluster.json', JSON.stringify(objects)),
      );
      expect(stderr).toContain(`not all was read of ${kinds}\n`);
      expect(code).toBe(1);
    });

    it.each([
      [
        'a change of what was not read elsewhere',
        role('ClusterRole', 'extra', rules('configmaps', 'get')) +
          role(
            'ClusterRoleBinding',
            'extra',
            `${gives('extra')}\n${subject('cem')}`,
          ),
      ],
      ['the same binding', 'the same binding'],
      [
        'a new ServiceAccount',
        'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: a, namespace: store }\n',
      ],
    ])('lets %s pass', async (_, text) => {
      const same = objectsOf(await readFile(roles, 'utf8')).at(-1);
      const change = await write(
        'change.yaml',
        text === 'the same binding' ? JSON.stringify(same) : text,
      );
      const { code, stderr } = await gate(change, roles);
      expect(stderr).toContain('0 subjects would gain Secrets');
      expect(code).toBe(0);
    });

    describe('of a dump', () => {
      const lists = [
        `${RBAC}/roles`,
        `${RBAC}/rolebindings`,
        `${RBAC}/clusterroles`,
        `${RBAC}/clusterrolebindings`,
        'v1/pods',
        'v1/secrets',
        'v1/serviceaccounts',
      ];

      it('knows that a role is not there where all were listed', async () => {
        const objects = objectsOf(await readFile(roles, 'utf8'));
        const whole = await write(
          'whole.dump',
          await dumpOf(objects, { lists }),
        );
        const found = await runInProcess([
          'who-can',
          'store/orders',
          '--dump',
          whole,
        ]);
        expect(found.stderr).toBe('0 subjects can reach store/orders\n');
        expect(found.code).toBe(0);
        const passed = await gate(fixture('roles-not-read-change.yaml'), whole);
        expect(passed.code).toBe(0);
      });

      it('does not where some were not', async () => {
        const objects = objectsOf(await readFile(cluster, 'utf8'));
        const partial = await write(
          'partial.dump',
          await dumpOf(objects, {
            lists: lists.filter(each => !each.endsWith('/rolebindings')),
          }),
        );
        const found = await runInProcess([
          'who-can',
          'store/orders',
          '--dump',
          partial,
        ]);
        expect(found.stderr).toContain('not all was read of RoleBinding\n');
        expect(found.code).toBe(1);
        const { code, stderr } = await gate(
          await write('change.yaml', role('Role', 'a', rules('pods', 'get'))),
          partial,
        );
        expect(stderr).toContain('not all was read of RoleBinding\n');
        expect(code).toBe(1);
      });
    });
  });
});
