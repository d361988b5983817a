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
import { readKubectl } from '@keyward/model';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { gzipSync } from 'zlib';
import { dumpOf } from '../__testUtils__/dumpOf';
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

    it('says which gzip data is cut off, and what to do', async () => {
      const file = await write('cut.gz', gzipSync('kind: List').subarray(0, 9));
      const { code, stderr } = await runInProcess(['inventory', file]);
      expect(code).toBe(1);
      expect(stderr).toContain('its gzip data is damaged or cut off');
      expect(stderr).toContain('to mend: Copy the file again');
    });
  });

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

  describe('with names that a terminal would obey', () => {
    const BAD = '\u001b[2J\u009b1m\u202e\r\u2066';
    // eslint-disable-next-line no-control-regex
    const OBEYED = /[\u001b\u009b\u202e\r\u2066]/;

    /** Which names such text can be is for the API server to say: files hold any. */
    const objects = () => [
      {
        apiVersion: 'v1',
        kind: 'Secret',
        type: `Opaque${BAD}`,
        metadata: { namespace: 'store', name: `orders${BAD}` },
        data: { [`password${BAD}`]: Buffer.from('x').toString('base64') },
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: `reader${BAD}` },
        rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }],
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: `readers${BAD}` },
        roleRef: { kind: 'ClusterRole', name: `reader${BAD}` },
        subjects: [{ kind: 'User', name: `ann${BAD}` }],
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: `others${BAD}` },
        roleRef: { kind: 'ClusterRole', name: `absent${BAD}` },
        subjects: [{ kind: 'User', name: `bob${BAD}` }],
      },
    ];

    it.each(['table', 'json', 'csv'])(
      'prints none of it as %s',
      async format => {
        const dump = await write('cluster.json', JSON.stringify(objects()));
        const change = await write(
          'change.json',
          JSON.stringify([
            {
              ...objects()[2],
              metadata: { name: `more${BAD}` },
              subjects: [{ kind: 'User', name: `cem${BAD}` }],
            },
          ]),
        );
        const runs = [
          await runInProcess(['inventory', dump, '--format', format]),
        ];
        if (format !== 'csv') {
          for (const args of [
            ['who-can', `store/orders${BAD}`],
            ['what-if', change],
          ]) {
            runs.push(
              await runInProcess([...args, '--dump', dump, '--format', format]),
            );
          }
          runs.push(
            await runInProcess(['ask', '--dump', dump], {
              stdin: JSON.stringify({
                user: `bob${BAD}`,
                verb: 'get',
                resource: 'secrets',
                namespace: 'store',
                name: `orders${BAD}`,
              }),
            }),
          );
        }
        for (const { stdout, stderr } of runs) {
          const printed = stdout.replaceAll('\r\n', '\n') + stderr;
          expect(stdout).toMatch(/\\u(?:\{1b\}|001b)/);
          expect(printed).not.toMatch(OBEYED);
        }
        if (format === 'json') {
          const [inventory, whoCan] = runs.map(({ stdout }) =>
            JSON.parse(stdout),
          );
          expect(inventory.secrets[0].name).toBe(`orders${BAD}`);
          expect(whoCan.paths[0].subject).toBe(`u:ann${BAD}`);
        }
      },
    );
  });
});
