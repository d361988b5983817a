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

import type { Knex } from 'knex';
import {
  at,
  batch,
  key,
  object,
  secret,
  START,
} from '../../__testUtils__/observations';
import { analyseAll, createTestEngine } from '../../__testUtils__/testEngine';
import {
  createTestInventory,
  databases,
  type TestInventory,
} from '../../__testUtils__/testInventory';
import { statementsOf } from '../../__testUtils__/statementsOf';
import type { VisibilityFilter } from '../../store/inventory/VisibilityFilter';
import { DatabaseFindingsStore } from '../../store/findings/DatabaseFindingsStore';
import { loadKeyFacts } from '../loadKeyFacts';
import { applySharedValues } from './applySharedValues';

jest.setTimeout(60_000);

const SECRETS = 'v1/secrets';
const OTHERS_OWN = 'a-others';
const MINE: VisibilityFilter = { not: { namespaces: [OTHERS_OWN] } };
const ALL: VisibilityFilter = { all: true };

let version = 0;

/** A secret that holds a value since the minute of the test's clock. */
function holding(
  test: TestInventory,
  namespace: string,
  value: string,
  overrides: Parameters<typeof secret>[2] = {},
) {
  version += 1;
  const now = at(test.clock.minutes);
  return secret(namespace, 'one', {
    keys: [
      key('password', value, {
        age: { earliest: now, latest: now, basis: 'managed-fields' },
      }),
    ],
    version: String(version),
    ...overrides,
  });
}

async function createWorld(
  databaseId: Parameters<typeof createTestInventory>[0],
) {
  const test = await createTestInventory(databaseId);
  const now = () => START + test.clock.minutes * 60_000;
  const engine = createTestEngine(test, { rules: [] });
  const store = new DatabaseFindingsStore({ knex: test.knex, now });
  const analyse = async () => {
    await analyseAll(engine, test.fence);
  };
  return {
    test,
    store,
    analyse,
    /** Applies secrets at a minute, and analyses them. */
    async put(minutes: number, values: Record<string, string>) {
      test.clock.minutes = minutes;
      await test.apply(
        batch(
          SECRETS,
          Object.entries(values).map(([namespace, value]) =>
            holding(test, namespace, value),
          ),
          { observedAt: at(minutes) },
        ),
      );
      await analyse();
    },
    /** All that is told of findings to somebody, with names for ids, which differ from one world to the next. */
    async told(visibility: VisibilityFilter, states?: ['resolved']) {
      const filters = states ? { states } : {};
      const { items, totalItems } = await store.listFindings({
        visibility,
        filters,
        orderBy: { field: 'firstSeen', direction: 'asc' },
        withTotal: true,
      });
      const details = await Promise.all(
        items.map(async ({ id }) => await store.getFinding(id, visibility)),
      );
      // One by itself is read another way, and is the same.
      expect(details.map(detail => ({ ...detail, history: [] }))).toEqual(
        items.map(item => ({ ...item, history: [] })),
      );
      const { analysedTo: _, ...summary } = await store.summarizeFindings({
        visibility,
        filters,
      });
      const names = new Map<string, string>();
      for (const { id, rule, item, secret: place } of items) {
        names.set(place.id, place.ref).set(id, `${rule} ${item} ${place.ref}`);
      }
      const named = (_key: string, value: unknown) =>
        names.get(value as string) ?? value;
      const answer = { items, totalItems, details, summary };
      const told: typeof answer = JSON.parse(JSON.stringify(answer, named));
      const byId = (one: { id: string }, other: { id: string }) =>
        one.id < other.id ? -1 : 1;
      told.items.sort(byId);
      told.details.sort((one, other) => byId(one!, other!));
      return told;
    },
    /** As rule, namespace, and since when. */
    async said(visibility: VisibilityFilter) {
      const { items } = await store.listFindings({
        visibility,
        orderBy: { field: 'name', direction: 'asc' },
      });
      return items
        .map(
          ({ rule, secret: { namespace }, firstSeen }) =>
            `${rule} ${namespace} ${firstSeen.slice(11, 16)}`,
        )
        .sort();
    },
  };
}

