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

import { mockCredentials } from '@backstage/backend-test-utils';
import { GitHostError } from '@keyward/backstage-plugin-secrets-node';
import { FakeGitHost, HEAD_SHA } from '../../__testUtils__/FakeGitHost';
import { batch, object, secret } from '../../__testUtils__/observations';
import {
  type Caller,
  callers,
  createTestApi,
} from '../../__testUtils__/testApi';
import {
  createTestInventory,
  databases,
  type TestInventory,
} from '../../__testUtils__/testInventory';
import { mark } from '../../__testUtils__/testLinker';
import {
  CERTIFICATE,
  SEALED,
  testSealer,
  toyAttributes,
  toyController,
  toySealed,
} from '../../__testUtils__/testSealer';
import { type RequestChanges, RequestStore } from '../../store/requests';

jest.setTimeout(60_000);

const REPOSITORY = 'https://git.example.com/payments/app';
const FOREIGN = 'https://git.example.com/checkout/app';
const ENTITY = 'component:default/web';
const PLACE = { repository: REPOSITORY, branch: 'main', path: 'deploy' };

const entities = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: 'web',
      namespace: 'default',
      annotations: {
        'backstage.io/kubernetes-id': 'web',
        'backstage.io/kubernetes-namespace': 'payments',
        'keyward.io/manifests': `${REPOSITORY}/tree/main/deploy`,
      },
    },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/payments' }],
  },
];

const target = (overrides: object = {}) => ({
  sourceId: 'prod',
  namespace: 'payments',
  name: 'db',
  type: 'Opaque',
  scope: 'strict',
  certificate: CERTIFICATE,
  mode: 'create',
  encryptedData: { password: SEALED },
  ...overrides,
});

