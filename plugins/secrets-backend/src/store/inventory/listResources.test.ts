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

import type { ResourceObservation } from '@keyward/observation';
import { batch, secret } from '../../__testUtils__/observations';
import {
  createTestInventory,
  databases,
  multiplySecret,
  type TestInventory,
} from '../../__testUtils__/testInventory';
import { isSqlite } from '../common/rows';

jest.setTimeout(120_000);

const STREAM = 'seals';
const visibility = { all: true } as const;

function seal(
  name: string,
  attributes: ResourceObservation['attributes'],
  more: Partial<ResourceObservation> = {},
): ResourceObservation {
  return {
    type: 'resource',
    kind: 'seal',
    ref: `seal:prod/shop/${name}`,
    system: 'kubernetes',
    location: ['shop'],
    name,
    labels: {},
    annotations: [],
    attributes,
    ...more,
  };
}

describe.each(databases.eachSupportedId())(
  'listResources on %s',
  databaseId => {
    let test: TestInventory;

    beforeAll(async () => {
      test = await createTestInventory(databaseId);
      const schema = {
        safeParse: (data: any) => ({ success: true as const, data }),
      };
      const fence = {
        ...test.fence,
        attributes: { seal: schema, key: schema },
      };
      await test.sync('v1/secrets', [secret('shop', 'db')]);
      const upserts = [
        seal('a', { opened: 'true', isOld: true }),
        seal('b', { opened: 'unknown', isOld: false }),
        seal(
          'c',
          { opened: 'false', isOld: false },
          {
            status: { ready: 'false', reason: 'Failed' },
          },
        ),
        seal('d', {
          opened: 'true',
          isOld: false,
          bits: 2048,
          stores: ['one', 'an "other", one'],
        }),
        seal('k', {}, { kind: 'key', ref: 'key:prod/shop/k' }),
      ];
      await test.inventory.apply(
        fence,
        batch(STREAM, upserts, { generation: 'g', complete: true }),
      );
    });
    afterAll(() => test.knex.destroy());

    const list = async (
      query: Partial<
        Parameters<TestInventory['store']['listResources']>[0]
      > = {},
    ) =>
      await test.store.listResources({ visibility, kinds: ['seal'], ...query });
    const namesOf = ({ items }: Awaited<ReturnType<typeof list>>) =>
      items.map(({ name }) => name).join('');

    it('keeps what a stream without an end no longer names', async () => {
      const schema = {
        safeParse: (data: any) => ({ success: true as const, data }),
      };
      const fence = { ...test.fence, attributes: { past: schema } };
      for (const name of ['x', 'y']) {
        const past = seal(
          name,
          {},
          { kind: 'past', ref: `past:prod/shop/${name}` },
        );
        await test.inventory.apply(fence, batch('past', [past]));
      }
      expect(namesOf(await list({ kinds: ['past'] }))).toBe('xy');
    });

    it('lists those of a kind, those that fail first', async () => {
      const page = await list();
      expect(namesOf(page)).toBe('cabd');
      expect(page.totalItems).toBe(4);
      expect(page.items[0]).toMatchObject({
        kind: 'seal',
        namespace: 'shop',
        ready: 'false',
        reason: 'Failed',
        attributes: { opened: 'false', isOld: false },
      });
      expect(namesOf(await list({ kinds: ['key', 'seal'] }))).toBe('cabdk');
    });

    it('lists them page by page', async () => {
      const names: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await list({ limit: 1, cursor });
        expect(page.totalItems).toBe(4);
        names.push(namesOf(page));
        cursor = page.nextCursor;
      } while (cursor);
      expect(names).toEqual(['c', 'a', 'b', 'd']);
    });

    it('filters by attributes, whatever they are', async () => {
      const by = (...attributes: [string, string][]) =>
        list({
          attributes: attributes.map(([name, value]) => ({ name, value })),
        });
      expect(namesOf(await by(['opened', 'true']))).toBe('ad');
      expect(namesOf(await by(['isOld', 'true']))).toBe('a');
      expect(namesOf(await by(['isOld', 'false'], ['opened', 'true']))).toBe(
        'd',
      );
      expect(namesOf(await by(['bits', '2048']))).toBe('d');
      expect(namesOf(await by(['opened', "' or '1' = '1"]))).toBe('');
      // Of a list any of its values, and no part of one.
      expect(namesOf(await by(['stores', 'one']))).toBe('d');
      expect(namesOf(await by(['stores', 'an "other", one']))).toBe('d');
      expect(namesOf(await by(['stores', 'other']))).toBe('');
    });

    it('puts what fails no longer in its place again', async () => {
      const failing = { status: { ready: 'false' as const } };
      const apply = (more: Partial<ResourceObservation>) =>
        test.inventory.apply(
          test.fence,
          batch('others', [
            seal('x', {}, { kind: 'other', ref: 'other:prod/shop/x', ...more }),
            seal('m', {}, { kind: 'other', ref: 'other:prod/shop/m' }),
          ]),
        );
      const others = async () => namesOf(await list({ kinds: ['other'] }));
      await apply(failing);
      expect(await others()).toBe('xm');
      await apply({ status: { ready: 'true' } });
      expect(await others()).toBe('mx');
    });

    it('is led astray by no attribute that is no text to PostgreSQL', async () => {
      const fence = {
        ...test.fence,
        attributes: {
          odd: { safeParse: (data: any) => ({ success: true as const, data }) },
        },
      };
      const upserts = ['NUL \0', 'half \ud83d', 'other half \udd11'].map(
        (problem, index) =>
          seal(
            `odd${index}`,
            { opened: 'odd', problems: [problem], [problem]: 'x' },
            { kind: 'odd', ref: `odd:prod/shop/odd${index}` },
          ),
      );
      const complete = { generation: 'g', complete: true };
      await test.inventory.apply(fence, batch('toy/odd', upserts, complete));
      const attributes = [{ name: 'opened', value: 'odd' }];
      const page = await list({ kinds: ['odd'], attributes });
      expect(page.totalItems).toBe(3);
      expect(
        await test.store.summarizeResources({
          visibility,
          kinds: ['odd'],
          by: ['opened'],
        }),
      ).toMatchObject({ counts: [{ value: 'odd', count: 3 }] });
    });

    it('shows nothing that is not the caller’s', async () => {
      const none = { none: true } as const;
      expect(await list({ visibility: none })).toEqual({
        items: [],
        totalItems: 0,
      });
      expect(
        await test.store.summarizeResources({
          visibility: none,
          kinds: ['seal'],
          by: ['opened'],
        }),
      ).toEqual({ total: 0, counts: [] });
    });

    it('counts by attributes', async () => {
      expect(
        await test.store.summarizeResources({
          visibility,
          kinds: ['seal'],
          by: ['opened', 'bits'],
        }),
      ).toEqual({
        total: 4,
        counts: [
          { attribute: 'opened', value: 'false', count: 1 },
          { attribute: 'opened', value: 'true', count: 2 },
          { attribute: 'opened', value: 'unknown', count: 1 },
          { attribute: 'bits', value: '', count: 3 },
          { attribute: 'bits', value: '2048', count: 1 },
        ],
      });
    });
  },
);

