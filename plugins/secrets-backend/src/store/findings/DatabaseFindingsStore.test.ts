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

import { defaultRuleSettings } from '@keyward/findings';
import { statementsOf } from '../../__testUtils__/statementsOf';
import { at, key, secret, START } from '../../__testUtils__/observations';
import { analyseAll, createTestEngine } from '../../__testUtils__/testEngine';
import {
  addSource,
  createTestInventory,
  databases,
} from '../../__testUtils__/testInventory';
import { DatabaseFindingsStore } from './DatabaseFindingsStore';
import type { FindingStateChange } from './FindingsStore';
import { DatabaseRotationStore } from '../rotation/DatabaseRotationStore';
import { snapshotRotation } from '../rotation/snapshotRotation';

jest.setTimeout(60_000);

const all = { visibility: { all: true as const } };
const DAY = 24 * 60;

/** Twelve secrets with a weak password each, of which every third is old. */
async function createWorld(
  databaseId: Parameters<typeof createTestInventory>[0],
) {
  const test = await createTestInventory(databaseId);
  const now = () => START + test.clock.minutes * 60_000;
  const engine = createTestEngine(test, { settings: defaultRuleSettings });
  test.clock.minutes = 100 * DAY;
  const age = (day: number) => ({
    earliest: at(day * DAY),
    latest: at(day * DAY),
    basis: 'managed-fields' as const,
  });
  await test.sync(
    'v1/secrets',
    Array.from({ length: 12 }, (_, index) =>
      secret('a', `s${String(index).padStart(2, '0')}`, {
        keys: [
          key('password', `v${index}`, {
            weak: true,
            age: age(index % 3 === 0 ? 0 : 90),
          }),
        ],
      }),
    ),
    100 * DAY,
  );
  const drain = async () => {
    await analyseAll(engine, test.fence);
  };
  await drain();
  const store = new DatabaseFindingsStore({ knex: test.knex, now });
  const rotation = new DatabaseRotationStore({ knex: test.knex, now });
  return { test, store, rotation, drain };
}

