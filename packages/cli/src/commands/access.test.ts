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
import { join } from 'path';
import { dumpOf } from '../__testUtils__/dumpOf';
import { FakeCluster } from '../__testUtils__/FakeCluster';
import { runInProcess } from '../__testUtils__/runInProcess';
import { CANARY, secret } from '../__testUtils__/shopObjects';

const RBAC = 'rbac.authorization.k8s.io';
const apiVersion = `${RBAC}/v1`;

function bound(name: string, resource: string, subject: object) {
  const metadata = { namespace: 'shop', name };
  return [
    {
      apiVersion,
      kind: 'Role',
      metadata,
      rules: [
        {
          apiGroups: [''],
          resources: [resource],
          verbs: ['get', 'create'],
          ...(resource === 'secrets' && { resourceNames: ['db'] }),
        },
      ],
    },
    {
      apiVersion,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: RBAC, kind: 'Role', name },
      subjects: [subject],
    },
  ];
}

const [role, binding] = bound('reader', 'secrets', {
  kind: 'ServiceAccount',
  namespace: 'shop',
  name: 'api',
});
const [execRole, execBinding] = bound('operator', 'pods/exec', {
  apiGroup: RBAC,
  kind: 'User',
  name: 'ann',
});
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace: 'shop', name: 'api-1' },
  spec: {
    nodeName: 'n1',
    serviceAccountName: 'api',
    containers: [{ name: 'api', env: [{ name: 'X', value: CANARY }] }],
  },
};
const db = secret('shop', 'db', { password: CANARY });

const questions = [
  {
    user: 'ann',
    verb: 'get',
    resource: 'secrets',
    namespace: 'shop',
    name: 'db',
  },
  {
    user: 'system:serviceaccount:shop:api',
    groups: ['system:serviceaccounts'],
    verb: 'get',
    resource: 'secrets',
    namespace: 'shop',
    name: 'db',
  },
  {
    user: 'bob',
    verb: 'get',
    resource: 'secrets',
    namespace: 'shop',
    name: 'db',
  },
];
const stdin = questions
  .map(question => `${JSON.stringify(question)}\n`)
  .join('');

function kubeconfigFor(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'prod',
        cluster: { server, 'insecure-skip-tls-verify': true },
      },
    ],
    users: [{ name: 'me', user: { token: 'token' } }],
    contexts: [{ name: 'prod', context: { cluster: 'prod', user: 'me' } }],
  });
}