describe.each(databases.eachSupportedId())(
  'listResources of 100,000 on %s',
  databaseId => {
    const TOTAL = 100_000;
    let test: TestInventory;

    beforeAll(async () => {
      test = await createTestInventory(databaseId);
      await test.inventory.apply(
        test.fence,
        batch(STREAM, [seal('a', {})], { generation: 'g', complete: true }),
      );
      await multiplySecret(test.knex, TOTAL);
      await test
        .knex('secrets')
        .where('name', 'like', '%77')
        .update({ urgency: -2 });
      await test.knex.raw('analyze');
    });
    afterAll(() => test.knex.destroy());

    const list = async (cursor?: string, limit = 1000) =>
      await test.store.listResources({
        visibility,
        kinds: ['seal'],
        cursor,
        limit,
      });

    it('lists all of them page by page, each once, those that fail first', async () => {
      const refs = new Set<string>();
      const isFailing: boolean[] = [];
      let cursor: string | undefined;
      do {
        const page = await list(cursor);
        expect(page.items.length).toBe(1000);
        expect(page.totalItems).toBe(TOTAL);
        for (const { ref, name } of page.items) {
          refs.add(ref);
          isFailing.push(name.endsWith('77'));
        }
        cursor = page.nextCursor;
      } while (cursor);
      expect(refs.size).toBe(TOTAL);
      expect(isFailing.indexOf(false)).toBe(1000);
      expect(isFailing.lastIndexOf(true)).toBe(999);
    });

    it('reads a page from the index, in its order', async () => {
      const { knex } = test;
      const statements: { sql: string; bindings: string[] }[] = [];
      const note = (query: (typeof statements)[number]) =>
        statements.push(query);
      knex.on('query', note);
      const { nextCursor } = await list(undefined, 50);
      await list(nextCursor, 50);
      knex.removeListener('query', note);
      const pages = statements.filter(({ sql }) =>
        /order by s\.urgency/.test(sql),
      );
      expect(pages).toHaveLength(2);
      for (const { sql, bindings } of pages) {
        const plan = await knex.raw(
          isSqlite(knex)
            ? `explain query plan ${sql}`
            : `explain ${sql.replace(/\$\d+/g, '?')}`,
          bindings,
        );
        const told = JSON.stringify(plan.rows ?? plan);
        expect(told).toContain('secrets_resources_idx');
        expect(told).not.toMatch(
          /Seq Scan on secrets|"Sort|-> {2}Sort|Sort Key|TEMP B-TREE/,
        );
      }
    });
  },
);