describe.each(databases.eachSupportedId())(
  'DatabaseFindingsStore on %s',
  databaseId => {
    it('pages through findings, the worst and most urgent first', async () => {
      const { store } = await createWorld(databaseId);
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.listFindings({
          ...all,
          cursor,
          limit: 5,
          withTotal: true,
        });
        expect(page.totalItems).toBe(16);
        seen.push(
          ...page.items.map(({ rule, secret: { name } }) => `${rule} ${name}`),
        );
        cursor = page.nextCursor;
      } while (cursor);
      expect(seen).toHaveLength(16);
      expect(new Set(seen).size).toBe(16);
      // All are of production, hence high; what has a date comes first.
      expect(seen.slice(0, 4).sort()).toEqual([
        'rotation-due s00',
        'rotation-due s03',
        'rotation-due s06',
        'rotation-due s09',
      ]);
      await expect(
        store.listFindings({ ...all, cursor: 'nonsense' }),
      ).rejects.toThrow('cursor');
      const named = await store.listFindings({
        ...all,
        filters: { rules: ['weak-value'], q: 's07' },
        orderBy: { field: 'name', direction: 'asc' },
      });
      expect(named.items).toMatchObject([
        {
          rule: 'weak-value',
          item: 'password',
          severity: 'high',
          state: 'open',
          secret: { name: 's07', sourceTitle: 'Cluster prod' },
          evidence: { class: 'password', why: 'guessable' },
        },
      ]);
      expect(
        (await store.listFindings({ visibility: { none: true } })).items,
      ).toEqual([]);
    });

    it('counts what is open or acknowledged', async () => {
      const { store } = await createWorld(databaseId);
      expect(await store.summarizeFindings(all)).toEqual({
        total: 16,
        bySeverity: [{ value: 'high', count: 16 }],
        byRule: [
          { value: 'weak-value', count: 12 },
          { value: 'rotation-due', count: 4 },
        ],
        byOwner: [],
        bySource: [{ value: 'prod', title: 'Cluster prod', count: 16 }],
      });
    });

    it('is behind only by what the answer rests on, and by what has waited for minutes', async () => {
      const { store, test } = await createWorld(databaseId);
      await addSource(test.knex, 'old');
      await test
        .knex('sources')
        .where({ id: 'old' })
        .update({ retired_at: at(1) });
      await addSource(test.knex, 'lab');
      const secrets: { id: string; name: string }[] = await test
        .knex('secrets')
        .orderBy('id')
        .select('id', 'name');
      const [first, last] = [secrets[0], secrets.at(-1)!];
      const of = async (name?: string) =>
        (
          await store.summarizeFindings({
            ...all,
            filters: name ? { q: name } : {},
          })
        ).analysedTo;
      const due = async (sourceId: string, secretId: string, minutes: number) =>
        await test
          .knex('analyses')
          .insert({
            source_id: sourceId,
            secret_id: secretId,
            due_at: at(minutes),
          })
          .onConflict(['source_id', 'secret_id'])
          .merge();
      const now = 100 * DAY;

      // What is retired, gone, or on its way.
      await due('old', '*', now - 60);
      await due('lab', '*', now - 60);
      await due('prod', 'no-such-secret', now - 60);
      await due('prod', last.id, now - 5);
      expect(await of()).toBeUndefined();

      await due('prod', last.id, now - 6);
      expect(await of()).toBe(at(now - 6));
      expect(await of(last.name)).toBe(at(now - 6));
      expect(await of(first.name)).toBeUndefined();

      // All of a source but those that were analysed: at once, as nothing is known of them.
      await due('prod', `*${first.id}`, now);
      expect(await of(first.name)).toBeUndefined();
      expect(await of(secrets[1].name)).toBe(at(now));
      await due('prod', '*', now + 1);
      expect(await of(first.name)).toBeUndefined();
      await due('prod', '*', now - 1);
      expect(await of(first.name)).toBe(at(now - 1));
      expect(await of()).toBe(at(now - 6));
    });

    it('keeps what a person decides, and notes it', async () => {
      const { store, test, drain } = await createWorld(databaseId);
      const { items } = await store.listFindings({
        ...all,
        filters: { rules: ['weak-value'] },
      });
      const { id } = items[0];
      const by = 'user:default/guest';
      const set = async (change: FindingStateChange) =>
        await store.setFindingStates([id], all.visibility, change);
      const isSet = { changed: [id], resolved: [], unknown: [] };
      expect(
        await store.setFindingStates(
          [id],
          { none: true },
          { state: 'acknowledged', by },
        ),
      ).toEqual({ changed: [], resolved: [], unknown: [id] });
      expect(await set({ state: 'acknowledged', by })).toEqual(isSet);
      expect((await store.summarizeFindings(all)).total).toBe(16);
      expect(
        await set({
          state: 'suppressed',
          by,
          reason: 'a test system',
          expiresAt: at(101 * DAY),
        }),
      ).toEqual(isSet);
      expect((await store.summarizeFindings(all)).total).toBe(15);
      expect(await store.getFinding(id, all.visibility)).toMatchObject({
        state: 'suppressed',
        by,
        reason: 'a test system',
        expiresAt: at(101 * DAY),
        history: [
          { event: 'suppressed', by, reason: 'a test system' },
          { event: 'acknowledged', by },
          { event: 'opened' },
        ],
      });
      test.clock.minutes = 101 * DAY;
      await drain();
      const after = await store.getFinding(id, all.visibility);
      expect(after).toMatchObject({ state: 'open' });
      expect(after?.reason).toBeUndefined();
      await test.knex('findings').where({ id }).update({
        state: 'resolved',
        active: false,
      });
      expect(await set({ state: 'open', by })).toMatchObject({
        changed: [],
        resolved: [id],
      });
    });

    it('decides about hundreds by one transaction each hundred', async () => {
      const { store, test } = await createWorld(databaseId);
      const [row] = await test
        .knex('findings')
        .where({ rule: 'weak-value', state: 'open' })
        .limit(1);
      const ids = Array.from({ length: 250 }, (_, index) => `many-${index}`);
      await test.knex.batchInsert(
        'findings',
        ids.map(id => ({ ...row, id, item: id })),
        50,
      );
      const decide = async (some: string[]) =>
        await store.setFindingStates(some, all.visibility, {
          state: 'suppressed',
          by: 'user:default/guest',
          reason: 'known',
          expiresAt: at(101 * DAY),
        });
      const one = (
        await statementsOf(test.knex, async () => decide(ids.slice(0, 1)))
      ).length;
      const many = await statementsOf(test.knex, async () => {
        expect((await decide([...ids, ...ids])).changed).toEqual(ids);
      });
      expect(many.length).toBeLessThanOrEqual(3 * one);
      const events = await test
        .knex('finding_events')
        .whereIn('finding_id', ids.slice(1));
      expect(events).toHaveLength(249);
    });

    it('says how rotation stands, now and day by day', async () => {
      const { rotation, test } = await createWorld(databaseId);
      const numbers = {
        total: 12,
        inPeriod: 8,
        dueSoon: 0,
        overdue: 4,
        unknown: 0,
      };
      expect(await rotation.summarizeRotation(all)).toEqual(numbers);
      const first = await rotation.listRotationKeys({ ...all, limit: 5 });
      expect(first.items.map(({ state }) => state)).toEqual([
        'overdue',
        'overdue',
        'overdue',
        'overdue',
        'inPeriod',
      ]);
      expect(first.items[0]).toMatchObject({
        key: 'password',
        policy: 'passwords',
        policyDays: 90,
        dueAt: at(90 * DAY),
      });
      const second = await rotation.listRotationKeys({
        ...all,
        cursor: first.nextCursor,
        limit: 50,
      });
      expect(second.items).toHaveLength(7);
      expect(
        (
          await rotation.listRotationKeys({
            ...all,
            states: ['overdue'],
            withTotal: true,
          })
        ).totalItems,
      ).toBe(4);

      const [{ id }] = await test.knex('secrets').where({ name: 's00' });
      await test.knex('entity_links').insert({
        source_id: 'prod',
        secret_id: id,
        entity_ref: 'component:default/one',
        via: 'secret',
      });
      await test.knex('entity_owners').insert({
        entity_ref: 'component:default/one',
        owner_ref: 'group:default/payments',
        position: 0,
      });
      await snapshotRotation(test.knex, '2026-04-11T09:00:00.000Z');
      await snapshotRotation(test.knex, '2026-04-11T23:00:00.000Z');
      expect(await rotation.listRotationTrend({ all: true })).toEqual([
        { day: '2026-04-11', ...numbers },
      ]);
      const one = [
        {
          day: '2026-04-11',
          total: 1,
          inPeriod: 0,
          dueSoon: 0,
          overdue: 1,
          unknown: 0,
        },
      ];
      expect(
        await rotation.listRotationTrend({
          entityRef: 'component:default/one',
        }),
      ).toEqual(one);
      expect(
        await rotation.listRotationTrend({
          ownerRefs: ['group:default/payments'],
        }),
      ).toEqual(one);
      expect(
        await rotation.listRotationTrend({ ownerRefs: ['a', 'b'] }),
      ).toEqual([]);
    });

    it('says what falls due when, and what was rotated', async () => {
      const { rotation, test } = await createWorld(databaseId);
      const { from, to, days } = await rotation.listCalendar(all);
      expect([from, to]).toEqual([
        at(100 * DAY).slice(0, 10),
        at(190 * DAY).slice(0, 10),
      ]);
      // What is overdue is behind, and not on the way.
      expect(days).toMatchObject([
        { day: at(180 * DAY).slice(0, 10), keys: 8, certificates: 0 },
      ]);
      expect(days[0].items).toHaveLength(8);
      expect(days[0].items[0]).toMatchObject({
        kind: 'key',
        at: at(180 * DAY),
        key: 'password',
        secret: { name: 's01', sourceTitle: 'Cluster prod' },
      });
      const other = { ...all, filters: { namespaces: ['b'] } };
      expect((await rotation.listCalendar(other)).days).toEqual([]);

      const [{ id }] = await test.knex('secrets').where({ name: 's01' });
      const event = { source_id: 'prod', secret_id: id, keys: '["password"]' };
      await test.knex('history').insert([
        { ...event, at: at(2), event: 'changed' },
        { ...event, at: at(3), event: 'valueChanged' },
        // Not in the order of their time.
        { ...event, at: at(1), event: 'valueChanged' },
        { ...event, at: at(4), event: 'valueChanged', secret_id: 'no-other' },
      ]);
      const first = await rotation.listRotations({ ...all, limit: 1 });
      expect(first.items).toMatchObject([
        { at: at(3), keys: ['password'], secret: { name: 's01' } },
      ]);
      const rest = await rotation.listRotations({
        ...all,
        cursor: first.nextCursor,
      });
      expect(rest.items).toMatchObject([{ at: at(1) }]);
      expect(rest.nextCursor).toBeUndefined();
      // Neither a number of the table nor a cursor tells how much happens elsewhere.
      await test
        .knex('history')
        .where({ secret_id: id, at: at(1) })
        .delete();
      await test.knex('history').insert([
        { ...event, at: at(5), event: 'changed', secret_id: 'no-other' },
        { ...event, at: at(1), event: 'valueChanged' },
      ]);
      const page = { ...all, limit: 1 };
      expect(await rotation.listRotations(page)).toEqual(first);
      expect(
        await rotation.listRotations({ ...all, cursor: first.nextCursor }),
      ).toEqual(rest);
      expect(
        (await rotation.listRotations({ visibility: { none: true } })).items,
      ).toEqual([]);
    });
  },
);