describe('keyward who-can, keyward ask and keyward what-if', () => {
  const shopLists = {
    [`/apis/${apiVersion}/roles`]: [role, execRole],
    [`/apis/${apiVersion}/rolebindings`]: [binding, execBinding],
    '/api/v1/pods': [pod],
    '/api/v1/secrets': [db],
  };
  const cluster = new FakeCluster(shopLists, {
    '/api/v1/secrets': [{ metadata: db.metadata }],
  });
  let folder: string;
  let dump: string;
  let live: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyward-cli-'));
    dump = join(folder, 'prod.dump');
    await writeFile(
      dump,
      await dumpOf([role, binding, execRole, execBinding, pod, db]),
    );
    const kubeconfig = join(folder, 'kubeconfig');
    const server = await cluster.start();
    await writeFile(kubeconfig, kubeconfigFor(server));
    live = ['--kubeconfig', kubeconfig, '--context', 'prod'];
    cluster.status = 200;
    cluster.served = {};
  });

  afterEach(async () => {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(['a dump', 'a cluster'])('says who and how, of %s', async from => {
    const source = from === 'a dump' ? ['--dump', dump] : live;
    const { code, stdout, stderr } = await runInProcess([
      'who-can',
      'shop/db',
      ...source,
    ]);
    expect(stderr).toMatch(/\n?2 subjects can reach shop\/db, and 1 of /);
    expect(code).toBe(0);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map(line => line.split(/ {2,}/));
    expect(rows.map(row => row.slice(0, 3))).toEqual([
      ['SUBJECT', 'HOW', 'SEVERITY'],
      ['u:system:serviceaccount:shop:api', 'direct', 'high'],
      ['u:ann', 'indirect', 'high'],
    ]);
    expect(rows[2][3]).toContain(
      'exec → pods:shop (RoleBinding shop/operator gives Role shop/operator, rule 0)',
    );
    expect(stdout + stderr).not.toContain(CANARY);
  });

  it('asks the cluster which kinds that make pods it serves', async () => {
    const [makerRole, makerBinding] = bound('maker', 'workflows', {
      apiGroup: RBAC,
      kind: 'User',
      name: 'eve',
    });
    Object.assign((makerRole as any).rules[0], { apiGroups: ['argoproj.io'] });
    const lists = {
      [`/apis/${apiVersion}/roles`]: [role, execRole, makerRole],
      [`/apis/${apiVersion}/rolebindings`]: [
        binding,
        execBinding,
        makerBinding,
      ],
    };
    const argo = new FakeCluster(
      { ...shopLists, ...lists },
      { '/api/v1/secrets': [{ metadata: db.metadata }] },
    );
    const server = await argo.start();
    try {
      const kubeconfig = join(folder, 'argo');
      await writeFile(kubeconfig, kubeconfigFor(server));
      const ask = () =>
        runInProcess([
          'who-can',
          'shop/db',
          '--kubeconfig',
          kubeconfig,
          '--context',
          'prod',
        ]);
      const without = await ask();
      expect(without.code).toBe(0);
      expect(without.stdout).not.toContain('u:eve');

      // Argo CD is there, and this credential may list its projects.
      argo.served = { 'argoproj.io/v1alpha1': ['applications'] };
      argo.requests.length = 0;
      await ask();
      expect(argo.requests).toContain('/apis/argoproj.io/v1alpha1/appprojects');

      argo.served = { 'argoproj.io/v1alpha1': ['workflows', 'rollouts'] };
      const { code, stdout } = await ask();
      expect(code).toBe(0);
      expect(stdout).toContain(
        'create-workflows.argoproj.io → secrets:shop (RoleBinding shop/maker gives Role shop/maker, rule 0)',
      );
    } finally {
      await argo.stop();
    }

    // What kubectl printed does not tell, unless the definition is among it.
    const printed = async (...objects: object[]) => {
      await writeFile(
        dump,
        JSON.stringify({
          apiVersion: 'v1',
          kind: 'List',
          items: [role, binding, makerRole, makerBinding, pod, db, ...objects],
        }),
      );
      return await runInProcess(['who-can', 'shop/db', '--dump', dump]);
    };
    const undecided = await printed();
    expect(undecided.code).toBe(1);
    expect(undecided.stderr).toContain(
      'where rights on workflows.argoproj.io lead was not read',
    );
    const decided = await printed({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'workflows.argoproj.io' },
    });
    expect(decided.code).toBe(0);
    expect(decided.stdout).toContain('create-workflows.argoproj.io');
  });

  it.each(['a dump', 'a cluster'])('answers questions of %s', async from => {
    const source = from === 'a dump' ? ['--dump', dump] : live;
    const { code, stdout } = await runInProcess(['ask', ...source], { stdin });
    expect(code).toBe(0);
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(answers.map(({ allowed }) => allowed)).toEqual([false, true, false]);
    expect(answers[0].paths[0].steps[0].kind).toBe('exec');
    expect(answers[1].paths[0]).toEqual({
      kind: 'direct',
      binding: 'RoleBinding shop/reader',
      role: 'Role shop/reader',
    });
    expect(answers[2].paths).toEqual([]);
  });

  it('says which line is no question', async () => {
    const { code, stderr } = await runInProcess(['ask', '--dump', dump], {
      stdin: `${JSON.stringify(questions[0])}\n{"verb":"get"}\n`,
    });
    expect(code).toBe(1);
    expect(stderr).toContain('standard input, line 2');
  });

  it.each(['a dump', 'a cluster'])(
    'says who would gain and lose, of %s',
    async from => {
      const source = from === 'a dump' ? ['--dump', dump] : live;
      const file = join(folder, 'change.yaml');
      await writeFile(
        file,
        `apiVersion: ${apiVersion}
kind: RoleBinding
metadata:
  namespace: shop
  name: ben
  annotations: { note: ${CANARY} }
roleRef: { apiGroup: ${RBAC}, kind: Role, name: reader }
subjects: [{ kind: User, name: ben }, { kind: Group, name: 'system:nodes' }]
---
apiVersion: apps/v1
kind: Deployment
`,
      );
      const args = ['what-if', file, ...source];
      const { code, stdout, stderr } = await runInProcess([
        ...args,
        '--delete',
        'RoleBinding/shop/operator',
      ]);
      const rows = stdout
        .trimEnd()
        .split('\n')
        .map(line => line.split(/ {2,}/));
      expect(rows.map(row => row.slice(0, 4))).toEqual([
        ['SUBJECT', 'CHANGE', 'DIRECTLY', 'INDIRECTLY'],
        ['u:ben', 'gains', '1', '0'],
        ['u:ann', 'loses', '0', '1'],
      ]);
      expect(rows[1][4]).toContain(
        'shop/db by get-secrets → secret:shop/db (RoleBinding shop/ben gives Role shop/reader, rule 0)',
      );
      expect(stderr).toContain('new: RoleBinding shop/ben\n');
      expect(stderr).toContain('deleted: RoleBinding shop/operator\n');
      expect(stderr).toContain('1 manifests of other kinds');
      expect(stderr).toContain(
        "1 subjects would gain Secrets, 1 lose; and 1 of Kubernetes' own",
      );
      expect(code).toBe(0);
      expect(stdout + stderr).not.toContain(CANARY);

      const failing = await runInProcess([
        ...args,
        '--fail-on-gain',
        '--format',
        'json',
      ]);
      expect(failing.code).toBe(1);
      expect(failing.stderr).toContain(
        '1 subjects would gain Secrets or come closer to them\n',
      );
      expect(JSON.parse(failing.stdout)).toMatchObject({
        version: 1,
        objects: [{ change: 'added', name: 'ben' }],
        subjects: [{ subject: 'u:ben', gained: { direct: 1 } }],
      });
    },
  );

  it('fails where rights are too many to follow, and counts them as gained', async () => {
    const file = join(folder, 'many.yaml');
    const many = (prefix: string) =>
      Array.from({ length: 400 }, (_, index) => `${prefix}${index}`);
    const rules = [
      {
        apiGroups: [''],
        resources: ['secrets'],
        verbs: ['get'],
        resourceNames: many('name-'),
      },
    ];
    const place = { namespace: 'shop', name: 'many' };
    await writeFile(
      file,
      [
        { apiVersion, kind: 'Role', metadata: place, rules },
        {
          apiVersion,
          kind: 'RoleBinding',
          metadata: place,
          roleRef: { apiGroup: RBAC, kind: 'Role', name: 'many' },
          subjects: many('user-').map(name => ({ kind: 'User', name })),
        },
      ]
        .map(each => JSON.stringify(each))
        .join('\n---\n'),
    );
    const args = ['what-if', file, '--dump', dump, '--format', 'json'];
    const { code, stdout, stderr } = await runInProcess(args);
    expect(code).toBe(0);
    const answer = JSON.parse(stdout);
    expect(answer.tooMany).toHaveLength(400);
    expect(answer.subjects).toHaveLength(400);
    expect(stderr).toContain(
      '400 subjects have more rights than can be followed',
    );
    const failing = await runInProcess([...args, '--fail-on-gain']);
    expect(failing.code).toBe(1);
    expect(answer.isComplete).toBe(true);

    const late = await runInProcess([...args, '--longest', '0.001']);
    expect(late.code).toBe(1);
    const part = JSON.parse(late.stdout);
    expect(part.isComplete).toBe(false);
    expect(part.subjects.length).toBeLessThan(400);
    expect(late.stderr).toContain(
      'The change is too much to follow: not everybody was looked at in 0.001 s',
    );
    for (const wrong of ['0', '-1', 'soon', 'Infinity']) {
      const { code: refused, stderr: said } = await runInProcess([
        ...args,
        `--longest=${wrong}`,
      ]);
      expect([refused, said]).toEqual([
        2,
        expect.stringContaining('It has to be a number of seconds.'),
      ]);
    }
  });

  it.each([
    [`kind: Role\n\t${CANARY}`, 'document 1 (line 2)', 'no valid YAML'],
    [
      `apiVersion: v1\nkind: Secret\nstringData: { a: ${CANARY} }\n`,
      'document 1 (line 1)',
      'it is a Secret',
    ],
    ['kind: Deployment', 'change.yaml', 'There is no change to look at'],
  ])(
    'says where a change cannot be read, and nothing of it: %j',
    async (text, place, problem) => {
      const file = join(folder, 'change.yaml');
      await writeFile(file, text);
      const { code, stdout, stderr } = await runInProcess([
        'what-if',
        file,
        '--dump',
        dump,
      ]);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain(place);
      expect(stderr).toContain(problem);
      expect(stderr).not.toContain(CANARY);
    },
  );

  it('passes no binding whose role is changed, which cannot be applied', async () => {
    await writeFile(dump, await dumpOf([role, binding, db]));
    const file = join(folder, 'change.yaml');
    await writeFile(
      file,
      JSON.stringify({
        ...(binding as object),
        roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'other' },
      }),
    );
    const args = ['what-if', file, '--dump', dump];
    const { code, stderr } = await runInProcess(args);
    expect(code).toBe(0);
    expect(stderr).toContain(
      'refused, as the role of a binding cannot change: RoleBinding shop/',
    );
    const failing = await runInProcess([...args, '--fail-on-gain']);
    expect(failing.code).toBe(1);
    expect(failing.stderr).toContain('which the API server refuses');
  });

  it('does not say that nobody gains what it does not know of', async () => {
    await writeFile(dump, await dumpOf([role, binding]));
    const { code, stdout, stderr } = await runInProcess([
      'what-if',
      '--delete',
      'RoleBinding/shop/reader',
      '--dump',
      dump,
    ]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('No Secret was seen');
  });

  it.each(['RoleBinding/a', 'ClusterRole/a/b', 'Secret/a/b', 'Role/a/'])(
    'cannot delete %s',
    async deleted => {
      const { code, stderr } = await runInProcess([
        'what-if',
        '--delete',
        deleted,
        '--dump',
        dump,
      ]);
      expect(code).toBe(1);
      expect(stderr).toContain(`--delete ${deleted}`);
    },
  );

  it('does not answer without RBAC', async () => {
    cluster.status = 403;
    const { code, stdout, stderr } = await runInProcess([
      'who-can',
      'shop/db',
      ...live,
    ]);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('needs list on RBAC');
  });

  it('wants one source', async () => {
    const { code, stderr } = await runInProcess(['who-can', 'shop/db']);
    expect(code).toBe(1);
    expect(stderr).toContain('--dump FILE');
  });
});
