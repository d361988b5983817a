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

import type { KeyObservation, SecretObservation } from '@keyward/observation';
import type { SourceFence } from '../../store/sources/SourceFence';
import {
  at,
  batch,
  key,
  object,
  reference,
  secret,
} from '../../__testUtils__/observations';
import {
  createTestInventory,
  databases,
  type TestInventory,
} from '../../__testUtils__/testInventory';

jest.setTimeout(60_000);

const SECRETS = 'v1/secrets';
const all = { visibility: { all: true as const } };

async function listed({ store }: TestInventory) {
  const { items } = await store.listSecrets({
    ...all,
    orderBy: { field: 'namespace', direction: 'asc' },
  });
  return items;
}

async function historyOf({ store }: TestInventory, id: string) {
  const page = await store.listHistory(id, all);
  return page?.items.map(({ event, keys, detail }) => ({
    event,
    ...(keys ? { keys } : {}),
    ...(detail ? { detail } : {}),
  }));
}

describe('the databases under test', () => {
  it('has PostgreSQL among them where it is required', () => {
    expect(
      process.env.KEYWARD_REQUIRE_POSTGRES !== '1' ||
        databases.supports('POSTGRES_18'),
    ).toBe(true);
  });
});

describe.each(databases.eachSupportedId())('Inventory on %s', databaseId => {
  it('stores what a full sync names and nothing else', async () => {
    const test = await createTestInventory(databaseId);
    await test.apply(
      batch(SECRETS, [secret('a', 'one'), secret('a', 'two')], {
        generation: 'g1',
      }),
    );
    await test.apply(
      batch(SECRETS, [secret('b', 'three')], {
        generation: 'g1',
        complete: true,
        cursor: '100',
      }),
    );
    expect((await listed(test)).map(({ ref }) => ref)).toEqual([
      'kubernetes:prod/a/one',
      'kubernetes:prod/a/two',
      'kubernetes:prod/b/three',
    ]);
    const [first] = await listed(test);
    expect(first).toMatchObject({
      sourceTitle: 'Cluster prod',
      exists: true,
      type: 'Opaque',
      keyNames: ['password'],
      deliverer: { kind: 'by hand', name: 'kubectl' },
      consumerCount: 0,
      valueAge: { earliest: at(0), latest: at(0), basis: 'managed-fields' },
      states: [],
      firstSeen: at(10),
    });
    expect(await test.knex('streams').first()).toMatchObject({ cursor: '100' });
    expect(await test.knex('history').count({ count: '*' })).toEqual([
      { count: databaseId === 'SQLITE_3' ? 0 : '0' },
    ]);

    await test.apply(
      batch(SECRETS, [secret('a', 'one')], { generation: 'g2' }),
    );
    expect(await listed(test)).toHaveLength(3);
    await test.apply(
      batch(SECRETS, [secret('b', 'three', { version: '2' })], {
        generation: 'g2',
        complete: true,
        observedAt: at(20),
      }),
    );
    expect((await listed(test)).map(({ name }) => name)).toEqual([
      'one',
      'three',
    ]);
    // Another stream of the same source is not touched.
    await test.sync('v1/secrets:helm-releases', [secret('c', 'helm')], 30);
    expect(await listed(test)).toHaveLength(3);
  });

  it('knows what it need not be told again', async () => {
    const test = await createTestInventory(databaseId);
    const { inventory, fence } = test;
    const isApplied = (item: SecretObservation, of: SourceFence = fence) =>
      inventory.isApplied(of, SECRETS, item.ref, {
        uid: item.uid,
        resourceVersion: item.resourceVersion!,
      });
    const items = Array.from({ length: 3000 }, (_, index) =>
      secret('a', `s${index}`, { version: '1' }),
    );
    const [first, second, third] = items;
    expect(isApplied(first)).toBe(false);
    await test.sync(SECRETS, items);
    expect(items.filter(item => !isApplied(item))).toEqual([]);
    expect(isApplied({ ...first, resourceVersion: '2' })).toBe(false);
    expect(isApplied({ ...first, uid: 'another' })).toBe(false);
    expect(isApplied(first, { ...fence, fence: 2 })).toBe(false);
    expect(isApplied(first, { ...fence, mode: 'metadata' })).toBe(false);
    const newer = secret('a', 's1', { version: '2' });
    await test.apply(batch(SECRETS, [newer], { gone: [first.ref] }));
    expect([first, second, newer, third].map(item => isApplied(item))).toEqual([
      false,
      false,
      true,
      true,
    ]);

    const names = async () =>
      (await test.knex('secrets').where({ presence: 2 }).orderBy('ref')).map(
        ({ ref }) => ref,
      );
    const left = [newer, ...items.slice(2)].map(({ ref }) => ref);
    const full = { generation: 'again', observedAt: at(30) };
    await test.apply(
      batch(SECRETS, [], { ...full, unchanged: left.slice(0, 10) }),
    );
    await test.apply(
      batch(SECRETS, [], { ...full, unchanged: left.slice(10, 2000) }),
    );
    await test.apply(
      batch(SECRETS, [], {
        ...full,
        unchanged: left.slice(2000),
        complete: true,
      }),
    );
    expect(await names()).toEqual([...left].sort());
    await test.apply(
      batch(SECRETS, [], {
        generation: 'less',
        unchanged: left.slice(1),
        complete: true,
        observedAt: at(40),
      }),
    );
    expect(await names()).toEqual(left.slice(1).sort());
    expect(isApplied(newer)).toBe(false);
    inventory.forget('pro');
    expect(isApplied(third)).toBe(true);
    inventory.forget(fence.sourceId);
    expect(isApplied(third)).toBe(false);
  });

  it('has all told anew where memory and database differ', async () => {
    const test = await createTestInventory(databaseId);
    await test.sync(SECRETS, [secret('a', 'one')]);
    await test.knex('secrets').delete();
    await test.knex('streams').delete();
    const [item] = [secret('a', 'one')];
    const again = batch(SECRETS, [], {
      generation: 'again',
      unchanged: [item.ref],
      complete: true,
    });
    await expect(test.apply(again)).rejects.toThrow('has to begin anew');
    expect(
      test.inventory.isApplied(test.fence, SECRETS, item.ref, {
        uid: item.uid,
        resourceVersion: item.resourceVersion!,
      }),
    ).toBe(false);
    await test.sync(SECRETS, [item]);
    expect(await listed(test)).toHaveLength(1);
  });

  it('ends empty when the cluster is', async () => {
    const test = await createTestInventory(databaseId);
    await test.sync(SECRETS, [secret('a', 'one')]);
    await test.sync(SECRETS, []);
    expect(await listed(test)).toEqual([]);
  });

  it('keeps the id over deletion and creation, and the age of a value that stayed the same', async () => {
    const test = await createTestInventory(databaseId);
    const young = {
      age: {
        earliest: at(100),
        latest: at(100),
        basis: 'managed-fields' as const,
      },
    };
    await test.sync(SECRETS, [secret('a', 'one')]);
    const [{ id, ref }] = await listed(test);
    await test.apply(batch(SECRETS, [], { gone: [ref], observedAt: at(50) }));
    expect(await listed(test)).toEqual([]);
    expect(await test.store.getSecret(id, { all: true })).toMatchObject({
      exists: false,
      goneAt: at(50),
      keys: [],
    });
    await test.apply(
      batch(
        SECRETS,
        [
          secret('a', 'one', {
            uid: 'other',
            version: '9',
            createdAt: at(100),
            keys: [key('password', 'a/one', young), key('new', 'n', young)],
          }),
        ],
        { observedAt: at(101) },
      ),
    );
    const [again] = await listed(test);
    expect(again).toMatchObject({ id, exists: true, firstSeen: at(10) });
    const detail = await test.store.getSecret(id, { all: true });
    const ages = Object.fromEntries(
      detail!.keys.map(({ name, valueAge }) => [name, valueAge]),
    );
    expect(ages.password).toMatchObject({ earliest: at(0), latest: at(0) });
    expect(ages.new).toMatchObject({ earliest: at(100), latest: at(100) });
    expect(await historyOf(test, id)).toEqual([
      { event: 'keyAdded', keys: ['new'] },
      { event: 'recreated' },
      { event: 'gone' },
      { event: 'appeared' },
    ]);
  });

  it('narrows the age of a value that it saw change', async () => {
    const test = await createTestInventory(databaseId);
    const unknown = { age: { earliest: at(0), basis: 'creation' as const } };
    await test.sync(SECRETS, [
      secret('a', 'one', { keys: [key('password', 'old', unknown)] }),
    ]);
    const [{ id }] = await listed(test);
    // Seen unchanged by a later full sync.
    await test.sync(
      SECRETS,
      [secret('a', 'one', { keys: [key('password', 'old', unknown)] })],
      60,
    );
    await test.apply(
      batch(
        SECRETS,
        [
          secret('a', 'one', {
            version: '2',
            keys: [key('password', 'new', unknown)],
          }),
        ],
        { observedAt: at(70) },
      ),
    );
    const detail = await test.store.getSecret(id, { all: true });
    expect(detail?.keys[0].valueAge).toEqual({
      earliest: at(60),
      latest: at(70),
      basis: 'observed',
    });
    expect(await historyOf(test, id)).toEqual([
      { event: 'valueChanged', keys: ['password'] },
      { event: 'appeared' },
    ]);
  });

  it('takes a value for no other because it counts as weak since', async () => {
    const test = await createTestInventory(databaseId);
    const unknown = { age: { earliest: at(0), basis: 'creation' as const } };
    const weak = {
      ...unknown,
      fingerprint: undefined,
      weak: true,
      weakness: 'common' as const,
    };
    const one = (classifierVersion: number, keys: KeyObservation[]) =>
      secret('a', 'one', { classifierVersion, keys });
    await test.sync(SECRETS, [one(1, [key('password', 'old', unknown)])]);
    const [{ id }] = await listed(test);
    await test.sync(SECRETS, [one(2, [key('password', '', weak)])], 60);
    expect(await historyOf(test, id)).toEqual([{ event: 'appeared' }]);
    expect(await test.knex('secret_keys').pluck('weakness')).toEqual([
      'common',
    ]);
    // By the same rules, it is another one.
    await test.sync(SECRETS, [
      { ...one(2, [key('password', 'new', unknown)]), resourceVersion: '2' },
    ]);
    expect(await historyOf(test, id)).toEqual([
      { event: 'valueChanged', keys: ['password'] },
      { event: 'appeared' },
    ]);
    expect(await test.knex('secret_keys').pluck('weakness')).toEqual([null]);
  });

  it('knows by a bookmark until when a value was another one', async () => {
    const test = await createTestInventory(databaseId);
    const changed = (value: string, version: string) =>
      secret('a', 'one', {
        version,
        keys: [
          key('password', value, {
            age: { earliest: at(0), basis: 'creation' },
          }),
        ],
      });
    await test.sync(SECRETS, [changed('old', '1')]);
    await test.apply(batch(SECRETS, [], { cursor: '50', observedAt: at(60) }));
    await test.apply(
      batch(SECRETS, [changed('new', '2')], {
        cursor: '51',
        observedAt: at(70),
      }),
    );
    expect((await listed(test))[0].valueAge).toEqual({
      earliest: at(59),
      latest: at(70),
      basis: 'observed',
    });
  });

  it('takes a secret of 10,000 keys, and sees one of them change', async () => {
    const test = await createTestInventory(databaseId);
    const keys = Array.from({ length: 10_000 }, (_, index) =>
      key(`key-${String(index).padStart(5, '0')}`, `value-${index}`),
    );
    await test.sync(SECRETS, [secret('a', 'big', { keys })]);
    const [big] = await listed(test);
    expect(big).toMatchObject({ keyCount: 10_000 });
    expect(big.keyNames).toHaveLength(20);
    await test.apply(
      batch(SECRETS, [
        secret('a', 'big', {
          version: '2',
          keys: keys.with(7777, key('key-07777', 'other')).slice(0, 9999),
        }),
      ]),
    );
    expect(await historyOf(test, big.id)).toEqual([
      { event: 'keyRemoved', keys: ['key-09999'] },
      { event: 'valueChanged', keys: ['key-07777'] },
      { event: 'appeared' },
    ]);
    const detail = await test.store.getSecret(big.id, { all: true });
    expect(detail?.keys).toHaveLength(9999);
    const found = await test.store.listSecrets({
      ...all,
      filters: { q: 'key-00123' },
    });
    expect(found.items).toHaveLength(1);
  });

  it('takes another fingerprint key for no change of a value', async () => {
    const test = await createTestInventory(databaseId);
    await test.sync(SECRETS, [secret('a', 'one')]);
    const [{ id }] = await listed(test);
    await test.sync(
      SECRETS,
      [
        secret('a', 'one', {
          keys: [key('password', 'other', { fingerprintKeyId: 'k2' })],
        }),
      ],
      20,
    );
    expect(await historyOf(test, id)).toEqual([{ event: 'appeared' }]);
    expect(
      await test.knex('secret_keys').first('fingerprint', 'fingerprint_key_id'),
    ).toEqual({ fingerprint: 'other', fingerprint_key_id: 'k2' });
  });

  it('counts consumers by their top-level object, whatever comes first', async () => {
    const uses = { references: [reference('a', 'one')] };
    const pod = object('Pod', 'a', 'web-1-x', {
      ...uses,
      owner: { kind: 'ReplicaSet', name: 'web-1' },
    });
    const other = object('Pod', 'a', 'web-1-y', {
      ...uses,
      owner: { kind: 'ReplicaSet', name: 'web-1' },
    });
    const replicaSet = object('ReplicaSet', 'a', 'web-1', {
      owner: { kind: 'Deployment', name: 'web' },
    });
    const deployment = object('Deployment', 'a', 'web');
    const job = object('CronJob', 'a', 'nightly', uses);
    const steps: [string, ReturnType<typeof object>[]][] = [
      ['v1/pods', [pod, other]],
      ['apps/v1/replicasets', [replicaSet]],
      ['apps/v1/deployments', [deployment]],
      ['batch/v1/cronjobs', [job]],
    ];
    for (const order of [steps, [...steps].reverse()]) {
      const test = await createTestInventory(databaseId);
      await test.sync(SECRETS, [secret('a', 'one')]);
      for (const [stream, objects] of order) {
        await test.sync(stream, objects);
      }
      const [row] = await listed(test);
      expect(row).toMatchObject({
        consumerCount: 2,
        consumers: ['CronJob/nightly', 'Deployment/web'],
      });
      const detail = await test.store.getSecret(row.id, { all: true });
      expect(detail?.consumerList).toEqual([
        expect.objectContaining({
          kind: 'Pod',
          name: 'web-1-x',
          workload: { kind: 'Deployment', name: 'web' },
          pods: 2,
        }),
        expect.objectContaining({ kind: 'CronJob', name: 'nightly' }),
      ]);
      await test.sync('batch/v1/cronjobs', []);
      expect((await listed(test))[0].consumerCount).toBe(1);
    }
  });

  it('remembers when the last consumer was gone, and since when none can be missed', async () => {
    const test = await createTestInventory(databaseId);
    const observedSince = async () =>
      (await test.knex('sources').first('observed_since')).observed_since;
    const consumedAt = async () =>
      (await test.knex('secrets').first('consumed_at')).consumed_at;
    const web = object('Deployment', 'a', 'web', {
      references: [reference('a', 'one')],
    });
    const stream = 'apps/v1/deployments';
    expect(await observedSince()).toBeNull();
    await test.sync(SECRETS, [secret('a', 'one')], 10);
    await test.sync(stream, [web], 11);
    expect(await observedSince()).toBe(at(10));
    expect(await consumedAt()).toBeNull();

    await test.apply(
      batch(stream, [], { gone: [web.ref], observedAt: at(20) }),
    );
    expect(await consumedAt()).toBe(at(20));
    await test.sync(SECRETS, [secret('a', 'one', { version: '2' })], 30);
    expect(await consumedAt()).toBe(at(20));
    await test.sync(stream, [web], 40);
    expect(await consumedAt()).toBe(at(20));
    await test.sync(stream, [], 50);
    expect(await consumedAt()).toBe(at(50));

    const day = 24 * 60;
    await test.sync(SECRETS, [secret('a', 'one', { version: '2' })], day);
    await test.sync(stream, [], day);
    expect(await observedSince()).toBe(at(10));
    await test.sync(stream, [], 2 * day + 1);
    expect(await observedSince()).toBe(at(2 * day + 1));
  });

  it('says which secrets are missing once all were listed', async () => {
    const test = await createTestInventory(databaseId);
    const deployment = object('Deployment', 'a', 'web', {
      references: [
        reference('a', 'gone'),
        reference('a', 'maybe', { optional: true }),
      ],
    });
    await test.sync('apps/v1/deployments', [deployment]);
    expect(await listed(test)).toEqual([]);
    await test.sync(SECRETS, [secret('a', 'one')]);
    const missing = (await listed(test))[0];
    expect(missing).toMatchObject({
      name: 'gone',
      ref: 'kubernetes:prod/a/gone',
      exists: false,
      states: ['missing'],
      consumers: ['Deployment/web'],
    });
    await test.apply(batch(SECRETS, [secret('a', 'gone')]));
    const found = (await listed(test))[0];
    expect(found).toMatchObject({ id: missing.id, exists: true, states: [] });
    await test.apply(
      batch(SECRETS, [], { gone: [found.ref], observedAt: at(30) }),
    );
    expect((await listed(test))[0]).toMatchObject({ states: ['missing'] });
    expect(await historyOf(test, missing.id)).toEqual([
      { event: 'referencedMissing', detail: 'Deployment/web' },
      { event: 'gone' },
      { event: 'appeared' },
      { event: 'referencedMissing', detail: 'Deployment/web' },
    ]);
    await test.sync('apps/v1/deployments', []);
    expect((await listed(test)).map(({ name }) => name)).toEqual(['one']);
  });

  it('knows secrets by their references alone where that is the mode', async () => {
    const test = await createTestInventory(databaseId, { mode: 'references' });
    await test.sync('apps/v1/deployments', [
      object('Deployment', 'a', 'web', { references: [reference('a', 'x')] }),
    ]);
    expect(await listed(test)).toMatchObject([
      { name: 'x', exists: true, states: [], type: '' },
    ]);
  });

  it('follows the status of what delivers a secret', async () => {
    const test = await createTestInventory(databaseId);
    const external = (ready: 'true' | 'false', version: string) =>
      object('ExternalSecret', 'a', 'db', {
        version,
        deliveries: [
          {
            namespace: 'a',
            name: 'one',
            from: [{ system: 'vault', store: 'main', path: 'secret/prod/db' }],
          },
          { namespace: 'a', name: 'never' },
        ],
        status: { ready, reason: 'SecretSyncedError', since: at(5) },
      });
    await test.sync(SECRETS, [secret('a', 'one')]);
    await test.sync('external-secrets.io/v1/externalsecrets', [
      external('false', '1'),
    ]);
    const [never, one] = await listed(test);
    expect(one).toMatchObject({
      name: 'one',
      states: ['deliveryFailed'],
      deliverer: {
        kind: 'ExternalSecret',
        name: 'db',
        ready: 'false',
        reason: 'SecretSyncedError',
        from: 'vault:secret/prod/db',
      },
    });
    expect(never).toMatchObject({ exists: false, states: ['deliveryFailed'] });
    await test.apply(
      batch('external-secrets.io/v1/externalsecrets', [external('true', '2')], {
        observedAt: at(20),
      }),
    );
    expect(await listed(test)).toMatchObject([{ name: 'one', states: [] }]);
    expect(await historyOf(test, one.id)).toEqual([
      {
        event: 'deliveryRecovered',
        detail: 'ExternalSecret/db: SecretSyncedError',
      },
      {
        event: 'deliveryFailed',
        detail: 'ExternalSecret/db: SecretSyncedError',
      },
      { event: 'appeared' },
    ]);
  });

  it('writes nothing for who lost the source', async () => {
    const test = await createTestInventory(databaseId);
    await test.knex('source_leases').update({ fence: 2 });
    await expect(
      test.apply(batch(SECRETS, [secret('a', 'one')])),
    ).rejects.toMatchObject({ name: 'LeaseLostError' });
    expect(await listed(test)).toEqual([]);
  });

  it('refuses to go on with a full sync whose beginning it does not know', async () => {
    const test = await createTestInventory(databaseId);
    await test.sync(SECRETS, [secret('a', 'one'), secret('a', 'two')]);
    await test.apply(
      batch(SECRETS, [secret('a', 'one')], { generation: 'half' }),
    );
    await test.knex('source_leases').update({ fence: 2 });
    await expect(
      test.inventory.apply(
        { ...test.fence, fence: 2 },
        batch(SECRETS, [], { generation: 'half', complete: true }),
      ),
    ).rejects.toThrow('has to begin anew');
    expect(await listed(test)).toHaveLength(2);
  });

  it('takes a secret that a first sync names twice', async () => {
    const test = await createTestInventory(databaseId);
    await test.apply(
      batch(SECRETS, [secret('a', 'one')], { generation: 'g1' }),
    );
    await test.apply(
      batch(SECRETS, [secret('a', 'one', { version: '2' }), secret('a', 'b')], {
        generation: 'g1',
        complete: true,
      }),
    );
    expect(await listed(test)).toHaveLength(2);
  });

  it('is not misled by a secret that changes while it is listed', async () => {
    const one = 'kubernetes:prod/a/one';
    const page = { generation: 'g' };
    for (const meanwhile of [
      batch(SECRETS, [secret('a', 'one', { version: '2' })], page),
      batch(SECRETS, [secret('a', 'one', { version: '2' })]),
      batch(SECRETS, [], { gone: [one] }),
    ]) {
      const test = await createTestInventory(databaseId);
      await test.sync(SECRETS, [
        secret('a', 'one'),
        secret('a', 'stays'),
        secret('a', 'went'),
      ]);
      await test.apply(batch(SECRETS, [secret('a', 'one')], page));
      await test.apply(meanwhile);
      await test.apply(
        batch(SECRETS, [secret('a', 'stays')], { ...page, complete: true }),
      );
      expect((await listed(test)).map(({ ref }) => ref)).toEqual([
        ...(meanwhile.gone.length > 0 ? [] : [one]),
        'kubernetes:prod/a/stays',
      ]);
    }
  });

  it('takes names and values that databases choke on', async () => {
    const test = await createTestInventory(databaseId);
    const names = [`o'brien"`, '100%_', 'ü 日本 🔑', 'nul\u0000', '\ud800half'];
    await test.sync(
      SECRETS,
      names.map(name =>
        secret('a', name, {
          keys: [key(`${name}.key`, name), key(`${name}.key`, name)],
          annotations: [{ key: name, length: 3, value: `${name}\u0000` }],
          labels: { 'app?': `$1 ${name}` },
        }),
      ),
    );
    await test.sync(
      'apps/v1/deployments',
      names.map((name, index) =>
        object('Deployment', 'a', `d${index}`, {
          references: [reference('a', name, { keys: [name] })],
        }),
      ),
    );
    const items = await listed(test);
    expect(items.map(({ name }) => name).sort()).toEqual(
      [`o'brien"`, '100%_', 'ü 日本 🔑', 'nul\ufffd', '\ufffdhalf'].sort(),
    );
    for (const { consumerCount, states } of items) {
      expect({ consumerCount, states }).toEqual({
        consumerCount: 1,
        states: [],
      });
    }
    for (const [q, found] of [
      ['100%_', 1],
      ['%', 1],
      ["'", 1],
      ['日本', 1],
      ['key', 5],
    ] as const) {
      const page = await test.store.listSecrets({
        ...all,
        filters: { q },
        withTotal: true,
      });
      expect([q, page.totalItems]).toEqual([q, found]);
    }
  });

  it('lets a secret move to another stream', async () => {
    const test = await createTestInventory(databaseId);
    await test.sync('v1/secrets@a', [secret('a', 'one')]);
    const [{ id }] = await listed(test);
    await test.sync(SECRETS, [secret('a', 'one')]);
    await test.sync('v1/secrets@a', []);
    expect(await listed(test)).toMatchObject([{ id, name: 'one' }]);
    // The watch of the former stream may tell late that it lost it.
    const { ref } = secret('a', 'one');
    await test.apply(batch('v1/secrets@a', [], { gone: [ref] }));
    expect(await listed(test)).toMatchObject([{ id, name: 'one' }]);
    expect(await historyOf(test, id)).toEqual([{ event: 'appeared' }]);
  });

  it('knows no keys of what it may only read the references of by now', async () => {
    const test = await createTestInventory(databaseId);
    const deployment = object('Deployment', 'a', 'web', {
      references: [reference('a', 'one')],
    });
    await test.sync(SECRETS, [secret('a', 'one'), secret('a', 'two')]);
    await test.sync('apps/v1/deployments', [deployment]);
    const fence = { ...test.fence, mode: 'references' };
    await test.inventory.apply(
      fence,
      batch(SECRETS, [], { generation: 'none', complete: true, cursor: '' }),
    );
    const [one, ...rest] = await listed(test);
    expect(rest).toEqual([]);
    expect(one).toMatchObject({ name: 'one', exists: true, states: [] });
    expect(await test.store.getSecret(one.id, { all: true })).toMatchObject({
      taken: 'references',
      keys: [],
    });
    await test.inventory.apply(
      fence,
      batch('apps/v1/deployments', [], { gone: [deployment.ref] }),
    );
    expect(await listed(test)).toEqual([]);
  });

  it('tells listeners what changed, once it is stored', async () => {
    const test = await createTestInventory(databaseId);
    const changes: unknown[] = [];
    const remove = test.inventory.onChange(change => changes.push(change));
    await test.sync(SECRETS, [secret('a', 'one')]);
    await test.sync(SECRETS, [secret('a', 'one')]);
    expect(changes).toEqual([
      {
        sourceId: 'prod',
        revision: 1,
        secretIds: [(await listed(test))[0].id],
        namespaces: ['a'],
      },
    ]);
    remove();
    await test.sync(SECRETS, []);
    expect(changes).toHaveLength(1);
  });
});
