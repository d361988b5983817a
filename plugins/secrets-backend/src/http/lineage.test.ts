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

// A remote secret and the Secret that it feeds belong to two teams: neither page names
// the other one to who may not see it.
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { batch, object, secret, SOURCE } from '../__testUtils__/observations';
import { createTestApi, type Caller } from '../__testUtils__/testApi';
import {
  addSource,
  createTestInventory,
  databases,
} from '../__testUtils__/testInventory';
import { component, mark } from '../__testUtils__/testLinker';
import { resolveEdges } from '../ingest/locators';

jest.setTimeout(120_000);

const REMOTE = 'toy:main/kv/remote-name';
const entities = [
  component('shop', {}),
  component('vaulted', {}, { owner: 'group:default/checkout' }),
];

describe.each(databases.eachSupportedId())('lineage on %s', databaseId => {
  it('names secrets of others to nobody who may not see them', async () => {
    const test = await createTestInventory(databaseId);
    await addSource(test.knex, 'main');
    const syncToy = async (isThere: boolean, generation: string) =>
      await test.inventory.apply(
        { sourceId: 'main', fence: 1, system: 'toy' },
        batch(
          'kv',
          isThere
            ? [
                {
                  type: 'secret' as const,
                  system: 'toy',
                  location: ['kv'],
                  name: 'remote-name',
                  class: 'password' as const,
                  taken: 'metadata' as const,
                  keys: [],
                  keyCount: 0,
                  classifierVersion: 1,
                  ref: REMOTE,
                  annotations: mark('entity', 'component:default/vaulted'),
                  edges: [
                    { from: REMOTE, to: `kubernetes:${SOURCE}/shop/pushed` },
                  ],
                },
              ]
            : [],
          { generation, complete: true, covers: { kind: 'secret' } },
        ),
      );
    await syncToy(true, 'g1');
    await test.sync('v1/secrets', [
      secret('shop', 'pulled', {
        annotations: mark('entity', 'component:default/shop'),
      }),
      secret('shop', 'pushed', {
        annotations: mark('entity', 'component:default/shop'),
      }),
    ]);
    await test.sync('external-secrets.io/v1/externalsecrets', [
      object('ExternalSecret', 'shop', 'pulled', {
        deliveries: [
          {
            namespace: 'shop',
            name: 'pulled',
            from: [{ system: 'toy', store: 'SecretStore/toy', path: 'a-path' }],
          },
        ],
        status: { ready: 'true' },
      }),
    ]);
    const api = await createTestApi({
      test,
      entities,
      policy: () => ({ result: AuthorizeResult.ALLOW }),
    });
    await api.link();
    const rows = await test.knex('secrets').select('name', 'id');
    const ids = Object.fromEntries(rows.map(({ name, id }) => [name, id]));
    const page = async (caller: Caller, name: string) => {
      const { status, body } = await api.ask(
        caller,
        `/secrets/by-id/${ids[name]}`,
      );
      const impact = await api.ask(
        caller,
        `/secrets/by-id/${ids[name]}/rotation-impact`,
      );
      expect(impact.status).toBe(status);
      return { status, text: JSON.stringify([body.lineage, impact.body]) };
    };
    const before = await page('owner', 'pulled');
    const resolver = { system: 'toy', resolve: async () => [REMOTE] };
    const now = '2026-01-01T00:11:00.000Z';
    await resolveEdges(test.knex, [resolver], {
      sourceId: SOURCE,
      all: false,
      now,
    });

    for (const name of ['pulled', 'pushed']) {
      expect((await page('platform', name)).text).toContain('remote-name');
      const own = await page('owner', name);
      expect(own.status).toBe(200);
      expect(own.text).not.toMatch(/remote-name|toy:main|kv/);
      expect((await page('otherTeam', name)).status).toBe(404);
    }
    // Whether something is there, and which, makes no difference.
    expect(await page('owner', 'pulled')).toEqual(before);
    expect(before.text).toContain('a-path');

    const feeds = await page('platform', 'remote-name');
    expect(feeds.text).toContain(`kubernetes:${SOURCE}/shop/pulled`);
    expect(feeds.text).toContain(`kubernetes:${SOURCE}/shop/pushed`);
    const others = await page('otherTeam', 'remote-name');
    expect(others.status).toBe(200);
    expect(others.text).not.toMatch(/pulled|pushed|shop/);
    expect((await page('owner', 'remote-name')).status).toBe(404);

    await syncToy(false, 'g2');
    expect(await page('owner', 'pulled')).toEqual(before);
    expect((await page('platform', 'pulled')).text).toContain('gone');
    await test.knex.destroy();
  });

  it('names the workloads that take a value without a Secret, where the caller sees something', async () => {
    const test = await createTestInventory(databaseId);
    await addSource(test.knex, 'main');
    await test.inventory.apply(
      { sourceId: 'main', fence: 1, system: 'toy' },
      batch(
        'kv',
        [
          {
            type: 'secret' as const,
            system: 'toy',
            location: ['kv'],
            name: 'remote-name',
            class: 'password' as const,
            taken: 'metadata' as const,
            keys: [],
            keyCount: 0,
            classifierVersion: 1,
            ref: REMOTE,
            annotations: mark('entity', 'component:default/shop'),
          },
        ],
        { generation: 'g1', complete: true, covers: { kind: 'secret' } },
      ),
    );
    await test.sync('v1/secrets', [
      secret('shop', 'other', {
        annotations: mark('entity', 'component:default/shop'),
      }),
    ]);
    const reads = [{ system: 'toy', path: 'db' }];
    const mounting = {
      detail: { secretProviderClasses: ['files'] },
    };
    const syncWorkloads = async (version: string, isTaking = true) =>
      await test.sync('apps/v1/deployments', [
        object('Deployment', 'shop', 'injected', {
          version,
          ...(isTaking ? { reads } : {}),
        }),
        object('Deployment', 'shop', 'mounting', { version, ...mounting }),
        object('Deployment', 'shop', 'bystander', { version }),
        object('Deployment', 'eve', 'mounting-too', { version, ...mounting }),
        object('Deployment', 'eve', 'hidden', { version, reads }),
      ]);
    await syncWorkloads('1');
    await test.sync('v1/pods', [
      object('Pod', 'shop', 'injected-abc', {
        reads,
        owner: { kind: 'Deployment', name: 'injected' },
      }),
    ]);
    await test.sync('secrets-store.csi.x-k8s.io/v1/secretproviderclasses', [
      object('SecretProviderClass', 'shop', 'files', {
        apiGroup: 'secrets-store.csi.x-k8s.io',
        reads,
      }),
      object('SecretProviderClass', 'eve', 'files', {
        apiGroup: 'secrets-store.csi.x-k8s.io',
      }),
    ]);
    const resolver = {
      system: 'toy',
      resolve: async (all: readonly unknown[]) => all.map(() => REMOTE),
    };
    const now = '2026-01-01T00:11:00.000Z';
    const resolve = async () =>
      await resolveEdges(test.knex, [resolver], {
        sourceId: SOURCE,
        all: false,
        now,
      });
    await resolve();
    const api = await createTestApi({ test, entities, policy: undefined });
    await api.link();
    const { id } = await test
      .knex('secrets')
      .where({ ref: REMOTE })
      .first('id');
    const taking = async (caller: Caller) => {
      const { body } = await api.ask(caller, `/secrets/by-id/${id}`);
      const start = `consumer:${SOURCE}/`;
      return body.lineage.edges
        .filter(({ to }: any) => to.startsWith(start))
        .map(({ from, to, label }: any) => {
          expect([from, label]).toEqual(['secret', 'volume']);
          return to.slice(start.length);
        });
    };
    expect(await taking('owner')).toEqual([
      'Deployment/shop/injected',
      'Deployment/shop/mounting',
    ]);
    expect(await taking('platform')).toEqual([
      'Deployment/eve/hidden',
      'Deployment/shop/injected',
      'Deployment/shop/mounting',
    ]);

    await test.sync('v1/pods', []);
    await syncWorkloads('2', false);
    await resolve();
    expect(await taking('owner')).toEqual(['Deployment/shop/mounting']);
    await test.knex.destroy();
  });

  it('names what a secret feeds, however many others name it', async () => {
    const test = await createTestInventory(databaseId);
    await addSource(test.knex, 'main');
    await test.inventory.apply(
      { sourceId: 'main', fence: 1, system: 'toy' },
      batch(
        'kv',
        [
          {
            type: 'secret' as const,
            system: 'toy',
            location: ['kv'],
            name: 'remote-name',
            class: 'password' as const,
            taken: 'metadata' as const,
            keys: [],
            keyCount: 0,
            classifierVersion: 1,
            ref: REMOTE,
            annotations: mark('entity', 'component:default/shop'),
          },
        ],
        { generation: 'g1', complete: true, covers: { kind: 'secret' } },
      ),
    );
    const external = (namespace: string, name: string, places: number) =>
      object('ExternalSecret', namespace, name, {
        deliveries: [
          {
            namespace,
            name,
            from: Array.from({ length: places }, (_, index) => ({
              system: 'toy',
              store: 'SecretStore/toy',
              path: `p${index}`,
            })),
          },
        ],
        status: { ready: 'true' },
      });
    await test.sync('v1/secrets', [
      ...Array.from({ length: 600 }, (_, n) => secret('eve', `s${n}`)),
      secret('shop', 'pulled', {
        annotations: mark('entity', 'component:default/shop'),
      }),
    ]);
    await test.sync('external-secrets.io/v1/externalsecrets', [
      ...Array.from({ length: 600 }, (_, n) => external('eve', `s${n}`, 1)),
      external('eve', 'many', 700),
      external('shop', 'pulled', 1),
    ]);
    await resolveEdges(
      test.knex,
      [
        {
          system: 'toy',
          resolve: async locators => locators.map(() => REMOTE),
        },
      ],
      { sourceId: SOURCE, all: false, now: '2026-01-01T00:11:00.000Z' },
    );
    const api = await createTestApi({ test, entities, policy: undefined });
    await api.link();
    const { id } = await test
      .knex('secrets')
      .where({ ref: REMOTE })
      .first('id');
    const { body } = await api.ask('owner', `/secrets/by-id/${id}`);
    expect(JSON.stringify(body.lineage)).toContain(
      `kubernetes:${SOURCE}/shop/pulled`,
    );
    expect(JSON.stringify(body.lineage)).not.toContain('eve');
    await test.knex.destroy();
  });
});
