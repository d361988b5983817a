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
  at,
  batch,
  key,
  object,
  reference,
  secret,
  SOURCE,
} from '../../__testUtils__/observations';
import {
  addSource,
  createTestInventory,
  databases,
  type TestInventory,
} from '../../__testUtils__/testInventory';
import { boundRows } from '../common/rows';
import type { VisibilityFilter } from './VisibilityFilter';
import type { SecretOrderField } from './types';

jest.setTimeout(120_000);

const SECRETS = 'v1/secrets';
const ALL: VisibilityFilter = { all: true };

async function names(test: TestInventory, visibility: VisibilityFilter) {
  const { items, totalItems } = await test.store.listSecrets({
    visibility,
    withTotal: true,
    orderBy: { field: 'name', direction: 'asc' },
  });
  expect(totalItems).toBe(items.length);
  return items.map(({ name }) => name);
}

async function ids(test: TestInventory): Promise<Record<string, string>> {
  const { items } = await test.store.listSecrets({ visibility: ALL });
  return Object.fromEntries(items.map(({ name, id }) => [name, id]));
}

/** Four secrets in two namespaces; one and two belong to an entity each, three to both. */
async function createLinked(databaseId: Parameters<typeof databases.init>[0]) {
  const test = await createTestInventory(databaseId);
  await test.sync(SECRETS, [
    secret('a', 'one', { class: 'tls', keys: [key('crt', 'same')] }),
    secret('a', 'two', { keys: [key('x', 'same'), key('y', 'same')] }),
    secret('b', 'three', { keys: [key('z', 'same'), key('w', 'else')] }),
    secret('b', 'four', { keys: [key('v', 'else')] }),
  ]);
  const idOf = await ids(test);
  const link = (name: string) => ({
    sourceId: SOURCE,
    secretId: idOf[name],
    via: 'namespace',
  });
  await test.store.replaceEntityLinks([
    {
      entityRef: 'component:default/web',
      ownerRefs: ['group:default/payments'],
      system: 'system:default/shop',
      claims: [
        { annotation: 'x/y', value: "it's", status: 'confirmed' },
        { annotation: 'x/z', value: 'b', status: 'unconfirmed', remedy: 'do' },
      ],
      links: [link('one'), link('three')],
    },
    {
      entityRef: 'component:default/api',
      ownerRefs: ['group:default/checkout'],
      claims: [],
      links: [link('two'), link('three'), link('three')],
    },
  ]);
  return { ...test, idOf };
}