describe.each(databases.eachSupportedId())(
  'findings about equal values on %s',
  databaseId => {
    it('tell of what is shown alone: a right guess reads as a wrong one', async () => {
      const answers = [];
      for (const guess of ['right', 'wrong']) {
        const { test, analyse, told } = await createWorld(databaseId);
        const secrets = [
          // So many that others of whom nothing may be told come first.
          ...Array.from({ length: 25 }, (_, index) =>
            secret(OTHERS_OWN, `s${index}`, { keys: [key('key', 'right')] }),
          ),
          ...Array.from({ length: 23 }, (_, index) =>
            holding(test, `mine-${index}`, guess),
          ),
          holding(test, 'z-alone', `${guess} too`),
          secret(OTHERS_OWN, 'another', { keys: [key('key', 'right too')] }),
        ];
        await test.sync(SECRETS, secrets);
        await analyse();
        answers.push(
          await told(MINE),
          await told({ namespaces: ['z-alone'] }),
          await told(MINE, ['resolved']),
        );
      }
      expect(answers.slice(0, 3)).toEqual(answers.slice(3));
      const [{ items, totalItems, summary }, alone] = answers;
      expect([totalItems, summary.total, alone.totalItems]).toEqual([
        23, 23, 0,
      ]);
      const refs = Array.from(
        { length: 23 },
        (_, index) => `kubernetes:prod/mine-${index}/one`,
      ).sort();
      for (const {
        rule,
        severity,
        evidence,
        secret: { ref },
      } of items) {
        expect([rule, severity]).toEqual(['duplicate', 'low']);
        expect(evidence).toEqual({
          class: 'password',
          others: refs.filter(other => other !== ref).slice(0, 20),
        });
      }
    });

    it('tell of production and elsewhere by what is shown', async () => {
      const { put, said, store } = await createWorld(databaseId);
      await put(10, {
        [OTHERS_OWN]: 'x',
        'shop-prod': 'x',
        'shop-live': 'x',
        odd: 'y',
      });
      // The source is called prod.
      expect(await said(MINE)).toEqual([
        'duplicate shop-live 00:10',
        'duplicate shop-prod 00:10',
      ]);
      await put(20, { 'shop-dev': 'x' });
      expect(await said(MINE)).toEqual([
        'duplicate shop-dev 00:20',
        'duplicate shop-live 00:10',
        'duplicate shop-prod 00:10',
        'environment-shared shop-dev 00:20',
        'environment-shared shop-live 00:20',
        'environment-shared shop-prod 00:20',
      ]);
      const { items } = await store.listFindings({
        visibility: MINE,
        filters: { rules: ['environment-shared'], namespaces: ['shop-prod'] },
      });
      expect(items).toMatchObject([
        {
          severity: 'high',
          evidence: {
            class: 'password',
            environment: 'production',
            others: ['kubernetes:prod/shop-dev/one'],
          },
        },
      ]);
      expect(await said({ namespaces: ['shop-dev', 'odd'] })).toEqual([]);
    });

    it('follow the labels of namespaces, which tell what is production', async () => {
      const { test, put, analyse, said } = await createWorld(databaseId);
      const NAMESPACES = 'v1/namespaces';
      const namespace = (
        name: string,
        labelled: string,
        labels: Record<string, string>,
      ) => ({
        ...object('Namespace', '', name, { labels, version: labelled }),
        ref: `prod/-/Namespace/-/${name}`,
        namespace: undefined,
      });
      await test.sync(NAMESPACES, [
        namespace('one', '1', {}),
        namespace('two', '1', {}),
        namespace('three', '1', { team: 'a' }),
      ]);
      await put(10, { one: 'x', two: 'x', three: 'z' });
      const duplicates = ['duplicate one 00:10', 'duplicate two 00:10'];
      const shared = [
        ...duplicates,
        'environment-shared one 00:10',
        'environment-shared two 00:10',
      ];
      const due = async () =>
        await test
          .knex('analyses as a')
          .join('secrets as s', 's.id', 'a.secret_id')
          .pluck('s.namespace');
      // The source is called prod.
      expect(await said(ALL)).toEqual(duplicates);
      expect(await due()).toEqual([]);
      for (const [upserts, gone, place, expected] of [
        [[namespace('two', '2', { env: 'dev' })], [], 'two', shared],
        [[namespace('two', '3', {})], [], 'two', duplicates],
        [[namespace('one', '4', { env: 'qa' })], [], 'one', shared],
        [[], ['prod/-/Namespace/-/one'], 'one', duplicates],
      ] as const) {
        await test.apply(batch(NAMESPACES, [...upserts], { gone: [...gone] }));
        expect(await due()).toEqual([place]);
        await analyse();
        expect(await said(ALL)).toEqual(expected);
      }
      // What else changes of a namespace is of no account.
      await test.apply(
        batch(NAMESPACES, [
          {
            ...namespace('three', '5', { team: 'a' }),
            annotations: [{ key: 'note', length: 1, value: 'n' }],
          },
        ]),
      );
      expect(await due()).toEqual([]);
    });

    it('are silent of what a tool put into both, and of names', async () => {
      const { test, analyse, said } = await createWorld(databaseId);
      const delivered = {
        deliverer: { kind: 'ExternalSecret' as const, basis: 'owner' as const },
      };
      const named = (namespace: string) =>
        secret(namespace, 'named', {
          keys: [key('user', 'u', { class: 'identifier' })],
        });
      await test.sync(SECRETS, [
        holding(test, 'a', 'x', delivered),
        holding(test, 'b', 'x', delivered),
        named('a'),
        named('b'),
        // The same place.
        holding(test, 'c', 'y'),
        secret('c', 'two', { keys: [key('password', 'y')] }),
        // No rule speaks of the name, but of the password that is the same.
        secret('d', 'named', {
          keys: [key('user', 'z', { class: 'identifier' })],
        }),
        holding(test, 'e', 'z'),
      ]);
      await analyse();
      expect(await said(ALL)).toEqual(['duplicate e 00:10']);
      expect(await test.knex('findings')).toHaveLength(1);
      await test.apply(batch(SECRETS, [holding(test, 'f', 'x')]));
      await analyse();
      expect(await said(ALL)).toEqual(
        ['a', 'b', 'e', 'f'].map(namespace => `duplicate ${namespace} 00:10`),
      );
      expect(await said({ namespaces: ['a', 'b'] })).toEqual([]);
    });

    it('say since when it is so, and keep what was decided, whatever others hold', async () => {
      const answers = [];
      for (const value of ['x', 'y']) {
        const { test, store, put, told, said } = await createWorld(databaseId);
        const seen: object[] = [];
        const look = async () =>
          seen.push(await told(MINE), await told(MINE, ['resolved']));
        const decide = async () => {
          const { items } = await store.listFindings({ visibility: MINE });
          for (const { id } of items) {
            await store.setFindingStates([id], MINE, {
              state: 'acknowledged',
              by: 'user:default/guest',
              reason: 'known',
            });
          }
        };
        await put(10, { [OTHERS_OWN]: value, first: 'x' });
        await look();
        await put(20, { second: 'x' });
        expect(await said(MINE)).toEqual([
          'duplicate first 00:20',
          'duplicate second 00:20',
        ]);
        await look();
        await decide();
        await look();
        await put(30, { second: 'z' });
        expect(await said(MINE)).toEqual([]);
        await look();
        await put(40, { second: 'x' });
        expect(await said(MINE)).toEqual([
          'duplicate first 00:40',
          'duplicate second 00:40',
        ]);
        await look();
        await put(50, { first: 'x2' });
        await look();
        await put(60, { first: 'x' });
        await look();
        test.clock.minutes = 70;
        await test.apply(
          batch(SECRETS, [], {
            gone: ['kubernetes:prod/second/one'],
            observedAt: at(70),
          }),
        );
        await look();
        answers.push(seen);
      }
      expect(answers[0]).toEqual(answers[1]);
    });

    it('open again when a suppression ends, with others or without', async () => {
      const { test, store, put, analyse, told } = await createWorld(databaseId);
      await put(10, { first: 'x', second: 'x' });
      const { items } = await store.listFindings({ visibility: ALL });
      const change = {
        state: 'suppressed' as const,
        by: 'user:default/guest',
        reason: 'known',
        expiresAt: at(30),
      };
      for (const { id } of items) {
        expect(await store.setFindingStates([id], ALL, change)).toMatchObject({
          changed: [id],
        });
        expect(
          await store.setFindingStates([id], { namespaces: ['first'] }, change),
        ).toMatchObject({ unknown: [id] });
      }
      expect((await told(ALL)).totalItems).toBe(0);
      await put(20, { second: 'y' });
      test.clock.minutes = 40;
      await analyse();
      await put(50, { second: 'x' });
      const { details } = await told(ALL);
      expect(
        details.map(finding => [
          finding?.secret.namespace,
          finding?.state,
          finding?.history.map(({ at: time, event }) => [
            time.slice(11, 16),
            event,
          ]),
        ]),
      ).toEqual(
        expect.arrayContaining([
          [
            'first',
            'open',
            [
              ['00:50', 'opened'],
              ['00:40', 'unsuppressed'],
              ['00:10', 'suppressed'],
            ],
          ],
          ['second', 'open', expect.anything()],
        ]),
      );
    });

    it('cost a row for each member of a group and rule', async () => {
      const { test, analyse, store } = await createWorld(databaseId);
      const members = 600;
      await test.sync(
        SECRETS,
        Array.from({ length: members }, (_, index) =>
          holding(test, `n${index}${index % 2 ? '-dev' : ''}`, 'x'),
        ),
      );
      await analyse();
      expect(await test.knex('findings')).toHaveLength(2 * members);
      const summary = await store.summarizeFindings({ visibility: ALL });
      expect(summary.byRule).toEqual([
        { value: 'duplicate', count: members },
        { value: 'environment-shared', count: members },
      ]);
      const { items } = await store.listFindings({
        visibility: ALL,
        limit: 500,
      });
      expect(items).toHaveLength(500);
      const named = items.map(({ evidence }) => evidence.others as string[]);
      expect(new Set(named.map(({ length }) => length))).toEqual(new Set([20]));
    });

    it('are read one by one without ranking their group', async () => {
      const { test, analyse, store } = await createWorld(databaseId);
      await test.sync(
        SECRETS,
        Array.from({ length: 60 }, (_, index) =>
          holding(test, `n${index}${index % 2 ? '-dev' : ''}`, 'x'),
        ),
      );
      await analyse();
      const { items } = await store.listFindings({ visibility: ALL });
      for (const item of items.slice(0, 5)) {
        const statements = await statementsOf(test.knex, async () => {
          expect(await store.getFinding(item.id, ALL)).toEqual({
            ...item,
            history: [{ at: item.firstSeen, event: 'opened' }],
          });
        });
        expect(statements.filter(sql => sql.includes(' over ('))).toEqual([]);
      }
    });

    it('look at a group again only where something is new in it', async () => {
      const { test, put, said } = await createWorld(databaseId);
      const { knex } = test;
      const count = async () =>
        Number((await knex('findings').count('* as n'))[0].n);
      await put(10, { 'a-dev': 'x', 'b-dev': 'x', 'c-dev': 'x' });
      expect(await count()).toBe(3);
      // What was found of those before is not looked for again: a group may be large.
      await knex('findings').delete();
      await put(20, { 'd-dev': 'x' });
      expect(await said(ALL)).toEqual(['duplicate d-dev 00:20']);
      // Production is new.
      await put(30, { 'e-prod': 'x' });
      expect(await count()).toBe(10);
      await knex('findings').delete();
      await put(40, { 'f-prod': 'x' });
      expect(await count()).toBe(2);
    });

    it('tell those that a tool put there once somebody puts the value elsewhere by hand', async () => {
      const { test, analyse, said } = await createWorld(databaseId);
      const delivered = {
        deliverer: { kind: 'ExternalSecret' as const, basis: 'owner' as const },
      };
      const apply = async (
        namespace: string,
        overrides?: Parameters<typeof secret>[2],
      ) => {
        await test.apply(
          batch(SECRETS, [holding(test, namespace, 'x', overrides)]),
        );
        await analyse();
      };
      await apply('a', delivered);
      await apply('b', delivered);
      expect(await said(ALL)).toEqual([]);
      // By hand where a tool put it as well: only elsewhere it is told of.
      await test.apply(
        batch(SECRETS, [
          secret('a', 'two', {
            keys: [key('password', 'x')],
          }),
        ]),
      );
      await analyse();
      expect((await said(ALL)).map(text => text.slice(0, 11))).toEqual([
        'duplicate a',
        'duplicate b',
      ]);
      await apply('c');
      expect((await said(ALL)).map(text => text.slice(0, 11))).toEqual([
        'duplicate a',
        'duplicate a',
        'duplicate b',
        'duplicate c',
      ]);
      // What a tool puts there no more is told of as well.
      await test.apply(
        batch(SECRETS, [], {
          gone: ['kubernetes:prod/a/two', 'kubernetes:prod/c/one'],
        }),
      );
      await analyse();
      expect(await said(ALL)).toEqual([]);
      await apply('b');
      expect((await said(ALL)).map(text => text.slice(0, 11))).toEqual([
        'duplicate a',
        'duplicate b',
      ]);
    });
  },
);