describe.each(databases.eachSupportedId())('requests on %s', databaseId => {
  let test: TestInventory;
  let host: FakeGitHost;
  let api: Awaited<ReturnType<typeof createTestApi>>;
  let opened: [string, string][];

  beforeEach(async () => {
    test = await createTestInventory(databaseId);
    await test.sync('v1/namespaces', [
      {
        ...object('Namespace', '', 'payments', {
          annotations: [
            { key: 'keyward.io/owner', length: 0, value: 'payments' },
          ],
        }),
        namespace: undefined,
      },
    ]);
    await test.sync('v1/resourcequotas', []);
    await test.sync('v1/secrets', [
      secret('payments', 'by-hand', { annotations: mark('entity', 'web') }),
      secret('payments', 'theirs'),
    ]);
    await test.inventory.apply(
      { ...test.fence, attributes: toyAttributes },
      batch('toys', [
        toyController(['payments']),
        {
          ...toySealed('payments', 'sealed', { password: 'x' }),
          annotations: mark('entity', 'web'),
        },
        toySealed('payments', 'hidden', { password: 'x' }),
        toySealed('payments', 'theirs', { password: 'x' }),
      ]),
    );
    host = new FakeGitHost();
    host.put(REPOSITORY, 'main', 'deploy/.keyward.yaml', 'owner: payments');
    host.put(REPOSITORY, 'main', 'other/app.yaml', 'kind: Deployment');
    host.put(FOREIGN, 'main', 'deploy/.keyward.yaml', 'owner: checkout');
    api = await createTestApi({
      test,
      entities,
      policy: undefined,
      sealer: testSealer,
      hosts: [host],
      async openAs(id, token) {
        if (token === 'refused') {
          throw new GitHostError('forbidden', 'The token may not open it');
        }
        if (token === 'too-soon') {
          return false;
        }
        opened.push([id, token]);
        return true;
      },
    });
    opened = [];
    await api.link();
  });

  afterEach(async () => {
    await test.knex.destroy();
  });

  async function draftOf(...targets: object[]): Promise<string> {
    const { status, body } = await api.ask('owner', '/drafts', 'post', {
      entityRef: ENTITY,
      targets,
    });
    expect([status, body.error]).toEqual([200, undefined]);
    return body.id;
  }

  const ask = async (
    path: string,
    draftId: string,
    destinations: object[] = [PLACE],
    caller: Caller = 'owner',
  ) => await api.ask(caller, path, 'post', { draftId, destinations });

  it('are made of a draft, once', async () => {
    const id = await draftOf(target());
    const seen = await ask('/requests/preflight', id);
    expect(seen.body).toMatchObject({
      changes: [{ repository: REPOSITORY, targets: [{ name: 'db' }] }],
      refusals: [],
    });
    const first = await ask('/requests', id);
    expect(first.body.items).toEqual([
      expect.objectContaining({ state: 'preparing', mayWithdraw: true }),
    ]);
    const second = await ask('/requests', id);
    expect(second.body.items.map((each: any) => each.id)).toEqual(
      first.body.items.map((each: any) => each.id),
    );
    expect(await test.knex('requests')).toHaveLength(1);
    expect(JSON.stringify(first.body)).not.toContain(SEALED);
    expect(host.changes).toEqual([]);
  });

  it('are opened by who requested them, with a token that stays unknown', async () => {
    const draftId = await draftOf(target());
    const made = await api.ask('owner', '/requests', 'post', {
      draftId,
      destinations: [PLACE],
      opensOwn: true,
    });
    const path = `/requests/by-id/${made.body.items[0].id}/open`;
    const token = 'token-of-a-person';
    expect((await api.ask('owner', path, 'post', { token })).status).toBe(204);
    expect(opened).toEqual([[made.body.items[0].id, token]]);
    for (const [caller, status] of [
      ['platform', 403],
      ['otherTeam', 404],
      ['service', 403],
      ['none', 401],
    ] as const) {
      const answer = await api.ask(caller, path, 'post', { token });
      expect([caller, answer.status]).toEqual([caller, status]);
      expect(JSON.stringify(answer.body)).not.toContain(token);
    }
    const wrong = await api.ask('owner', path, 'post', { token, more: token });
    expect(wrong.status).toBe(400);
    expect(JSON.stringify(wrong.body)).not.toContain(token);
    expect(opened).toHaveLength(1);
    expect(JSON.stringify(api.events)).not.toContain(token);
    const refused = await api.ask('owner', path, 'post', { token: 'refused' });
    expect(refused).toMatchObject({
      status: 409,
      body: { error: { message: 'The token may not open it' } },
    });
  });

  it('say why they are not opened now', async () => {
    const draftId = await draftOf(target());
    const made = await api.ask('owner', '/requests', 'post', {
      draftId,
      destinations: [PLACE],
      opensOwn: true,
    });
    const { id } = made.body.items[0];
    const open = async () => {
      const { status, body } = await api.ask(
        'owner',
        `/requests/by-id/${id}/open`,
        'post',
        { token: 'too-soon' },
      );
      return [status, body.error?.message];
    };
    expect(await open()).toEqual([
      409,
      expect.stringMatching(/^The portal is opening the pull request already/),
    ]);
    const requests = new RequestStore({ knex: test.knex });
    const save = async (changes: Partial<RequestChanges>) => {
      const taken = await requests.acquire({ preparing: id });
      await requests.save(taken!.lease, {
        blocked: undefined,
        nextInMs: 0,
        ...changes,
      });
    };
    const reason = 'The Git host cannot be reached';
    await save({ blocked: { code: 'git-unavailable', reason }, failed: true });
    expect(await open()).toEqual([
      409,
      expect.stringContaining(`${reason} (git-unavailable)`),
    ]);
    await save({ state: 'opened' });
    expect(await open()).toEqual([204, undefined]);
    await test.knex('requests').update({ state: 'failed' });
    expect(await open()).toEqual([
      409,
      expect.stringMatching(/^It is merged or over/),
    ]);
  });

  it.each([
    ['repository-unconfirmed', {}, { ...PLACE, repository: FOREIGN }],
    ['repository-unconfirmed', {}, { ...PLACE, path: 'other' }],
    ['repository-unconfirmed', {}, { ...PLACE, path: 'deploy/..' }],
    ['repository-unconfirmed', {}, { ...PLACE, branch: 'release' }],
    ['secret-of-others', { name: 'by-hand' }, PLACE],
    ['already-sealed', { name: 'sealed' }, PLACE],
    ['name-taken', { name: 'theirs' }, PLACE],
    ['name-taken', { name: 'hidden' }, PLACE],
    ['nothing-to-replace', { mode: 'replace' }, PLACE],
    ['nothing-to-replace', { name: 'hidden', mode: 'replace' }, PLACE],
    ['nothing-to-replace', { name: 'theirs', mode: 'replace' }, PLACE],
    [
      'another-scope',
      { name: 'sealed', mode: 'replace', scope: 'cluster-wide' },
      PLACE,
    ],
    ['destination', {}, { ...PLACE, targets: [] }],
  ])(
    'are refused before anything is written: %s',
    async (code, more, place) => {
      const id = await draftOf(target(more));
      const seen = await ask('/requests/preflight', id, [place]);
      expect(seen.body.refusals.map((each: any) => each.code)).toContain(code);
      expect((await ask('/requests', id, [place])).status).toBe(409);
      expect(await test.knex('requests')).toEqual([]);
      expect(host.calls).not.toContain('openChange');
    },
  );

  describe('with a quota of the namespace', () => {
    let versions = 1;
    const quota = (name: string, ...secretLimits: object[]) =>
      object('ResourceQuota', 'payments', name, {
        version: String((versions += 1)),
        detail: { secretLimits },
      });

    async function seen(...targets: object[]) {
      const id = await draftOf(...targets);
      const { body } = await ask('/requests/preflight', id);
      return [
        body.refusals.map((each: any) => each.code),
        body.warnings.map((each: any) => each.code),
      ];
    }

    it('are refused where it has no room for what is new', async () => {
      await test.sync('v1/resourcequotas', [
        quota('wide', { hard: 100, used: 2 }),
        quota('tight', { hard: 9, used: 2 }, { hard: 3, used: 2 }),
        object('ResourceQuota', 'payments', 'pods'),
      ]);
      expect(await seen(target())).toEqual([[], []]);
      const id = await draftOf(target(), target({ name: 'mail' }));
      const { body } = await ask('/requests/preflight', id);
      expect(body.refusals).toEqual([
        {
          code: 'quota-used-up',
          reason:
            'The quota tight of the namespace payments has room for 1 of the 2 new Secrets.',
          remedy: expect.stringContaining('raised'),
          sourceId: 'prod',
          namespace: 'payments',
        },
      ]);
      expect((await ask('/requests', id)).status).toBe(409);
      expect(await test.knex('requests')).toEqual([]);
      expect(host.calls).not.toContain('openChange');
    });

    it('replace values all the same where it is used up', async () => {
      await test.sync('v1/resourcequotas', [
        quota('tight', { hard: 2, used: 2 }),
      ]);
      expect(await seen(target())).toEqual([['quota-used-up'], []]);
      const [refusals] = await seen(
        target({ name: 'sealed', mode: 'replace' }),
      );
      expect(refusals).not.toContain('quota-used-up');
    });

    it('say that it is not known where its status does not tell', async () => {
      await test.sync('v1/resourcequotas', [quota('new', {})]);
      expect(await seen(target())).toEqual([[], ['quota-unknown']]);
      await test.sync('v1/resourcequotas', [quota('new', { hard: 0 })]);
      expect(await seen(target())).toEqual([['quota-used-up'], []]);
    });

    it('say that it is not known where quotas are not listed', async () => {
      await test.knex('streams').where('stream', 'v1/resourcequotas').delete();
      expect(await seen(target())).toEqual([[], ['quota-unknown']]);
      // A namespace that is collected by itself.
      await test.sync('v1/resourcequotas@checkout', []);
      expect(await seen(target())).toEqual([[], ['quota-unknown']]);
      await test.sync('v1/resourcequotas@payments', []);
      expect(await seen(target())).toEqual([[], []]);
    });
  });

  describe('with a workload that refers to the Secret', () => {
    const WORKLOAD = `kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: web
        env:
        - {name: OLD, value: hunter2}
`;
    const reference = (more: object = {}) => ({
      kind: 'Deployment',
      name: 'web',
      as: 'envFrom',
      ...more,
    });
    const placeWith = (...references: object[]) => [{ ...PLACE, references }];

    beforeEach(() => {
      host.put(REPOSITORY, 'main', 'deploy/web.yaml', WORKLOAD);
      host.put(
        REPOSITORY,
        'main',
        'other/app.yaml',
        WORKLOAD.replace('name: web', 'name: app'),
      );
    });

    async function workloads(query: object, caller: Caller = 'owner') {
      const text = new URLSearchParams({
        entityRef: ENTITY,
        ...PLACE,
        ...query,
      });
      if (text.get('path') === '') {
        text.delete('path');
      }
      return await api.ask(caller, `/seal/workloads?${text}`);
    }

    it('show what would be changed, and write the same', async () => {
      const id = await draftOf(target());
      const place = placeWith(reference({ reloader: true }));
      const seen = await ask('/requests/preflight', id, place);
      expect(seen.body).toMatchObject({
        refusals: [],
        changes: [
          {
            files: [
              { path: expect.stringMatching(/^deploy\/db/), isNew: true },
              {
                path: 'deploy/web.yaml',
                isNew: false,
                lines: [
                  '  annotations:',
                  '    secret.reloader.stakater.com/reload: db',
                  '        envFrom:',
                  '        - secretRef:',
                  '            name: db',
                ].map(text => expect.objectContaining({ kind: 'added', text })),
              },
            ],
          },
        ],
      });
      expect(JSON.stringify(seen.body)).not.toContain('hunter2');
      expect((await ask('/requests', id, place)).status).toBe(200);
      const [{ sealed }] = await test.knex('requests').select('sealed');
      expect(JSON.parse(sealed)).toMatchObject([
        {
          name: 'db',
          reference: { name: 'web', use: { as: 'envFrom' }, reload: true },
        },
      ]);
    });

    it.each([
      ['change-missing', [reference({ name: 'none' })]],
      // It stands in a folder that is not confirmed.
      ['change-missing', [reference({ name: 'app' })]],
      ['change-missing', [reference({ container: 'sidecar' })]],
      ['change-text', [reference({ as: 'volume', mountPath: '/etc/../x' })]],
      ['reference', [reference({ as: 'volume' })]],
      ['reference', [reference({ as: undefined })]],
      ['reference', [reference(), reference({ target: 0 })]],
    ])('are refused before anything is written: %s', async (code, given) => {
      const id = await draftOf(target());
      const seen = await ask('/requests/preflight', id, placeWith(...given));
      expect(seen.body.refusals).toEqual([
        expect.objectContaining({ code, remedy: expect.any(String) }),
      ]);
      const made = await ask('/requests', id, placeWith(...given));
      expect(made.status).toBe(409);
      expect(host.calls).not.toContain('openChange');
    });

    it('are for workloads of confirmed folders', async () => {
      expect((await workloads({})).body).toEqual({
        items: [{ kind: 'Deployment', name: 'web', containers: ['web'] }],
        isComplete: true,
      });
      for (const query of [
        { path: 'other' },
        { path: '' },
        { branch: 'release' },
        { repository: FOREIGN },
      ]) {
        expect((await workloads(query)).body).toEqual({
          items: [],
          isComplete: false,
          refusal: expect.objectContaining({ code: 'repository-unconfirmed' }),
        });
      }
      expect((await workloads({}, 'platform')).status).toBe(403);
      expect((await workloads({}, 'otherTeam')).status).toBe(403);
      host.put(
        REPOSITORY,
        'main',
        'deploy/big.yaml',
        'kind: Deployment\n'.repeat(50_000),
      );
      expect((await workloads({})).body.refusal).toMatchObject({
        code: 'change-incomplete',
        remedy: expect.any(String),
      });
    });
  });

  it('are refused where the Git host would not take the branch', async () => {
    host.obstacle = new GitHostError('protected-branch', 'A rule forbids it.');
    const id = await draftOf(target());
    const seen = await ask('/requests/preflight', id);
    expect(seen.body.refusals).toEqual([
      { code: 'git-protected-branch', reason: 'A rule forbids it.' },
    ]);
    expect((await ask('/requests', id)).status).toBe(409);
    expect(await test.knex('requests')).toEqual([]);
    expect(host.calls).not.toContain('openChange');
  });

  it('are refused for a Secret with an open request', async () => {
    await ask('/requests', await draftOf(target()));
    const id = await draftOf(target());
    const seen = await ask('/requests/preflight', id);
    expect(seen.body.refusals).toEqual([
      expect.objectContaining({ code: 'request-open', name: 'db' }),
    ]);
    expect((await ask('/requests', id)).status).toBe(409);
    expect(await test.knex('requests')).toHaveLength(1);
  });

  it('are refused where the certificate is another one by now', async () => {
    const id = await draftOf(target());
    await test.inventory.apply(
      { ...test.fence, attributes: toyAttributes },
      batch('toys', [toyController(['payments'], { trusted: false })]),
    );
    const seen = await ask('/requests/preflight', id);
    expect(seen.body.refusals).toEqual([
      expect.objectContaining({ code: 'seal-again' }),
    ]);
  });

  it('are there for who sees the entity', async () => {
    const created = await ask('/requests', await draftOf(target()));
    const [{ id }] = created.body.items;
    const seen = async (caller: Caller) => {
      const list = await api.ask(caller, '/requests');
      const one = await api.ask(caller, `/requests/by-id/${id}`);
      return [list.body.items?.length, one.status];
    };
    expect(await seen('owner')).toEqual([1, 200]);
    expect(await seen('platform')).toEqual([1, 200]);
    expect(await seen('otherTeam')).toEqual([0, 404]);
    const withdrawn = await api.ask(
      'platform',
      `/requests/by-id/${id}/withdraw`,
      'post',
    );
    expect(withdrawn.status).toBe(403);
    expect(
      (await api.ask('owner', `/requests/by-id/${id}/withdraw`, 'post')).status,
    ).toBe(204);
    const { body } = await api.ask('owner', `/requests/by-id/${id}`);
    expect(body).toMatchObject({
      mayWithdraw: false,
      history: [{ state: 'preparing', by: 'user:default/guest' }],
    });
  });

  it('are there for who requested them before the entity is linked, and for nobody else', async () => {
    const created = await ask('/requests', await draftOf(target()));
    const [{ id }] = created.body.items;
    await test.knex('entity_owners').delete();
    const seen = async (caller: Caller) => {
      const list = await api.ask(caller, '/requests');
      const ofEntity = await api.ask(
        caller,
        `/requests?entityRef=${encodeURIComponent(ENTITY)}`,
      );
      const one = await api.ask(caller, `/requests/by-id/${id}`);
      return [
        list.body.items?.length,
        list.body.totalItems,
        ofEntity.body.items?.length,
        one.status,
      ];
    };
    expect(await seen('owner')).toEqual([1, 1, 1, 200]);
    expect(await seen('otherTeam')).toEqual([0, 0, undefined, 404]);
    // Of a colleague, of whom nothing is known before.
    await test.knex('requests').update({ requested_by: 'user:default/ruth' });
    expect(await seen('owner')).toEqual([0, 0, 0, 404]);
    await api.link();
    expect(await seen('owner')).toEqual([1, 1, 1, 200]);
  });

  it('are there for who requested them after the entity went to another team', async () => {
    const created = await ask('/requests', await draftOf(target()));
    const [{ id }] = created.body.items;
    await test.knex('requests').update({ entity_ref: 'component:default/app' });
    const list = await api.ask('owner', '/requests');
    expect(list.body.items).toEqual([
      expect.objectContaining({ id, mayWithdraw: true }),
    ]);
    expect(
      (await api.ask('otherTeam', `/requests/by-id/${id}/withdraw`, 'post'))
        .status,
    ).toBe(404);
    expect(
      (await api.ask('owner', `/requests/by-id/${id}/withdraw`, 'post')).status,
    ).toBe(204);
  });

  it('tell the same of every name that others have', async () => {
    await test.sync('v1/secrets', [
      secret('payments', 'by-chance', {
        annotations: [
          { key: testSealer.takeOverAnnotation, length: 4, value: 'true' },
        ],
      }),
    ]);
    const refusalFor = async (name: string) => {
      const { body } = await ask(
        '/requests/preflight',
        await draftOf(target({ name })),
      );
      return JSON.stringify(body.refusals).replaceAll(name, 'NAME');
    };
    const refusal = await refusalFor('hidden');
    expect(refusal).toContain('name-taken');
    expect(await refusalFor('theirs')).toBe(refusal);
    expect(await refusalFor('by-chance')).toBe(refusal);
  });

  it('may be withdrawn by owners who see beyond their own, and by no others', async () => {
    const created = await ask('/requests', await draftOf(target()));
    const [{ id }] = created.body.items;
    const seen = await api.ask('platform', `/requests/by-id/${id}`);
    expect(seen.body.mayWithdraw).toBe(false);
    await test.knex('requests').update({ requested_by: 'user:default/gone' });
    const mine = await api.ask('owner', `/requests/by-id/${id}`);
    expect(mine.body.mayWithdraw).toBe(true);
  });

  describe('that need an approval', () => {
    let id: string;

    beforeEach(async () => {
      api = await createTestApi({
        test,
        entities,
        policy: undefined,
        sealer: testSealer,
        hosts: [host],
        approvalPolicy: () => true,
      });
      await api.link();
      const created = await ask('/requests', await draftOf(target()));
      id = created.body.items[0].id;
    });

    /** Its pull request is opened, as the runner does it. */
    async function open() {
      const { headSha, number, url } = await host.openChange({
        repository: REPOSITORY,
        base: 'main',
        baseCommit: 'ba5e'.repeat(10),
        branch: `keyward/${id}`,
        files: [],
        title: '',
        body: '',
        signal: AbortSignal.timeout(1000),
      });
      await test.knex('requests').update({
        state: 'opened',
        change_number: number,
        change_url: url,
        head_sha: headSha,
        due_at: 1,
      });
    }

    const approve = async (caller: Caller, headSha = HEAD_SHA) =>
      await api.ask(caller, `/requests/by-id/${id}/approve`, 'post', {
        headSha,
      });

    const approvalFor = async (caller: Caller) =>
      (await api.ask(caller, `/requests/by-id/${id}`)).body.approval;

    const dueAt = async () =>
      Number((await test.knex('requests').first('due_at')).due_at);

    it('say so before they are made', async () => {
      await test.knex('request_targets').delete();
      const seen = await ask('/requests/preflight', await draftOf(target()));
      expect(seen.body.changes).toEqual([
        expect.objectContaining({ needsApproval: true }),
      ]);
    });

    it.each([
      ['shop-dev', true],
      ['payments', false],
    ])(
      'go by the namespace %s, which the kustomization gives',
      async (namespace, needsApproval) => {
        api = await createTestApi({
          test,
          entities,
          policy: undefined,
          sealer: testSealer,
          hosts: [host],
          approvalPolicy: environments => environments.includes(undefined),
        });
        await api.link();
        await test.knex('request_targets').delete();
        host.put(
          REPOSITORY,
          'main',
          'deploy/kustomization.yaml',
          `namespace: ${namespace}\nresources:\n  - other.yaml\n`,
        );
        const draft = await draftOf(target({ scope: 'cluster-wide' }));
        const seen = await ask('/requests/preflight', draft);
        expect(seen.body).toMatchObject({
          refusals: [],
          changes: [{ needsApproval }],
        });
      },
    );

    it('are approved by somebody else, once, for the last commit', async () => {
      await open();
      expect(await approvalFor('platform')).toEqual({
        state: 'waiting',
        approvals: [],
        mayApprove: true,
      });
      api.events.length = 0;
      expect((await approve('platform')).status).toBe(204);
      expect(api.events).toEqual([
        {
          eventId: 'request-approve',
          ended: 'success',
          meta: { id, headSha: HEAD_SHA },
          result: undefined,
        },
      ]);
      expect(await dueAt()).toBe(0);
      expect((await approve('platform')).status).toBe(204);
      expect(await approvalFor('platform')).toEqual({
        state: 'approved',
        approvals: [
          {
            by: 'user:default/pat',
            at: expect.any(String),
            headSha: HEAD_SHA,
            counts: true,
          },
        ],
        mayApprove: false,
        refusal: 'given',
      });
      expect(await api.act('owner', 'describe-request', { id })).toMatchObject({
        output: {
          approval: 'approved',
          history: [{ state: 'preparing' }, { kind: 'approved' }],
        },
      });
      const { body } = await api.ask('owner', `/requests/by-id/${id}`);
      expect(body.history).toEqual([
        expect.objectContaining({ state: 'preparing' }),
        {
          at: expect.any(String),
          state: 'opened',
          kind: 'approved',
          by: 'user:default/pat',
          note: `Commit ${HEAD_SHA.slice(0, 10)}`,
        },
      ]);
    });

    it('are not approved by who requested them, however their ref is written', async () => {
      await open();
      expect(await approvalFor('owner')).toEqual({
        state: 'waiting',
        approvals: [],
        mayApprove: false,
        refusal: 'own',
      });
      expect((await approve('owner')).status).toBe(403);
      await test
        .knex('requests')
        .update({ requested_by: 'User:default/Guest' });
      expect((await approve('owner')).status).toBe(403);
      expect(await test.knex('request_approvals')).toEqual([]);
    });

    it('are approved by no plugin in the name of its user', async () => {
      await open();
      const replaced = jest.replaceProperty(
        callers,
        'platform',
        mockCredentials.user('user:default/pat', {
          actor: { subject: 'plugin:scaffolder' },
        }),
      );
      try {
        expect((await approve('platform')).status).toBe(403);
      } finally {
        replaced.restore();
      }
      expect(await test.knex('request_approvals')).toEqual([]);
      expect((await approve('platform')).status).toBe(204);
    });

    it('are approved by nobody who does not see them, and by no service', async () => {
      await open();
      expect((await approve('otherTeam')).status).toBe(404);
      expect((await approve('service')).status).toBe(403);
      expect((await approve('none')).status).toBe(401);
      expect(await test.knex('request_approvals')).toEqual([]);
    });

    it('are not approved at a commit that is not the last one', async () => {
      await open();
      host.pushToChange('beef'.repeat(10));
      const answer = await approve('platform');
      expect(answer.status).toBe(409);
      expect(answer.body.error.message).toContain('beef'.repeat(10));
      expect(await dueAt()).toBe(0);
      expect(await test.knex('request_approvals')).toEqual([]);
    });

    it('lose the approval with the next commit', async () => {
      await open();
      await approve('platform');
      host.pushToChange('beef'.repeat(10));
      await test.knex('requests').update({ head_sha: 'beef'.repeat(10) });
      expect(await approvalFor('platform')).toMatchObject({
        state: 'outdated',
        approvals: [{ headSha: HEAD_SHA, counts: false }],
        mayApprove: true,
      });
      expect((await approve('platform', 'beef'.repeat(10))).status).toBe(204);
      expect(await approvalFor('platform')).toMatchObject({
        state: 'approved',
        approvals: [{ headSha: 'beef'.repeat(10), counts: true }],
      });
    });

    it('are approved by two at once', async () => {
      await open();
      const answers = await Promise.all([
        approve('platform'),
        approve('auditor'),
        approve('platform'),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
      const { approvals } = await approvalFor('owner');
      expect(approvals.map(({ by }: { by: string }) => by).sort()).toEqual([
        'user:default/audrey',
        'user:default/pat',
      ]);
      const events = await test.knex('request_events').where({
        kind: 'approved',
      });
      expect(events).toHaveLength(2);
    });

    it('are approved while their pull request is open', async () => {
      expect((await approve('platform')).status).toBe(409);
      await open();
      await test
        .knex('requests')
        .update({ withdrawn_by: 'user:default/guest' });
      expect((await approve('platform')).status).toBe(409);
      expect((await approvalFor('platform')).mayApprove).toBe(false);
      await test.knex('requests').update({ withdrawn_by: null });
      host.merge();
      expect((await approve('platform')).status).toBe(409);
      expect(await test.knex('request_approvals')).toEqual([]);
    });

    it('say where they were merged without one', async () => {
      await open();
      await test.knex('requests').update({
        state: 'merged',
        merged_at: '2026-01-01T00:00:00.000Z',
        merged_by: 'mallory',
      });
      const { body } = await api.ask('platform', `/requests/by-id/${id}`);
      expect(body.approval).toEqual({
        state: 'missing',
        approvals: [],
        mayApprove: false,
      });
      expect(body.change.mergedBy).toBe('mallory');
    });

    it('wait where the Git host does not answer', async () => {
      await open();
      host.failures = [new GitHostError('unavailable', 'It got no answer')];
      const answer = await approve('platform');
      expect(answer.status).toBe(503);
      expect(answer.body.error.message).toBe('It got no answer');
    });
  });

  it('that need no approval have none, and take none', async () => {
    const created = await ask('/requests', await draftOf(target()));
    const [{ id, approval }] = created.body.items;
    expect(approval).toBeUndefined();
    const path = `/requests/by-id/${id}/approve`;
    const answer = await api.ask('platform', path, 'post', {
      headSha: HEAD_SHA,
    });
    expect(answer.status).toBe(409);
    expect(answer.body.error.message).toBe('This request needs no approval');
  });

  it('are not made of the draft of somebody else', async () => {
    const id = await draftOf(target());
    for (const caller of ['otherTeam', 'platform'] as const) {
      expect((await ask('/requests', id, [PLACE], caller)).status).toBe(404);
    }
    expect(await test.knex('requests')).toEqual([]);
  });
});
