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

import {
  createSecretConditionalDecision,
  secretConditions,
} from '@keyward/backstage-plugin-secrets-node';
import type { AnyObservation } from '@keyward/observation';
import { FakeGitHost } from '../../__testUtils__/FakeGitHost';
import { batch, object, secret } from '../../__testUtils__/observations';
import { createTestApi } from '../../__testUtils__/testApi';
import {
  createTestInventory,
  databases,
  type TestInventory,
} from '../../__testUtils__/testInventory';
import { mark } from '../../__testUtils__/testLinker';
import {
  CERTIFICATE,
  testSealer,
  toyAttributes,
  toyController,
} from '../../__testUtils__/testSealer';

jest.setTimeout(60_000);

const REPOSITORY = 'https://git.example.com/payments/app';
const ENTITY = 'component:default/web';
const TARGETS = `/seal/targets?entityRef=${encodeURIComponent(ENTITY)}`;

const component = (
  name: string,
  team: string,
  annotations: Record<string, string> = {},
) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, namespace: 'default', annotations },
  relations: [{ type: 'ownedBy', targetRef: `group:default/${team}` }],
});

const entities = [
  component('web', 'payments', {
    'backstage.io/kubernetes-namespace': 'payments',
    'keyward.io/manifests': `${REPOSITORY}/tree/main/deploy, https://git.example.com/checkout/app/tree/main/deploy`,
  }),
  component('cart', 'checkout', {
    'backstage.io/kubernetes-namespace': 'checkout',
  }),
];

const ofTeam = (name: string) => ({
  ...object('Namespace', '', name, {
    annotations: [
      { key: 'keyward.io/owner', length: 0, value: `group:default/${name}` },
    ],
  }),
  namespace: undefined,
});

const target = (overrides: object = {}) => ({
  sourceId: 'prod',
  namespace: 'payments',
  name: 'db',
  type: 'Opaque',
  scope: 'strict',
  certificate: CERTIFICATE,
  mode: 'create',
  encryptedData: { password: 'sealed-1' },
  ...overrides,
});

