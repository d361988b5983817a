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

import { defaultRuleSettings, rules, type Severity } from '@keyward/findings';
import {
  at,
  batch,
  key,
  object,
  reference,
  secret,
  START,
} from '../__testUtils__/observations';
import { analyseAll, createTestEngine } from '../__testUtils__/testEngine';
import {
  addSource,
  createTestInventory,
  databases,
  multiplySecret,
} from '../__testUtils__/testInventory';
import { migrationsDirectory } from '../store/common/migrate';
import type { SecretsQuery } from '../store/inventory/worstFindings';
import { isSqlite } from '../store/common/rows';
import { DatabaseFindingsStore } from '../store/findings/DatabaseFindingsStore';

jest.setTimeout(60_000);

const MIGRATION = '20261129171000_worst_findings.js';
const DAY = 24 * 60;
const SEVERITIES: Severity[] = ['critical', 'high', 'medium', 'low'];
const RULES_OF_ONE = rules.filter(({ id }) => id !== 'unused');

const ALL: SecretsQuery = { visibility: { all: true } };
/** Who sees not all: others hold some of the values. */
const MINE: SecretsQuery = { visibility: { not: { namespaces: ['others'] } } };
const OF_ONE: SecretsQuery = {
  visibility: { namespaces: ['shop-prod'] },
  others: MINE.visibility,
};

async function createWorld(
  databaseId: Parameters<typeof createTestInventory>[0],
) {
  const test = await createTestInventory(databaseId);
  test.clock.minutes = 100 * DAY;
  const now = () => START + test.clock.minutes * 60_000;
  const engine = createTestEngine(test, {
    rules: RULES_OF_ONE,
    settings: defaultRuleSettings,
  });
  const findings = new DatabaseFindingsStore({ knex: test.knex, now });
  const fresh = { earliest: at(99 * DAY), latest: at(99 * DAY) };
  const holding = (
    namespace: string,
    name: string,
    value: string,
    overrides: Parameters<typeof key>[2] = {},
  ) =>
    secret(namespace, name, {
      keys: [
        key('password', value, {
          age: { ...fresh, basis: 'managed-fields' },
          ...overrides,
        }),
      ],
    });
  const old = { age: { ...fresh, earliest: at(0), latest: at(0) } };
  await test.sync(
    'v1/secrets',
    [
      holding('shop-prod', 'fine', 'a'),
      holding('shop-prod', 'weak', 'b', { weak: true }),
      holding('shop-prod', 'old', 'c', {
        age: { ...old.age, basis: 'managed-fields' },
      }),
      // Worse for those who see the other one than what is known of it alone.
      holding('shop-prod', 'shared', 'd'),
      holding('shop-dev', 'shared', 'd'),
      holding('shop-prod', 'shared-by-others', 'e'),
      holding('others', 'shared-by-others', 'e'),
      holding('shop-prod', 'copied', 'f'),
      holding('shop-live', 'copied', 'f'),
    ],
    100 * DAY,
  );
  await test.sync(
    'apps/v1/deployments',
    [
      object('Deployment', 'shop-prod', 'web', {
        references: [
          reference('shop-prod', 'fine'),
          reference('shop-prod', 'absent'),
        ],
      }),
    ],
    100 * DAY,
  );
  const analyse = async () => {
    await analyseAll(engine, test.fence);
  };
  await analyse();
  return { test, findings, analyse, store: test.store };
}

type World = Awaited<ReturnType<typeof createWorld>>;

/** The worst of each secret, by the list of findings. */
async function byFindings({ findings }: World, query: SecretsQuery) {
  const { visibility, others } = query;
  const { items } = await findings.listFindings({
    visibility,
    others,
    limit: 1000,
  });
  const worst = new Map<string, { severity: Severity; count: number }>();
  for (const { secret: place, severity } of items) {
    const found = worst.get(place.id);
    worst.set(place.id, {
      severity: found?.severity ?? severity,
      count: (found?.count ?? 0) + 1,
    });
  }
  return worst;
}