// With the one connection of SQLite nobody else is ever busy.
const others = databases.eachSupportedId().filter(([id]) => id !== 'SQLITE_3');

describe.each(others)('findings about equal values on %s', databaseId => {
  it('are found where two add to a group at the same time', async () => {
    const { test, analyse, said } = await createWorld(databaseId);
    const { knex } = test;
    const apply = async (namespace: string, name: string) => {
      await test.apply(
        batch(SECRETS, [
          secret(namespace, name, { keys: [key('password', 'x')] }),
        ]),
      );
      const { id } = await knex('secrets').where({ namespace, name }).first();
      const { sourceId } = test.fence;
      return async (tx: Knex.Transaction) => {
        const { sharing } = await loadKeyFacts(tx, sourceId, [id]);
        await applySharedValues(tx, {
          sourceId,
          sharing: [...sharing],
          told: [],
          now: at(20),
          mayResolve: () => true,
        });
      };
    };
    await apply('a', 'one');
    await apply('a', 'two');
    await analyse();
    expect(await said(ALL)).toEqual([]);

    const first = await knex.transaction();
    await (
      await apply('b', 'one')
    )(first);
    // The first one has looked at the group, and not seen this one in it.
    const addSecond = await apply('a', 'three');
    const second = knex.transaction(addSecond);
    const isDone = await Promise.race([
      second.then(() => true),
      new Promise<boolean>(resolve => setTimeout(resolve, 500, false)),
    ]);
    expect(isDone).toBe(false);
    await first.commit();
    await second;
    expect((await knex('findings')).map(({ rule }) => rule)).toEqual(
      Array.from({ length: 4 }, () => 'duplicate'),
    );
  });
});