describe.each(databases.eachSupportedId())('sealing on %s', databaseId => {
  let test: TestInventory;
  let host: FakeGitHost;
  let api: Awaited<ReturnType<typeof createTestApi>>;

  beforeEach(async () => {
    test = await createTestInventory(databaseId);
    await test.sync('v1/namespaces', [ofTeam('payments'), ofTeam('checkout')]);
    await test.sync('v1/secrets', [
      secret('payments', 'old', { annotations: mark('entity', 'web') }),
      secret('checkout', 'cart-key'),
      secret('shared', 'token', { annotations: mark('entity', 'web') }),
    ]);
    await observe(toyController(['payments', 'checkout']));
    host = new FakeGitHost();
    host.put(REPOSITORY, 'main', 'deploy/.keyward.yaml', 'owner: payments');
    host.put(
      'https://git.example.com/checkout/app',
      'main',
      'deploy/.keyward.yaml',
      'owner: checkout',
    );
    await create();
  });

  afterEach(async () => {
    await test.knex.destroy();
  });

  async function observe(controller: AnyObservation) {
    await test.inventory.apply(
      { ...test.fence, attributes: toyAttributes },
      batch('controllers', [controller]),
    );
  }

  async function create(
    overrides: Partial<Parameters<typeof createTestApi>[0]> = {},
  ) {
    api = await createTestApi({
      test,
      entities,
      policy: undefined,
      sealer: testSealer,
      hosts: [host],
      ...overrides,
    });
    await api.link();
  }

  const draft = async (
    targets: object[],
    caller: 'owner' | 'otherTeam' = 'owner',
  ) => await api.ask(caller, '/drafts', 'post', { entityRef: ENTITY, targets });

  it('lists the confirmed namespaces with certificates, and repositories', async () => {
    const { status, body } = await api.ask('owner', TARGETS);
    expect(status).toBe(200);
    expect(
      body.places.map((each: any) => [
        each.sourceId,
        each.namespace,
        each.controllers[0]?.certificate?.sha256,
        each.refusal?.code,
      ]),
    ).toEqual([
      ['prod', 'payments', CERTIFICATE, undefined],
      // Its Secret names the entity; the Namespace is not there.
      ['prod', 'shared', undefined, 'namespace-unknown'],
    ]);
    expect(body.repositories).toEqual([
      {
        host: host.id,
        repository: REPOSITORY,
        branch: 'main',
        path: 'deploy',
        confirmedBy: 'file',
      },
      {
        host: host.id,
        repository: 'https://git.example.com/checkout/app',
        branch: 'main',
        path: 'deploy',
        refusal: expect.objectContaining({ code: 'repository-unconfirmed' }),
      },
    ]);
    expect(JSON.stringify(body)).not.toContain('cart');
  });

  it('tells of a repository of others no more than of none', async () => {
    const refusalFor = async (url: string, folder = '/tree/main/deploy') => {
      await create({
        entities: [
          component('web', 'payments', {
            'keyward.io/manifests': `${url}${folder}`,
          }),
        ],
      });
      const { body } = await api.ask('owner', TARGETS);
      return JSON.stringify(body.repositories).replaceAll(url, 'URL');
    };
    const ofOthers = await refusalFor('https://git.example.com/checkout/app');
    const ofNobody = await refusalFor('https://git.example.com/none/none');
    expect(ofOthers).toContain('repository-unconfirmed');
    expect(ofNobody).toBe(ofOthers);
    // Nor which branch is the default one.
    expect(await refusalFor('https://git.example.com/none/none', '')).toBe(
      await refusalFor('https://git.example.com/checkout/app', ''),
    );
  });

  it('never takes the source of an entity for a place to write to', async () => {
    host.files.delete(`${REPOSITORY}#main:deploy/.keyward.yaml`);
    host.put(REPOSITORY, 'main', 'deploy/app.yaml', 'kind: Deployment');
    await create({
      entities: [
        component('web', 'payments', {
          'backstage.io/source-location': `url:${REPOSITORY}/tree/main/deploy`,
        }),
      ],
    });
    const { body } = await api.ask('owner', TARGETS);
    expect(body.repositories).toEqual([
      expect.objectContaining({
        refusal: expect.objectContaining({ code: 'repository-unconfirmed' }),
      }),
    ]);
  });

  it('believes no file of a commit, which anybody can make in a fork', async () => {
    for (const commit of ['f0'.repeat(20), 'F0'.repeat(20), 'f0'.repeat(32)]) {
      host.put(REPOSITORY, commit, 'deploy/.keyward.yaml', 'owner: payments');
      await create({
        entities: [
          component('web', 'payments', {
            'keyward.io/manifests': `${REPOSITORY}/tree/${commit}/deploy`,
          }),
        ],
      });
      const { body } = await api.ask('owner', TARGETS);
      expect(body.repositories.filter((each: any) => each.confirmedBy)).toEqual(
        [],
      );
    }
  });

  it('takes what the configuration gives to the owner', async () => {
    await create({
      access: {
        scopes: [
          {
            ownerRef: 'group:default/payments',
            repositories: [{ url: `${REPOSITORY}`, path: 'prod' }],
          },
          {
            ownerRef: 'group:default/checkout',
            repositories: [{ url: `${REPOSITORY}`, path: 'theirs' }],
          },
        ],
      },
    });
    const { body } = await api.ask('owner', TARGETS);
    expect(
      body.repositories.map((each: any) => [each.path, each.confirmedBy]),
    ).toEqual([
      ['prod', 'config'],
      ['deploy', 'file'],
      ['deploy', undefined],
    ]);
  });

  it('gives no certificate that is not to be trusted, and takes nothing sealed with it', async () => {
    await observe(toyController(['payments'], { trusted: false }));
    const { body } = await api.ask('owner', TARGETS);
    expect(body.places[0].controllers).toEqual([
      {
        namespace: 'system',
        name: 'controller',
        refusal: expect.objectContaining({ code: 'certificate-changed' }),
      },
    ]);
    const refused = await draft([target()]);
    expect(refused.status).toBe(409);
    expect(refused.body.error.message).toContain('seal it again');
  });

  it('leaves out what a policy hides', async () => {
    await create({
      policy: ({ permission }) =>
        permission.name === 'secrets.secret.read'
          ? ({ result: 'DENY' } as any)
          : ({ result: 'ALLOW' } as any),
    });
    expect((await api.ask('owner', TARGETS)).status).toBe(403);
  });

  it('lists an empty namespace where a policy would show a secret in it', async () => {
    await test.knex('secrets').where({ namespace: 'payments' }).delete();
    const placesBy = async (condition: object) => {
      await create({
        policy: ({ permission }) =>
          permission.name === 'secrets.secret.read'
            ? createSecretConditionalDecision(
                permission as any,
                condition as any,
              )
            : ({ result: 'ALLOW' } as any),
      });
      const { body } = await api.ask('owner', TARGETS);
      return body.places.map((each: any) => each.namespace);
    };
    const { hasEntityOwner, isInNamespace } = secretConditions;
    const owners = { ownerRefs: ['group:default/payments'] };
    expect(await placesBy(hasEntityOwner(owners))).toContain('payments');
    expect(
      await placesBy(isInNamespace({ namespaces: ['shared'] })),
    ).not.toContain('payments');
  });

  it('keeps a draft for its creator alone', async () => {
    const { status, body } = await draft([target()]);
    expect(status).toBe(200);
    const path = `/drafts/${body.id}`;
    expect((await api.ask('owner', path)).body).toMatchObject({
      id: body.id,
      entityRef: ENTITY,
      targets: [target()],
    });
    for (const caller of ['otherTeam', 'platform', 'auditor'] as const) {
      expect((await api.ask(caller, path)).status).toBe(404);
      expect((await api.ask(caller, path, 'delete')).status).toBe(404);
    }
    expect((await api.ask('owner', path, 'delete')).status).toBe(204);
    expect((await api.ask('owner', path)).status).toBe(404);
  });

  it('forgets a draft after an hour', async () => {
    const { body } = await draft([target()]);
    const [row] = await test.knex('drafts');
    expect(Date.parse(row.expires_at) - Date.parse(row.created_at)).toBe(
      3_600_000,
    );
    await test
      .knex('drafts')
      .update({ expires_at: new Date(Date.now() - 1).toISOString() });
    expect((await api.ask('owner', `/drafts/${body.id}`)).status).toBe(404);
    await draft([target({ name: 'other' })]);
    expect(await test.knex('drafts').pluck('id')).not.toContain(body.id);
  });

  it('has room for twenty drafts of somebody', async () => {
    const statuses: number[] = [];
    for (let number = 0; number < 21; number += 1) {
      statuses.push((await draft([target()])).status);
    }
    expect(statuses.filter(status => status === 200)).toHaveLength(20);
    expect(statuses.at(-1)).toBe(409);
    expect(await test.knex('drafts')).toHaveLength(20);
  });

  it.each([
    ['a value', { encryptedData: { password: 'hunter2-plain' } }, 400],
    ['no value at all', { encryptedData: {} }, 400],
    ['a namespace of others', { namespace: 'checkout' }, 400],
    ['a namespace that is unknown', { namespace: 'shared' }, 409],
    ['another certificate', { certificate: 'ab'.repeat(32) }, 409],
    ['a type with a template in it', { type: '{{ .Values.x }}' }, 400],
    ['another source', { sourceId: 'none' }, 400],
  ])('keeps no draft with %s', async (_, overrides, status) => {
    const refused = await draft([target(overrides)]);
    expect(refused.status).toBe(status);
    expect(JSON.stringify(refused.body)).not.toContain('hunter2');
    expect(await test.knex('drafts')).toEqual([]);
  });

  it('keeps no draft with the same Secret twice', async () => {
    expect((await draft([target(), target()])).status).toBe(400);
  });

  it('lets nobody seal for an entity of others', async () => {
    for (const caller of ['otherTeam', 'platform', 'auditor'] as const) {
      expect((await api.ask(caller, TARGETS)).status).toBe(403);
    }
    expect((await draft([target()], 'otherTeam')).status).toBe(403);
    expect(await test.knex('drafts')).toEqual([]);
  });

  it('tells the auditor who sealed what, and never what is sealed', async () => {
    api.events.length = 0;
    await draft([target({ encryptedData: { password: 'sealed-canary' } })]);
    expect(api.events).toEqual([
      {
        eventId: 'draft-create',
        ended: 'success',
        meta: {
          entityRef: ENTITY,
          targets: [{ sourceId: 'prod', namespace: 'payments', name: 'db' }],
        },
        result: { id: expect.any(String) },
      },
    ]);
  });

  it('says what is missing where nothing seals and no host is there', async () => {
    await create({ sealer: undefined, hosts: [] });
    const { body } = await api.ask('owner', TARGETS);
    expect(body.refusals.map((each: any) => each.code)).toEqual([
      'no-sealer',
      'no-git-host',
    ]);
  });
});