describe.each(databases.eachSupportedId())(
  'the state of a secret on %s',
  databaseId => {
    it('is that of its worst open finding in lists, filters, orders and counts alike', async () => {
      const world = await createWorld(databaseId);
      const { findings, store } = world;
      for (const [name, query] of Object.entries({ ALL, MINE, OF_ONE })) {
        const expected = await byFindings(world, query);
        const { items } = await store.listSecrets({ ...query, limit: 100 });
        const names = new Map(items.map(item => [item.id, item.name]));
        const severityOf = (id: string) => expected.get(id)?.severity;

        const told = await findings.findWorst(
          items.map(({ id }) => id),
          query.visibility,
          query.others,
        );
        expect(items.filter(each => each.isClear).map(({ id }) => id)).toEqual(
          items.map(({ id }) => id).filter(id => !expected.has(id)),
        );
        expect(
          new Map(
            [...told].map(([id, { finding, count }]) => [
              id,
              { severity: finding.severity, count },
            ]),
          ),
        ).toEqual(expected);

        const ranks = items.map(({ id }) => {
          const severity = severityOf(id);
          return severity ? SEVERITIES.indexOf(severity) : SEVERITIES.length;
        });
        expect([name, ranks]).toEqual([name, [...ranks].sort()]);

        const paged: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await store.listSecrets({ ...query, cursor, limit: 2 });
          paged.push(...page.items.map(({ id }) => id));
          cursor = page.nextCursor;
        } while (cursor);
        expect(paged).toEqual(items.map(({ id }) => id));

        const summary = await store.summarizeSecrets(query);
        const having = (severity: Severity) =>
          [...names.keys()].filter(id => severityOf(id) === severity).sort();
        for (const severity of SEVERITIES) {
          expect(summary[severity]).toBe(having(severity).length);
          for (const orderBy of [
            undefined,
            { field: 'name' as const, direction: 'asc' as const },
          ]) {
            const page = await store.listSecrets({
              ...query,
              filters: { states: [severity] },
              orderBy,
              withTotal: true,
            });
            expect(page.items.map(({ id }) => id).sort()).toEqual(
              having(severity),
            );
            expect(page.totalItems).toBe(having(severity).length);
          }
        }
        const attention = having('critical').length + having('high').length;
        expect(summary.attention).toBe(attention + having('medium').length);
        const found = await store.summarizeSecrets({
          ...query,
          filters: { states: ['attention'] },
        });
        expect(found.total).toBe(summary.attention);
        expect(
          found.facets.namespace.reduce((sum, { count }) => sum + count, 0),
        ).toBe(summary.attention);
      }
    });

    it('counts what others share for those alone who see the others', async () => {
      const world = await createWorld(databaseId);
      const severities = async (query: SecretsQuery) => {
        const { items } = await world.store.listSecrets({
          ...query,
          filters: { namespaces: ['shop-prod'] },
          orderBy: { field: 'name', direction: 'asc' },
        });
        const worst = await world.findings.findWorst(
          items.map(({ id }) => id),
          query.others ?? query.visibility,
        );
        return Object.fromEntries(
          items.map(({ id, name }) => [name, worst.get(id)?.finding.severity]),
        );
      };
      const alone = await severities({
        visibility: { namespaces: ['shop-prod'] },
      });
      expect(alone).toEqual({
        absent: 'high',
        copied: undefined,
        fine: 'low',
        old: 'high',
        shared: undefined,
        'shared-by-others': undefined,
        weak: 'high',
      });
      expect(await severities(MINE)).toEqual({
        ...alone,
        copied: 'low',
        shared: 'high',
      });
      expect(await severities(OF_ONE)).toEqual(await severities(MINE));
      expect((await severities(ALL))['shared-by-others']).toBeDefined();
    });

    it('leads where secrets of one name in several places are one', async () => {
      const { findings, store, test } = await createWorld(databaseId);
      await addSource(test.knex, 'second');
      await test.inventory.apply(
        { sourceId: 'second', fence: 1 },
        batch(
          'v1/secrets',
          ['fine', 'weak', 'only-there'].map(name => ({
            ...secret('shop-prod', name),
            ref: `kubernetes:second/shop-prod/${name}`,
          })),
          { generation: 'g', complete: true },
        ),
      );
      const query = { ...MINE, grouped: true, withTotal: true } as const;
      for (const field of ['attention', 'name', 'age'] as const) {
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await store.listSecrets({
            ...query,
            orderBy: { field, direction: 'desc' },
            limit: 3,
            cursor,
          });
          // Secrets are counted, whether they are shown as one or not.
          expect([page.totalItems, page.totalGroups]).toEqual([12, 10]);
          for (const { namespace, name, sourceId, copies } of page.items) {
            seen.push(
              [`${namespace}/${name}`, sourceId]
                .concat(copies?.map(copy => copy.sourceId) ?? [])
                .join(' '),
            );
          }
          cursor = page.nextCursor;
        } while (cursor);
        expect(seen).toHaveLength(10);
        expect(seen).toContain('shop-prod/weak prod second');
        expect(seen).toContain('shop-prod/only-there second');
        expect(seen).toContain('shop-dev/shared prod');
      }
      const high = await store.listSecrets({
        ...query,
        filters: { states: ['high'] },
      });
      expect(
        high.items.find(({ name }) => name === 'weak')?.copies,
      ).toBeUndefined();
      const worst = await findings.findWorst(
        high.items.map(({ id }) => id),
        MINE.visibility,
      );
      expect(
        [...worst.values()].map(({ finding }) => finding.severity),
      ).toEqual(high.items.map(() => 'high'));
    });

    it('follows what is decided, and what becomes of it', async () => {
      const { analyse, findings, store, test } = await createWorld(databaseId);
      const count = async () => (await store.summarizeSecrets(MINE)).attention;
      const before = await count();
      const { items } = await findings.listFindings({
        visibility: MINE.visibility,
        filters: { rules: ['weak-value'] },
      });
      const decide = async (state: 'open' | 'acknowledged' | 'suppressed') =>
        await findings.setFindingStates(
          items.map(({ id }) => id),
          MINE.visibility,
          { state, by: 'user:default/pat', expiresAt: at(101 * DAY) },
        );
      await decide('acknowledged');
      expect(await count()).toBe(before);
      await decide('suppressed');
      expect(await count()).toBe(before - 1);
      test.clock.minutes = 102 * DAY;
      await analyse();
      expect(await count()).toBe(before);

      await test.sync('v1/secrets', [], 102 * DAY);
      await analyse();
      const rows = await test.knex('secrets').select('name', 'worst');
      expect(
        rows.filter(({ name, worst }) => name === 'weak' && worst !== 0),
      ).toEqual([]);
    });

    it('is known of what was stored before', async () => {
      const { test } = await createWorld(databaseId);
      const { knex } = test;
      const stored = async () =>
        await knex('secrets').orderBy('id').select('id', 'worst');
      const before = await stored();
      expect(before.some(({ worst }) => worst < 0)).toBe(true);
      const directory = migrationsDirectory;
      await knex.migrate.down({ directory, name: MIGRATION } as {});
      await knex.migrate.latest({ directory });
      expect(await stored()).toEqual(before);
    });

    it('is read from an index', async () => {
      const { knex, store, sync } = await createTestInventory(databaseId);
      await sync('v1/secrets', [secret('n', 'one')]);
      await multiplySecret(knex, 10_000);
      await knex.raw('analyze');
      const statements: { sql: string; bindings: string[] }[] = [];
      knex.on('query', query => statements.push(query));
      const filtered = { ...ALL, filters: { states: ['high' as const] } };
      await store.listSecrets({ ...ALL, limit: 25 });
      await store.listSecrets({ ...filtered, limit: 25 });
      const lists = statements.filter(({ sql }) =>
        /order by s\.worst/.test(sql),
      );
      expect(lists).toHaveLength(2);
      for (const { sql, bindings } of lists) {
        const plan = await knex.raw(
          `${isSqlite(knex) ? 'explain query plan' : 'explain'} ${
            isSqlite(knex) ? sql : sql.replace(/\$\d+/g, '?')
          }`,
          bindings,
        );
        expect(JSON.stringify(plan.rows ?? plan)).toContain(
          'secrets_worst_name_id_idx',
        );
      }
    });
  },
);
