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

import type { AccessEvent } from '@keyward/audit-trail';
import { accessEvent, auditBatch } from '../../__testUtils__/auditEvents';
import { secret } from '../../__testUtils__/observations';
import {
  createTestInventory,
  databases,
  type TestInventory,
} from '../../__testUtils__/testInventory';
import type { AuditFilters } from './AuditQuery';
import { DatabaseAuditStore } from './DatabaseAuditStore';

jest.setTimeout(60_000);

const DAY = '2026-11-28';
const TIME = {
  from: Date.parse(`${DAY}T00:00:00Z`),
  to: Date.parse('2026-11-29T00:00:00Z'),
};

const target = (namespace: string, name?: string): AccessEvent['target'] => ({
  system: 'kubernetes',
  namespace,
  ...(name && { name }),
});
const person = (name: string): Partial<AccessEvent> => ({
  subject: { kind: 'User', name },
});

describe.each(databases.eachSupportedId())(
  'what is read of the trail on %s',
  databaseId => {
    let test: TestInventory;
    let store: DatabaseAuditStore;

    beforeEach(async () => {
      test = await createTestInventory(databaseId);
      await test.sync('secrets', [
        secret('shop', 'db'),
        secret('shop', 'api'),
        secret('crm', 'db'),
      ]);
      store = new DatabaseAuditStore({
        knex: test.knex,
        now: () => Date.parse(`${DAY}T20:00:00Z`),
      });
      const events = [
        accessEvent(`${DAY}T10:00:00.000Z`),
        accessEvent(`${DAY}T10:30:00.000Z`, { auditId: 'a-2' }),
        accessEvent(`${DAY}T11:00:00.000Z`, {
          target: target('crm', 'db'),
          ...person('dan'),
        }),
        accessEvent(`${DAY}T12:00:00.000Z`, {
          target: target('shop'),
          verb: 'list',
          ...person('eve'),
        }),
        accessEvent(`${DAY}T13:00:00.000Z`, {
          ...person('eve'),
          outcome: 'denied',
        }),
        accessEvent(`${DAY}T14:00:00.000Z`, {
          target: target('shop', 'api'),
          verb: 'patch',
          action: 'write',
          addresses: ['10.9.9.9'],
        }),
        accessEvent(`${DAY}T15:00:00.000Z`, { action: 'exec', verb: 'create' }),
      ];
      await store.append(auditBatch(events));
      // The same again changes nothing.
      await store.append(auditBatch(events.slice(0, 3)));
    });

    const list = async (
      filters: Partial<AuditFilters> = {},
      page: { cursor?: string; limit: number } = { limit: 50 },
    ) => {
      const { items, nextCursor } = await store.list(
        { visibility: { all: true }, ...filters },
        page,
      );
      return {
        items,
        times: items.map(({ at }) => at.slice(11, 16)),
        nextCursor,
      };
    };

    it('lists events, the newest first, page by page', async () => {
      const all = [
        '15:00',
        '14:00',
        '13:00',
        '12:00',
        '11:00',
        '10:30',
        '10:00',
      ];
      expect((await list()).times).toEqual(all);
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await list({}, { limit: 2, cursor });
        expect(page.times.length).toBeLessThanOrEqual(2);
        seen.push(...page.times);
        cursor = page.nextCursor;
      } while (cursor);
      expect(seen).toEqual(all);
    });

    it('says of an event who it was, what it was about and how sure that is', async () => {
      const { items } = await list({
        from: TIME.from,
        to: TIME.from + 37_800_000,
      });
      expect(items).toEqual([
        expect.objectContaining({
          sourceId: 'prod',
          at: `${DAY}T10:00:00.000Z`,
          auditId: 'a-1',
          action: 'read',
          verb: 'get',
          target: {
            ref: 'kubernetes:prod/shop/db',
            secretId: expect.any(String),
          },
          pods: [{ sourceId: 'prod', namespace: 'shop', name: 'checkout-1' }],
          grade: 'exact',
          reason: 'token-of-pod',
          addresses: ['10.1.0.7'],
          outcome: 'allowed',
        }),
      ]);
    });

    it.each<[string, Partial<AuditFilters>, string[]]>([
      ['a secret', { secret: 'SHOP/api' }, ['14:00']],
      ['a subject', { subject: 'eve' }, ['13:00', '12:00']],
      ['an address', { address: '10.9.9' }, ['14:00']],
      ['verbs', { verbs: ['list', 'patch'] }, ['14:00', '12:00']],
      ['actions', { actions: ['exec'] }, ['15:00']],
      ['outcomes', { outcomes: ['denied'] }, ['13:00']],
      ['a grade that none has', { grades: ['none'] }, []],
      ['another source', { sourceIds: ['other'] }, []],
      ['a pod that none is', { pod: 'checkout-2' }, []],
      ['wildcards as they are', { subject: '%' }, []],
      [
        'a time without its end',
        {
          from: Date.parse(`${DAY}T11:00:00Z`),
          to: Date.parse(`${DAY}T13:00:00Z`),
        },
        ['12:00', '11:00'],
      ],
    ])('filters by %s', async (_, filters, times) => {
      expect((await list(filters)).times).toEqual(times);
    });

    it('shows of the secrets that somebody sees, and of what reads all in their namespace, nothing else', async () => {
      const visibility = { namespaces: ['shop'] };
      const { times, items } = await list({ visibility });
      // By a pod one gets whatever it has, and that may be more than they see.
      expect(times).toEqual(['14:00', '13:00', '12:00', '10:30', '10:00']);
      expect(JSON.stringify(items)).not.toContain('crm');
      expect((await list({ visibility: { none: true } })).times).toEqual([]);
      const summary = await store.summarize({ visibility, ...TIME }, 50);
      expect(JSON.stringify(summary)).not.toContain('crm');
      expect(
        (await store.loadCoverage({ none: true }, TIME)).map(
          ({ sourceId }) => sourceId,
        ),
      ).toEqual([]);
    });

    it('lists what is about one secret, with what reads all around it', async () => {
      const { items } = await list({ secret: 'shop/api' });
      const { times } = await list({ secretId: items[0].target.secretId });
      expect(times).toEqual(['14:00', '12:00']);
      // Of a secret that they do not see there is nothing.
      expect(
        (
          await list({
            secretId: items[0].target.secretId,
            visibility: { namespaces: ['crm'] },
          })
        ).times,
      ).toEqual([]);
    });

    it('counts as often as there were events', async () => {
      const summary = await store.summarize(
        { visibility: { namespaces: ['shop'] }, ...TIME },
        50,
      );
      expect(
        summary.items.map(
          ({ target: { ref }, subject, count, denied, lastAt }) =>
            [ref, subject, count, denied, lastAt?.slice(11, 16)].join(' '),
        ),
      ).toEqual([
        'kubernetes:prod/shop/api system:serviceaccount:shop:checkout 1 0 14:00',
        'kubernetes:prod/shop/* eve 1 0 12:00',
        'kubernetes:prod/shop/db system:serviceaccount:shop:checkout 2 0 10:30',
        'kubernetes:prod/shop/db eve 1 1 ',
      ]);
      expect(summary.totalItems).toBe(4);
      expect(
        summary.hours.map(({ at, count, denied }) => [
          at.slice(11, 16),
          count,
          denied,
        ]),
      ).toEqual([
        ['10:00', 2, 0],
        ['12:00', 1, 0],
        ['13:00', 1, 1],
        ['14:00', 1, 0],
      ]);
      expect(
        await store.summarize({ visibility: { all: true }, ...TIME }, 2),
      ).toMatchObject({ items: [{}, {}], totalItems: 5 });
    });

    it('says since when a source is recorded, and shows as gaps the hours of which nothing came', async () => {
      const [prod] = await store.loadCoverage({ all: true }, TIME);
      expect(prod).toMatchObject({
        sourceId: 'prod',
        kind: 'kubernetes',
        recordedSince: `${DAY}T20:00:00.000Z`,
        lastEventAt: `${DAY}T15:00:00.000Z`,
        refused: 0,
        gaps: [
          { from: `${DAY}T00:00:00.000Z`, to: `${DAY}T10:00:00.000Z` },
          { from: `${DAY}T16:00:00.000Z`, to: '2026-11-29T00:00:00.000Z' },
        ],
      });
    });
  },
);
