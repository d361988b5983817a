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

// A remote system with a few secrets, as a module would add it: what its secrets
// deliver, which of them the places mean that objects in a cluster name, and what is
// told to whom.
import type { SecretsLocatorResolver } from '@keyward/backstage-plugin-secrets-node';
import type {
  EdgeObservation,
  SystemSecretObservation,
} from '@keyward/observation';
import {
  at,
  batch,
  object,
  secret,
  SOURCE,
} from '../../__testUtils__/observations';
import { analyseAll, createTestEngine } from '../../__testUtils__/testEngine';
import {
  addSource,
  createTestInventory,
  databases,
} from '../../__testUtils__/testInventory';
import { toLineage } from '../../app/convert/toLineage';
import { forgetOld } from '../../store/retention';
import { resolveEdges } from './resolveEdges';

jest.setTimeout(60_000);

const all = { all: true as const };
const onlyCluster = { sourceIds: [SOURCE] };
const toyRef = (name: string) => `toy:main/kv/${name}`;

/** The toy's server is what the store of an ExternalSecret names. */
const resolver: SecretsLocatorResolver = {
  system: 'toy',
  resolve: async locators =>
    locators.map(({ path, storeDetail }) =>
      path !== undefined && storeDetail?.address === 'https://toy.example.com'
        ? toyRef(path)
        : undefined,
    ),
};

const toySecret = (
  name: string,
  edges?: EdgeObservation[],
): SystemSecretObservation => ({
  type: 'secret',
  ref: toyRef(name),
  system: 'toy',
  location: ['kv'],
  name,
  version: String(edges?.length ?? 0),
  class: 'password',
  taken: 'metadata',
  keys: [],
  keyCount: 0,
  ...(edges ? { edges } : {}),
  classifierVersion: 1,
});

const store = (name: string, address: string) =>
  object('SecretStore', 'shop', name, {
    apiGroup: 'external-secrets.io',
    detail: { provider: 'toy', address },
  });

const external = (name: string, path: string, storeName = 'toy') =>
  object('ExternalSecret', 'shop', name, {
    deliveries: [
      {
        namespace: 'shop',
        name,
        from: [
          {
            system: 'external-secrets',
            store: `SecretStore/${storeName}`,
            path,
            keys: ['password'],
          },
        ],
      },
    ],
    status: { ready: 'true', lastSync: at(5) },
  });

