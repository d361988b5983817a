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

import { mockServices } from '@backstage/backend-test-utils';
import type {
  SecretsSource,
  SourceRun,
} from '@keyward/backstage-plugin-secrets-node';
import createKnex, { type Knex } from 'knex';
import { batch, secret } from '../../__testUtils__/observations';
import { databases } from '../../__testUtils__/testInventory';
import { DatabaseInventoryStore } from '../../store/inventory';
import { migrationsDirectory } from '../../store/common/migrate';
import { Inventory } from '../inventory';
import { SourceManager } from './SourceManager';

jest.setTimeout(120_000);

const TIMINGS = { renewMs: 50, ttlMs: 600, refreshMs: 200 };

interface TestSource extends SecretsSource {
  runs: SourceRun[];
}

/** A source that follows nothing, until its signal aborts. */
function testSource(
  id: string,
  overrides: Partial<SecretsSource> = {},
): TestSource {
  const runs: SourceRun[] = [];
  return {
    id,
    kind: 'test',
    title: `The ${id}`,
    runs,
    async run(run) {
      runs.push(run);
      await new Promise<void>(resolve => {
        run.signal.addEventListener('abort', () => resolve());
      });
    },
    ...overrides,
  };
}

async function until(condition: () => boolean | Promise<boolean>) {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) {
      throw new Error('It did not come to pass');
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

describe.each(databases.eachSupportedId())(
  'SourceManager on %s',
  databaseId => {
    let knex: Knex;
    let store: DatabaseInventoryStore;
    const managers: SourceManager[] = [];

    beforeEach(async () => {
      knex = await databases.init(databaseId);
      await knex.migrate.latest({ directory: migrationsDirectory });
      store = new DatabaseInventoryStore({ knex });
    });

    afterEach(async () => {
      await Promise.all(managers.splice(0).map(manager => manager.stop()));
    });

    function createManager(
      sources: SecretsSource[],
      options: { mostSources?: number; database?: Knex } = {},
    ) {
      const database = options.database ?? knex;
      const manager = new SourceManager({
        knex: database,
        inventory: new Inventory({ knex: database }),
        logger: mockServices.logger.mock(),
        providers: [{ getSources: async () => [...sources] }],
        mostSources: options.mostSources,
        timings: TIMINGS,
      });
      managers.push(manager);
      return manager;
    }

    it('runs sources and stores what they say', async () => {
      const source = testSource('one', {
        mode: 'metadata',
        dashboardUrl: 'https://x.example',
      });
      await createManager([source]).start();
      await until(() => source.runs.length === 1);
      const [run] = source.runs;
      expect(run.cursors).toEqual({});
      await run.report({
        state: 'syncing',
        progress: { done: 1, total: 2, what: 'secrets' },
        warnings: [{ code: 'clock', message: 'late' }],
      });
      expect(await store.listSources()).toMatchObject([
        {
          id: 'one',
          title: 'The one',
          kind: 'test',
          mode: 'metadata',
          dashboardUrl: 'https://x.example',
          state: 'syncing',
          progress: { done: 1, total: 2, what: 'secrets' },
          warnings: [{ code: 'clock' }],
          stale: false,
        },
      ]);
      await run.apply(batch('v1/secrets', [secret('a', 'x')], { cursor: '5' }));
      await run.report({
        state: 'live',
        problems: [{ code: 'forbidden', message: 'pods', remedy: 'apply x' }],
        clockSkewMs: 12.6,
        followedTo: '2026-01-01T00:00:00Z',
      });
      const [{ stateSince, problems, ...live }] = await store.listSources();
      expect(live).toMatchObject({
        state: 'live',
        clockSkewMs: 13,
        followedTo: '2026-01-01T00:00:00.000Z',
      });
      expect(live.progress).toBeUndefined();
      expect(problems).toEqual([
        {
          code: 'forbidden',
          message: 'pods',
          remedy: 'apply x',
          since: stateSince,
        },
      ]);
      await until(
        async () =>
          (await store.listSources())[0].heartbeat.at(-1) !== 'unknown',
      );
      // Counted now and then, as it goes on.
      await until(async () => (await store.listSources())[0].secretCount === 1);
    });

    it('hands on no link but one to a web page', async () => {
      await createManager([
        testSource('one', {
          // eslint-disable-next-line no-script-url
          dashboardUrl: 'javascript:alert(document.domain)',
        }),
      ]).start();
      const [{ dashboardUrl }] = await store.listSources();
      expect(dashboardUrl).toBeUndefined();
    });

    it('begins a full sync without cursors when asked to', async () => {
      const source = testSource('prod');
      await createManager([source]).start();
      await until(() => source.runs.length === 1);
      await source.runs[0].apply(
        batch('v1/secrets', [secret('a', 'x')], { cursor: '5' }),
      );
      expect(await store.requestSync('prod')).toBe(true);
      await until(() => source.runs.length === 2);
      expect(source.runs[0].signal.aborted).toBe(true);
      expect(source.runs[1].cursors).toEqual({});
      expect((await store.listSources())[0].syncRequestedAt).toBeUndefined();
    });

    it('goes on from the stored cursors', async () => {
      const first = testSource('prod');
      const manager = createManager([first]);
      await manager.start();
      await until(() => first.runs.length === 1);
      await first.runs[0].apply(
        batch('v1/secrets', [secret('a', 'x')], { cursor: '5' }),
      );
      await manager.stop();
      expect(first.runs[0].signal.aborted).toBe(true);
      const second = testSource('prod');
      await createManager([second]).start();
      await until(() => second.runs.length === 1);
      expect(second.runs[0].cursors).toEqual({ 'v1/secrets': '5' });
      expect(await second.runs[0].secretRefs!()).toEqual([
        secret('a', 'x').ref,
      ]);
      await expect(
        first.runs[0].apply(batch('v1/secrets', [])),
      ).rejects.toThrow();
    });

    it('tries again what failed, and says so', async () => {
      let runs = 0;
      const source = testSource('one', {
        async run() {
          runs += 1;
          throw new Error('GET /api answered 500');
        },
      });
      await createManager([source]).start();
      await until(() => runs === 2);
      expect(await store.listSources()).toMatchObject([
        {
          state: 'down',
          stale: true,
          problems: [{ code: 'failed', message: 'GET /api answered 500' }],
        },
      ]);
    });

    it('does not run what cannot, and names what has no credential', async () => {
      const source = testSource('one', {
        problem: { code: 'no-credential', message: 'none', remedy: 'give one' },
      });
      const twin = testSource('two');
      const other = testSource('two', { title: 'Another two' });
      const odd = testSource('Not An Id');
      await createManager([source, twin, other, odd]).start();
      await until(() => twin.runs.length === 1);
      expect(await store.listSources()).toMatchObject([
        {
          id: 'one',
          state: 'noCredential',
          problems: [{ remedy: 'give one' }],
        },
        { id: 'two', title: 'The two', warnings: [{ code: 'duplicate-id' }] },
      ]);
      expect([source.runs, other.runs, odd.runs]).toEqual([[], [], []]);
    });

    it('stops what may not go on, and says so at once', async () => {
      const source = testSource('one');
      const stopped = testSource('one', {
        problem: { code: 'address-changed', message: 'moved' },
      });
      let asked = 0;
      const manager = new SourceManager({
        knex,
        inventory: new Inventory({ knex }),
        logger: mockServices.logger.mock(),
        providers: [
          {
            getSources: async () => {
              asked += 1;
              return [asked === 1 ? source : stopped];
            },
          },
        ],
        timings: { ...TIMINGS, refreshMs: 2000 },
      });
      managers.push(manager);
      await manager.start();
      await until(() => source.runs.length === 1);
      await source.runs[0].report({ state: 'live' });
      await until(async () => (await store.listSources())[0].state === 'down');
      expect(asked).toBe(2);
      expect(source.runs[0].signal.aborted).toBe(true);
      expect(await store.listSources()).toMatchObject([
        { problems: [{ code: 'address-changed' }] },
      ]);
      expect([manager.held, stopped.runs]).toEqual([[], []]);
    });

    it('follows the sources of one provider while another does not answer', async () => {
      const source = testSource('one');
      const manager = new SourceManager({
        knex,
        inventory: new Inventory({ knex }),
        logger: mockServices.logger.mock(),
        providers: [
          { getSources: () => new Promise<SecretsSource[]>(() => {}) },
          {
            async getSources(): Promise<SecretsSource[]> {
              throw new Error('no catalog');
            },
          },
          { getSources: async () => [source] },
        ],
        timings: TIMINGS,
      });
      managers.push(manager);
      void manager.start();
      await until(() => source.runs.length === 1);
      await new Promise(resolve => setTimeout(resolve, 2 * TIMINGS.ttlMs));
      expect(source.runs[0].signal.aborted).toBe(false);
      expect(manager.held).toEqual(['one']);
    });

    it('ends the run of a source that is no longer named', async () => {
      const sources = [testSource('one'), testSource('two')];
      const [one] = sources;
      const manager = createManager(sources);
      await manager.start();
      await until(() => one.runs.length === 1);
      sources.shift();
      await until(() => one.runs[0].signal.aborted);
      expect(manager.held).toEqual(['two']);
      await knex('sources')
        .where({ id: 'one' })
        .update({ heartbeat_at: '2020-01-01T00:00:00.000Z' });
      await until(async () => (await store.listSources()).length === 1);
    });

    if (databaseId !== 'SQLITE_3') {
      it('shares sources and takes those of a killed replica over', async () => {
        const own = Array.from({ length: 4 }, (_, index) =>
          testSource(`s${index}`),
        );
        const others = own.map(({ id }) => testSource(id));
        const killed = knex.client.config.connection;
        const database = createKnex({ client: 'pg', connection: killed });
        const doomed = createManager(own, { mostSources: 2, database });
        await doomed.start();
        await until(() => doomed.held.length === 2);
        const survivor = createManager(others);
        await survivor.start();
        await until(() => survivor.held.length === 2);
        expect([...doomed.held, ...survivor.held].sort()).toEqual(
          own.map(({ id }) => id),
        );
        const taken = doomed.held;
        const orphan = own.find(({ id }) => id === taken[0])!;
        // As good as kill -9: not one statement more.
        await database.destroy();
        const began = Date.now();
        await until(() => survivor.held.length === 4);
        expect(Date.now() - began).toBeLessThan(
          TIMINGS.ttlMs + TIMINGS.renewMs + 3000,
        );
        // Were it only paused, its writes would not get through any more.
        const fence = await knex('source_leases')
          .where({ source_id: taken[0] })
          .first();
        expect(Number(fence.fence)).toBe(2);
        await expect(
          new Inventory({ knex }).apply(
            { sourceId: taken[0], fence: 1 },
            batch('v1/secrets', []),
          ),
        ).rejects.toMatchObject({ name: 'LeaseLostError' });
        expect(orphan.runs).toHaveLength(1);
        managers.splice(managers.indexOf(doomed), 1);
        // Who asks a pool that is destroyed waits for a minute.
        const stopping = Date.now();
        await doomed.stop();
        expect(Date.now() - stopping).toBeLessThan(10_000);
      });

      it('does not say that a source cannot run which another replica runs', async () => {
        const source = testSource('one');
        await createManager([source]).start();
        await until(() => source.runs.length === 1);
        await source.runs[0].report({ state: 'live' });
        const other = createManager([
          testSource('one', {
            problem: { code: 'no-credential', message: 'no file' },
          }),
        ]);
        await other.start();
        expect(await store.listSources()).toMatchObject([
          { state: 'live', problems: [] },
        ]);
      });

      it('notices that a source was taken over', async () => {
        const source = testSource('one');
        const manager = createManager([source]);
        await manager.start();
        await until(() => source.runs.length === 1);
        await knex('source_leases').update({
          holder: 'other',
          fence: 2,
          expires_at: knex.raw('expires_at + 100000'),
        });
        await until(() => source.runs[0].signal.aborted);
        expect(manager.held).toEqual([]);
        expect(await knex('source_leases').first('holder')).toEqual({
          holder: 'other',
        });
      });
    }
  },
);