describe.each(databases.eachSupportedId())(
  'DatabaseInventoryStore on %s',
  databaseId => {
    it('shows what a visibility filter lets through', async () => {
      const test = await createLinked(databaseId);
      const web = { entityRefs: ['component:default/web'] };
      const checkout = { ownerRefs: ['group:default/checkout'] };
      const cases: [VisibilityFilter, string[]][] = [
        [ALL, ['four', 'one', 'three', 'two']],
        [{ none: true }, []],
        [web, ['one', 'three']],
        [checkout, ['three', 'two']],
        [{ entityRefs: [] }, []],
        [{ ownerRefs: [] }, []],
        [{ sourceIds: ['other'] }, []],
        [{ sourceIds: [SOURCE] }, ['four', 'one', 'three', 'two']],
        [{ namespaces: ['b'] }, ['four', 'three']],
        [{ anyOf: [] }, []],
        [{ allOf: [] }, ['four', 'one', 'three', 'two']],
        [{ anyOf: [web, checkout] }, ['one', 'three', 'two']],
        [{ allOf: [web, checkout] }, ['three']],
        [{ not: web }, ['four', 'two']],
        [
          { allOf: [{ not: { anyOf: [web] } }, { namespaces: ['a'] }] },
          ['two'],
        ],
        [
          { not: { allOf: [web, { namespaces: ['a'] }] } },
          ['four', 'three', 'two'],
        ],
        [{ namespaces: ["b' or '1'='1"] }, []],
      ];
      for (const [filter, expected] of cases) {
        expect([filter, await names(test, filter)]).toEqual([filter, expected]);
      }
      await expect(
        names(test, { everything: true } as unknown as VisibilityFilter),
      ).rejects.toThrow('Unknown kind of visibility filter');
      expect(await test.store.getSecret(test.idOf.two, web)).toBeUndefined();
      expect(
        await test.store.listHistory(test.idOf.two, { visibility: web }),
      ).toBeUndefined();
      expect((await test.store.getSecret(test.idOf.three, web))?.links).toEqual(
        [
          {
            entityRef: 'component:default/api',
            ownerRefs: ['group:default/checkout'],
            via: 'namespace',
          },
          {
            entityRef: 'component:default/web',
            ownerRefs: ['group:default/payments'],
            system: 'system:default/shop',
            via: 'namespace',
          },
        ],
      );
    });

    it('compares values only among visible secrets', async () => {
      const test = await createLinked(databaseId);
      const { one, two, three } = test.idOf;
      const web = { entityRefs: ['component:default/web'] };
      const [group, ...more] = await test.store.findSameValues(one, web);
      expect(more).toEqual([]);
      expect(group).toEqual({
        key: 'crt',
        group: expect.stringMatching(/^[0-9a-f]{16}$/),
        others: [{ id: three, ref: 'kubernetes:prod/b/three', key: 'z' }],
      });
      expect(
        (await test.store.findSameValues(one, ALL))[0].others.map(
          ({ id, key: name }) => [id, name],
        ),
      ).toEqual([
        [two, 'x'],
        [two, 'y'],
        [three, 'z'],
      ]);
      expect(await test.store.findSameValues(two, web)).toEqual([]);
      // Of a pair that is not visible neither match nor count is told.
      expect(
        (await test.store.findSameValues(three, web)).map(found => found.key),
      ).toEqual(['z']);
      const here = await test.store.findSameValues(two, {
        entityRefs: ['component:default/api'],
      });
      expect(here.map(found => found.key)).toEqual(['x', 'y']);
      expect(here[0].group).toBe(here[1].group);
      expect(here[0].group).not.toBe(group.group);
      expect(JSON.stringify(here)).not.toContain('same');
      // A gone secret equals nothing.
      await test.apply(
        batch(SECRETS, [], { gone: ['kubernetes:prod/b/three'] }),
      );
      expect(await test.store.findSameValues(one, web)).toEqual([]);
      expect(await test.store.findSameValues(three, ALL)).toEqual([]);
    });

    it('counts for the overview', async () => {
      const test = await createLinked(databaseId);
      await test.sync('apps/v1/deployments', [
        object('Deployment', 'a', 'web', {
          references: [reference('a', 'one'), reference('a', 'absent')],
        }),
      ]);
      await test.knex('secrets').where({ name: 'absent' }).update('worst', -3);
      await test.knex('secrets').where({ name: 'four' }).update('worst', -1);
      const summary = await test.store.summarizeSecrets({ visibility: ALL });
      expect(summary).toEqual({
        total: 5,
        attention: 1,
        critical: 0,
        high: 1,
        medium: 0,
        low: 1,
        deliveryFailed: 0,
        missing: 1,
        sourceStale: 0,
        consumed: 2,
        lastObserved: at(10),
        facets: {
          source: [
            { value: SOURCE, title: 'Cluster prod', count: 5, attention: 1 },
          ],
          namespace: [
            { value: 'a', count: 3, attention: 1 },
            { value: 'b', count: 2, attention: 0 },
          ],
          owner: [
            { value: 'group:default/checkout', count: 2, attention: 0 },
            { value: 'group:default/payments', count: 2, attention: 0 },
            { value: 'none', count: 2, attention: 1 },
          ],
          system: [{ value: 'system:default/shop', count: 2, attention: 0 }],
          class: [
            { value: 'password', count: 3, attention: 0 },
            { value: 'tls', count: 1, attention: 0 },
            { value: 'unknown', count: 1, attention: 1 },
          ],
          delivery: [
            { value: 'by hand', count: 4, attention: 0 },
            { value: 'unknown', count: 1, attention: 1 },
          ],
        },
        staleSources: [],
      });
      await test.knex('sources').update({ heartbeat_at: at(1) });
      expect(
        await test.store.summarizeSecrets({
          visibility: { entityRefs: ['component:default/web'] },
          filters: { states: ['sourceStale'] },
        }),
      ).toMatchObject({
        total: 2,
        attention: 0,
        sourceStale: 2,
        staleSources: [{ id: SOURCE, state: 'down', since: at(1) }],
      });
      expect(
        await test.store.summarizeSecrets({ visibility: { none: true } }),
      ).toMatchObject({ total: 0, attention: 0, facets: { source: [] } });
    });

    it('filters by each facet and by words', async () => {
      const test = await createLinked(databaseId);
      const found = async (filters: object) =>
        (
          await test.store.listSecrets({
            visibility: ALL,
            filters,
            orderBy: { field: 'name', direction: 'asc' },
          })
        ).items.map(({ name }) => name);
      expect(await found({ classes: ['tls'] })).toEqual(['one']);
      expect(await found({ namespaces: ['b'] })).toEqual(['four', 'three']);
      expect(await found({ deliveries: ['Helm'] })).toEqual([]);
      expect(await found({ owners: ['none'] })).toEqual(['four']);
      expect(
        await found({ owners: ['none', 'group:default/payments'] }),
      ).toEqual(['four', 'one', 'three']);
      expect(await found({ systems: ['system:default/shop'] })).toEqual([
        'one',
        'three',
      ]);
      expect(await found({ q: 'B  THR' })).toEqual(['three']);
      expect(await found({ q: 'crt' })).toEqual(['one']);
      expect(await found({ q: '_' })).toEqual([]);
      expect(await found({ states: ['missing'] })).toEqual([]);
    });

    it('gives what an entity links to each of its owners', async () => {
      const test = await createLinked(databaseId);
      const shared = {
        entityRef: 'component:default/web',
        ownerRefs: ['user:default/z', 'group:default/a', 'group:default/a'],
        claims: [],
        links: [
          { sourceId: SOURCE, secretId: test.idOf.one, via: 'namespace' },
        ],
      };
      expect(await test.store.replaceEntityLinks([shared])).toEqual([SOURCE]);
      expect(await test.store.replaceEntityLinks([shared])).toEqual([]);
      const owners = ['user:default/z', 'group:default/a'];
      for (const owner of owners) {
        expect(await names(test, { ownerRefs: [owner] })).toEqual(['one']);
        expect(
          await names(test, {
            anyOf: [{ ownerRefs: [owner] }, { none: true }],
          }),
        ).toEqual(['one']);
        const { items } = await test.store.listSecrets({
          visibility: ALL,
          filters: { owners: [owner] },
        });
        expect(items.map(({ name, links }) => [name, links])).toEqual([
          [
            'one',
            [
              {
                entityRef: shared.entityRef,
                ownerRefs: owners,
                via: 'namespace',
              },
            ],
          ],
        ]);
      }
      const { facets } = await test.store.summarizeSecrets({ visibility: ALL });
      expect(facets.owner.map(({ value, count }) => [value, count])).toEqual([
        ['group:default/checkout', 2],
        ['group:default/a', 1],
        ['user:default/z', 1],
        ['none', 1],
      ]);
      // Losing one owner is a change of the secrets that its links lead to.
      expect(
        await test.store.replaceEntityLinks([
          { ...shared, ownerRefs: ['user:default/z'] },
        ]),
      ).toEqual([SOURCE]);
      expect(await names(test, { ownerRefs: ['group:default/a'] })).toEqual([]);
      await test.store.replaceEntityLinks([{ ...shared, ownerRefs: [] }]);
      const ofNobody = await test.store.listSecrets({
        visibility: ALL,
        filters: { owners: ['none'] },
      });
      expect(ofNobody.items.map(({ name }) => name).sort()).toEqual([
        'four',
        'one',
      ]);
      await test.store.replaceEntityLinks([shared]);
      await test.store.removeEntityLinks([shared.entityRef]);
      expect(
        await test.knex('entity_owners').where('entity_ref', shared.entityRef),
      ).toEqual([]);
    });

    it('writes only links that differ', async () => {
      const test = await createLinked(databaseId);
      const web = {
        entityRef: 'component:default/web',
        ownerRefs: ['group:default/payments'],
        system: 'system:default/shop',
        claims: [],
        links: [
          { sourceId: SOURCE, secretId: test.idOf.one, via: 'namespace' },
        ],
      };
      expect(await test.store.replaceEntityLinks([web])).toEqual([SOURCE]);
      expect(await test.store.replaceEntityLinks([web])).toEqual([]);
      expect(await test.store.listClaims(web.entityRef)).toEqual([]);
      expect(
        await test.store.replaceEntityLinks([
          { ...web, ownerRefs: ['group:x/y'] },
        ]),
      ).toEqual([SOURCE]);
      expect(await names(test, { ownerRefs: ['group:x/y'] })).toEqual(['one']);
      expect(await test.store.listLinkedEntities()).toEqual([
        'component:default/api',
        'component:default/web',
      ]);
      await test.store.removeEntityLinks(['component:default/api']);
      expect(await test.store.listLinkedEntities()).toEqual([web.entityRef]);
      expect(await names(test, { not: { none: true } })).toHaveLength(4);
    });

    it('finds objects and secrets by labels and by who refers to them', async () => {
      const test = await createTestInventory(databaseId);
      const uses = { references: [reference('a', 'one')] };
      await test.sync(SECRETS, [
        secret('a', 'one', { labels: { 'keyward.io/entity': 'web' } }),
        secret('a', 'two', {
          annotations: [
            { key: 'keyward.io/entity', length: 3, value: 'api' },
            { key: 'other', length: 3, value: 'api' },
          ],
        }),
      ]);
      await test.sync('apps/v1/deployments', [
        object('Deployment', 'a', 'web', {
          labels: { team: 'x' },
          podLabels: { app: 'web' },
        }),
        object('Deployment', 'a', 'idle', { podLabels: { app: 'idle' } }),
      ]);
      await test.sync('apps/v1/replicasets', [
        object('ReplicaSet', 'a', 'web-1', {
          labels: { app: 'web' },
          owner: { kind: 'Deployment', name: 'web' },
        }),
      ]);
      await test.sync('v1/pods', [
        object('Pod', 'a', 'web-1-x', {
          ...uses,
          labels: { app: 'web' },
          owner: { kind: 'ReplicaSet', name: 'web-1' },
        }),
      ]);
      const web = 'prod/apps/Deployment/a/web';
      const find = async (labels: object[], more = {}) =>
        (
          await test.store.findObjects({ labels: labels as never, ...more })
        ).map(({ ref }) => ref);
      expect(
        await find([{ key: 'app', operator: 'in', values: ['web'] }]),
      ).toEqual([web]);
      expect(
        await find([{ key: 'app', operator: 'notIn', values: ['idle'] }], {
          topLevel: true,
        }),
      ).toEqual([web]);
      expect(
        await find([
          { key: 'app', operator: 'exists' },
          { key: 'team', operator: 'doesNotExist' },
        ]),
      ).toEqual(['prod/apps/Deployment/a/idle']);
      expect(await find([], { kinds: ['Pod'], limit: 1 })).toHaveLength(1);
      expect(await find([], { after: web, topLevel: true })).toEqual([]);
      expect(await find([], { namespaces: [] })).toEqual([]);

      expect(await test.store.findSecrets({ consumedBy: [web] })).toMatchObject(
        [{ name: 'one', sourceId: SOURCE, consumers: [web] }],
      );
      expect(
        await test.store.findSecrets({
          consumedBy: ['prod/apps/Deployment/a/idle'],
        }),
      ).toEqual([]);
      const labelled = await test.store.findSecrets({
        labels: [{ key: 'keyward.io/entity', operator: 'exists' }],
      });
      expect(labelled.map(({ name }) => name).sort()).toEqual(['one', 'two']);
      expect(
        await test.store.findSecrets({
          labels: [{ key: 'other', operator: 'exists' }],
        }),
      ).toEqual([]);
    });

    it('tells sources, stale ones and retired ones apart', async () => {
      const test = await createTestInventory(databaseId);
      await addSource(test.knex, 'old');
      await addSource(test.knex, 'silent');
      await test.sync(SECRETS, [secret('a', 'one')]);
      await test
        .knex('sources')
        .where({ id: 'old' })
        .update({ retired_at: at(1) });
      await test
        .knex('sources')
        .where({ id: 'silent' })
        .update({ heartbeat_at: at(3) });
      expect(await test.store.listSources()).toMatchObject([
        {
          id: SOURCE,
          state: 'live',
          stale: false,
          secretCount: 1,
          lastFullSync: at(10),
        },
        {
          id: 'silent',
          state: 'down',
          stateSince: at(3),
          stale: true,
          secretCount: 0,
        },
      ]);
      expect(await test.store.requestSync('silent')).toBe(true);
      expect(await test.store.requestSync('old')).toBe(false);
      expect(await test.store.requestSync('never')).toBe(false);
      expect((await test.store.listSources())[1]).toMatchObject({
        syncRequestedAt: at(10),
        heartbeat: Array(24).fill('unknown'),
      });
      await test
        .knex('sources')
        .where({ id: SOURCE })
        .update({ retired_at: at(1) });
      expect(await names(test, ALL)).toEqual([]);
    });

    it('pages over 10,000 rows with ties, in each order', async () => {
      const test = await createTestInventory(databaseId);
      const { knex } = test;
      await test.sync(SECRETS, [secret('n', 'template')]);
      await addSource(knex, 'stale');
      await knex('sources').where({ id: 'stale' }).update({ state: 'down' });
      const template = await knex('secrets').first();
      await knex('secrets').delete();
      const columns = Object.keys(template).filter(
        name =>
          ![
            'id',
            'ref',
            'name',
            'namespace',
            'worst',
            'source_id',
            'age_sort',
            'consumer_count',
          ].includes(name),
      );
      const rows = Array.from({ length: 10_000 }, (_, index) => ({
        id: `id-${(index * 7919) % 10_000}`,
        source_id: index % 4 === 0 ? 'stale' : SOURCE,
        ref: `kubernetes:prod/n/${index}`,
        name: `name-${index % 50}`,
        namespace: `ns-${index % 7}`,
        worst: [0, 0, -1, -2, -4][index % 5],
        age_sort: index % 3 ? at(index % 10) : '',
        consumer_count: index % 12,
      }));
      const bound = boundRows(
        knex,
        {
          id: 'text',
          source_id: 'text',
          ref: 'text',
          name: 'text',
          namespace: 'text',
          worst: 'integer',
          age_sort: 'text',
          consumer_count: 'integer',
        },
        rows,
      );
      await knex.raw(
        `insert into secrets (${[...bound.columns, ...columns].map(
          name => `"${name}"`,
        )})
         select ${bound.columns.map(name => `x."${name}"`)}, ${columns.map(
          () => '?',
        )} from ${bound.sql}`,
        [...columns.map(name => template[name]), ...bound.bindings],
      );
      const fields: SecretOrderField[] = [
        'attention',
        'name',
        'class',
        'namespace',
        'source',
        'delivery',
        'consumers',
        'age',
      ];
      for (const field of fields) {
        const orders = [];
        for (const direction of ['asc', 'desc'] as const) {
          const seen: string[] = [];
          let cursor: string | undefined;
          do {
            const page = await test.store.listSecrets({
              visibility: ALL,
              orderBy: { field, direction },
              limit: 999,
              cursor,
            });
            seen.push(...page.items.map(({ id }) => id));
            cursor = page.nextCursor;
          } while (cursor);
          expect([field, seen.length]).toEqual([field, 10_000]);
          expect(new Set(seen).size).toBe(10_000);
          orders.push(seen);
        }
        expect(orders[0]).toEqual([...orders[1]].reverse());
      }
      const { items } = await test.store.listSecrets({
        visibility: ALL,
        limit: 1000,
      });
      const worst = new Map(rows.map(row => [row.id, row.worst]));
      expect(items.every(({ id }) => worst.get(id) === -4)).toBe(true);
      expect(
        items.slice(0, 500).every(({ states }) => states[0] === 'sourceStale'),
      ).toBe(true);
      expect(items.slice(500).every(({ states }) => states.length === 0)).toBe(
        true,
      );
      const medium = await test.store.listSecrets({
        visibility: ALL,
        filters: { states: ['medium'] },
        limit: 10,
        withTotal: true,
      });
      expect(medium.totalItems).toBe(2000);
      expect(medium.items.every(({ id }) => worst.get(id) === -2)).toBe(true);
    });

    it('refuses cursors that it did not make', async () => {
      const test = await createTestInventory(databaseId);
      await test.sync(SECRETS, [secret('a', 'one'), secret('a', 'two')]);
      const { nextCursor } = await test.store.listSecrets({
        visibility: ALL,
        limit: 1,
      });
      const forged = Buffer.from(
        JSON.stringify(['attention,desc', 'x', 1, 'a', 'b']),
      ).toString('base64url');
      for (const [cursor, direction, message] of [
        [nextCursor!, 'asc', 'another order'],
        ['%', 'desc', 'Malformed'],
        ['bnVsbA', 'desc', 'Malformed'],
        [forged, 'desc', 'Malformed'],
      ] as const) {
        await expect(
          test.store.listSecrets({
            visibility: ALL,
            cursor,
            orderBy: { field: 'attention', direction },
          }),
        ).rejects.toThrow(message);
      }
      const [{ id }] = (await test.store.listSecrets({ visibility: ALL }))
        .items;
      await expect(
        test.store.listHistory(id, { visibility: ALL, cursor: forged }),
      ).rejects.toThrow('another order');
    });

    it('pages over history', async () => {
      const test = await createTestInventory(databaseId);
      for (let version = 1; version <= 6; version += 1) {
        await test.apply(
          batch(
            SECRETS,
            [
              secret('a', 'one', {
                version: String(version),
                keys: [key('password', `v${version}`)],
              }),
            ],
            { observedAt: at(version) },
          ),
        );
      }
      const { one } = await ids(test);
      const events = [];
      let cursor: string | undefined;
      do {
        const page = await test.store.listHistory(one, {
          visibility: ALL,
          limit: 2,
          cursor,
        });
        events.push(...page!.items.map(({ event, at: time }) => [event, time]));
        cursor = page!.nextCursor;
      } while (cursor);
      expect(events).toEqual([
        ...[6, 5, 4, 3, 2].map(version => ['valueChanged', at(version)]),
        ['appeared', at(1)],
      ]);
    });

    it('numbers history without what happens elsewhere', async () => {
      const read = async (others: number) => {
        const test = await createTestInventory(databaseId);
        for (let version = 1; version <= 4; version += 1) {
          const keys = [key('password', `v${version}`)];
          const change = { keys, version: String(version) };
          const elsewhere = Array.from(
            { length: others },
            (_, n) => `other-${n}`,
          );
          await test.apply(
            batch(
              SECRETS,
              [...elsewhere, 'one'].map(name => secret('a', name, change)),
              { observedAt: at(version) },
            ),
          );
        }
        const { one } = await ids(test);
        const page = (cursor?: string) =>
          test.store.listHistory(one, { visibility: ALL, limit: 2, cursor });
        const first = await page();
        return [first, await page(first!.nextCursor)];
      };
      const pages = await read(0);
      expect(pages.map(page => page!.items.map(({ id }) => id))).toEqual([
        ['3', '2'],
        ['1', 'first'],
      ]);
      expect(await read(3)).toEqual(pages);
    });
  },
);