describe.each(databases.eachSupportedId())('a toy system on %s', databaseId => {
  async function setUp() {
    const test = await createTestInventory(databaseId);
    await addSource(test.knex, 'main');
    await test.knex('sources').where({ id: 'main' }).update({ kind: 'toy' });
    const toy = { sourceId: 'main', fence: 1, system: 'toy' };
    let generation = 0;
    return {
      ...test,
      async syncToy(names: string[], edges?: EdgeObservation[]) {
        generation += 1;
        await test.inventory.apply(
          toy,
          batch(
            'kv',
            names.map((name, index) =>
              toySecret(name, index === 0 ? edges : undefined),
            ),
            {
              generation: `t${generation}`,
              complete: true,
              covers: { kind: 'secret' },
            },
          ),
        );
      },
      async resolve(options: { all?: boolean } = {}) {
        return await resolveEdges(test.knex, [resolver], {
          sourceId: SOURCE,
          all: options.all ?? false,
          now: at(11),
        });
      },
      async lineage(name: string, visibility: object = all) {
        const { id } = await test.knex('secrets').where({ name }).first('id');
        const found = await test.store.getSecret(id, visibility as typeof all);
        return found && toLineage(found);
      },
    };
  }

  it('is found by the connection that a login names', async () => {
    const test = await setUp();
    const operated = (kind: string, name: string, detail: object) =>
      object(kind, 'shop', name, {
        apiGroup: 'secrets.hashicorp.com',
        detail: detail as Record<string, never>,
      });
    const asked: unknown[] = [];
    await test.sync('v1/secrets', [secret('shop', 'synced')]);
    await test.sync('secrets.hashicorp.com/v1beta1/vaultstaticsecrets', [
      object('VaultStaticSecret', 'shop', 'synced', {
        deliveries: [
          {
            namespace: 'shop',
            name: 'synced',
            from: ['app', 'other/shared', 'unseen'].map(auth => ({
              system: 'toy',
              store: `VaultAuth/${auth}`,
              path: auth,
            })),
          },
        ],
      }),
    ]);
    await test.sync('secrets.hashicorp.com/v1beta1/vaultauths', [
      operated('VaultAuth', 'app', { method: 'jwt', connection: 'near' }),
      object('VaultAuth', 'other', 'shared', {
        apiGroup: 'secrets.hashicorp.com',
        detail: { vaultNamespace: 'team' },
      }),
    ]);
    await test.sync('secrets.hashicorp.com/v1beta1/vaultconnections', [
      operated('VaultConnection', 'near', {
        address: 'https://toy.example.com',
      }),
    ]);
    await resolveEdges(
      test.knex,
      [
        {
          system: 'toy',
          async resolve(locators) {
            asked.push(...locators.map(each => each.storeDetail));
            return await resolver.resolve(locators);
          },
        },
      ],
      { sourceId: SOURCE, all: true, now: at(11) },
    );
    expect(asked).toEqual([
      {
        method: 'jwt',
        connection: 'near',
        address: 'https://toy.example.com',
      },
      { vaultNamespace: 'team' },
      undefined,
    ]);
    await test.knex.destroy();
  });

  it('is told of on both ends, by name to those who may see it', async () => {
    const test = await setUp();
    await test.syncToy(
      ['db', 'mail'],
      [{ from: toyRef('db'), to: `kubernetes:${SOURCE}/shop/pushed` }],
    );
    await test.sync('v1/secrets', [
      secret('shop', 'pulled'),
      secret('shop', 'elsewhere'),
      secret('shop', 'pushed'),
    ]);
    await test.sync('external-secrets.io/v1/externalsecrets', [
      external('pulled', 'db'),
      external('elsewhere', 'db', 'other'),
    ]);
    await test.sync('external-secrets.io/v1/secretstores', [
      store('toy', 'https://toy.example.com'),
      store('other', 'https://other.example.com'),
    ]);
    const origin = {
      id: 'origin:external-secrets:SecretStore/toy:db',
      role: 'origin',
      kind: 'external-secrets',
      title: 'db',
      subtitle: 'SecretStore/toy',
    };
    expect((await test.lineage('pulled'))!.nodes).toContainEqual(origin);
    expect(await test.resolve()).toBe(1);
    expect(await test.resolve()).toBe(0);

    const remote = {
      id: `origin:${toyRef('db')}`,
      role: 'origin',
      kind: 'toy',
      title: 'db',
      subtitle: 'Cluster main / kv',
      secretId: expect.any(String),
    };
    const pulled = (await test.lineage('pulled'))!;
    expect(pulled.nodes).toContainEqual(remote);
    expect(pulled.edges).toContainEqual({
      from: remote.id,
      to: expect.stringMatching(/^deliverer:.*ExternalSecret.*pulled$/),
      label: 'password',
    });
    expect((await test.lineage('pushed'))!.nodes).toContainEqual(remote);
    expect(
      (await test.lineage('elsewhere'))!.nodes.map(({ title }) => title),
    ).toEqual(['elsewhere', 'elsewhere', 'db']);

    const db = (await test.lineage('db'))!;
    expect(
      db.nodes
        .filter(({ role }) => role === 'consumer')
        .map(node => node.title),
    ).toEqual(['pushed', 'pulled']);
    expect(db.edges.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['delivers', 'ExternalSecret/pulled']),
    );

    // Nobody else is told more than what the deliverer itself says.
    const hidden = (await test.lineage('pulled', onlyCluster))!;
    expect(hidden.nodes).toContainEqual(origin);
    expect(JSON.stringify(hidden)).not.toContain('toy:main');
    expect(
      JSON.stringify(await test.lineage('pushed', onlyCluster)),
    ).not.toMatch(/toy|kv|db/);
    const toyOnly = (await test.lineage('db', { sourceIds: ['main'] }))!;
    expect(JSON.stringify(toyOnly)).not.toMatch(/pulled|pushed|shop/);
    await test.knex.destroy();
  });

  it('has those know whom it feeds that may see both', async () => {
    const test = await setUp();
    await test.syncToy(['db']);
    await test.sync('v1/secrets', [
      secret('shop', 'one'),
      secret('shop', 'two'),
      secret('shop', 'three'),
    ]);
    await test.sync('external-secrets.io/v1/externalsecrets', [
      external('one', 'db'),
      external('two', 'db'),
      external('three', 'db', 'other'),
    ]);
    await test.sync('external-secrets.io/v1/secretstores', [
      store('toy', 'https://toy.example.com'),
      store('other', 'https://other.example.com'),
    ]);
    await test.resolve();
    const ids = new Map<string, string>(
      (await test.knex('secrets').select('name', 'id')).map(row => [
        row.name,
        row.id,
      ]),
    );
    const same = async (name: string, visibility: object = all) =>
      (
        await test.store.findSameOrigin(
          ids.get(name)!,
          visibility as typeof all,
        )
      ).map(({ ref }) => ref);
    // Of the third it is not known whether it is the same place.
    expect(await same('one')).toEqual([
      `kubernetes:${SOURCE}/shop/three`,
      `kubernetes:${SOURCE}/shop/two`,
    ]);
    expect(await same('one', { namespaces: ['other'] })).toEqual([]);
    const { feeds } = (await test.store.getSecret(ids.get('db')!, all))!;
    expect(feeds).toMatchObject([
      { secret: { name: 'one' }, ready: 'true', lastSync: at(5) },
      { secret: { name: 'two' } },
    ]);
    await test.knex.destroy();
  });

  it('says of a secret that is gone what is left behind, until it is there again', async () => {
    const test = await setUp();
    await test.syncToy(['db', 'mail']);
    await test.sync('v1/secrets', [
      secret('shop', 'pulled'),
      secret('shop', 'waiting'),
      secret('shop', 'twin'),
    ]);
    await test.sync('external-secrets.io/v1/externalsecrets', [
      external('pulled', 'db'),
      external('twin', 'mail'),
      {
        ...external('waiting', 'db'),
        // Nothing was ever delivered from there.
        status: { ready: 'false', reason: 'SecretSyncedError' },
      },
    ]);
    await test.sync('external-secrets.io/v1/secretstores', [
      store('toy', 'https://toy.example.com'),
    ]);
    await test.resolve();
    const engine = createTestEngine(test);
    const left = async () => {
      await analyseAll(engine, test.fence);
      return await test
        .knex('findings as f')
        .join('secrets as s', 's.id', 'f.secret_id')
        .where({ 'f.rule': 'orphaned', 'f.active': true })
        .select('s.name', 'f.item', 'f.evidence');
    };
    expect(await left()).toEqual([]);
    await test.syncToy(['mail']);
    expect(
      (await left()).map(({ evidence, ...rest }) => ({
        ...rest,
        evidence: JSON.parse(evidence),
      })),
    ).toEqual([
      {
        name: 'pulled',
        item: 'origin',
        evidence: { from: ['external-secrets:db'], since: at(10) },
      },
    ]);
    expect((await test.lineage('pulled'))!.nodes).toContainEqual(
      expect.objectContaining({ title: 'db', kind: 'toy', problem: 'gone' }),
    );
    expect(
      JSON.stringify(await test.lineage('pulled', onlyCluster)),
    ).not.toContain('gone');
    await test.syncToy(['db', 'mail']);
    expect(await left()).toEqual([]);
    await test.knex.destroy();
  });

  it('follows what objects and secrets say, and is forgotten with them', async () => {
    const test = await setUp();
    const to = `kubernetes:${SOURCE}/shop/pushed`;
    const edges = async () =>
      await test
        .knex('edges')
        .orderBy('holder')
        .select('source_id', 'from_ref', 'to_ref', 'path', 'last_sync');
    await test.syncToy(
      ['db'],
      [
        { from: toyRef('db'), to },
        { from: 'no ref', to },
        {
          from: toyRef('db'),
          to: `kubernetes:${SOURCE}/shop/${'x'.repeat(3000)}`,
        },
      ],
    );
    expect(await edges()).toEqual([
      {
        source_id: 'main',
        from_ref: toyRef('db'),
        to_ref: to,
        path: null,
        last_sync: null,
      },
    ]);
    await test.syncToy(['db'], []);
    expect(await edges()).toEqual([]);
    const again = (minutes: number) => ({
      ...external('pulled', 'db'),
      resourceVersion: `${minutes}`,
      status: { ready: 'true' as const, lastSync: at(minutes) },
    });
    const stream = 'external-secrets.io/v1/externalsecrets';
    await test.sync(stream, [again(5)]);
    const own = (lastSync: string) => ({
      source_id: SOURCE,
      from_ref: null,
      to_ref: `kubernetes:${SOURCE}/shop/pulled`,
      path: 'db',
      last_sync: lastSync,
    });
    expect(await edges()).toEqual([own(at(5))]);
    await test.apply(batch(stream, [again(65)]));
    expect(await edges()).toEqual([own(at(65))]);
    await test.knex('sources').update({ retired_at: at(0) });
    await forgetOld(test.knex, { now: Date.parse('2030-01-01') });
    expect(await edges()).toEqual([]);
    await test.knex.destroy();
  });
});
