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
import { at, batch, secret } from '../../__testUtils__/observations';
import { databases } from '../../__testUtils__/testInventory';
import { DatabaseInventoryStore } from '../../store/inventory';
import { migrationsDirectory } from '../../store/common/migrate';
import { checkFence } from '../../store/sources/checkFence';
import { Inventory } from '../inventory';
import { LeaseStore } from '../../store/sources/LeaseStore';
import { SourceManager } from './SourceManager';

jest.setTimeout(60_000);

/** A tenth of what a portal has, and of a transaction of 30 s. */
const TIMINGS = { renewMs: 300, ttlMs: 1200, refreshMs: 1000 };
const LONG_MS = 3000;

function createSource(id: string) {
  const runs: SourceRun[] = [];
  const source: SecretsSource = {
    id,
    kind: 'test',
    title: id,
    async run(run) {
      runs.push(run);
      await new Promise<void>(resolve => {
        run.signal.addEventListener('abort', () => resolve());
      });
    },
  };
  return Object.assign(source, { runs });
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

// SQLite has one connection, and one process that holds all sources.
describe.each(databases.eachSupportedId().filter(([id]) => id !== 'SQLITE_3'))(
  'Leases during long transactions on %s',
  databaseId => {
    let knex: Knex;
    const managers: SourceManager[] = [];

    beforeEach(async () => {
      knex = await databases.init(databaseId);
      await knex.migrate.latest({ directory: migrationsDirectory });
    });

    afterEach(async () => {
      await Promise.all(managers.splice(0).map(manager => manager.stop()));
    });

    function createReplica(
      sources: SecretsSource[],
      mostSources = 10,
      database = knex,
    ) {
      const manager = new SourceManager({
        knex: database,
        inventory: new Inventory({ knex: database }),
        logger: mockServices.logger.mock(),
        providers: [{ getSources: async () => sources }],
        mostSources,
        timings: TIMINGS,
      });
      managers.push(manager);
      return manager;
    }

    /** Makes each statement that inserts into a table take long, once its rows are written. */
    async function slowDown(table: string) {
      await knex.raw(`
        create function slow() returns trigger language plpgsql as
        $$ begin perform pg_sleep(${LONG_MS / 1000}); return null; end $$`);
      await knex.raw(
        `create trigger slow after insert on ${table} for each statement execute function slow()`,
      );
    }

    it.each(['secrets', 'analyses'])(
      'renews all leases during a batch that waits in %s for longer than they live',
      async table => {
        const [one, two] = [createSource('one'), createSource('two')];
        const [one2, two2] = [createSource('one'), createSource('two')];
        const first = createReplica([one, two], 1);
        await first.start();
        await until(() => one.runs.length === 1);
        const second = createReplica([one2, two2]);
        await second.start();
        await until(() => two2.runs.length === 1);
        await one.runs[0].apply(
          batch('v1/secrets', [secret('a', 'x')], {
            generation: 'first',
            complete: true,
            observedAt: at(0),
          }),
        );
        await slowDown(table);

        let written = false;
        const began = Date.now();
        const applied = one.runs[0]
          .apply(
            batch('v1/secrets', [secret('a', 'x'), secret('b', 'y')], {
              generation: 'second',
              complete: true,
              observedAt: at(1),
            }),
          )
          .finally(() => {
            written = true;
          });
        const oldest = { lease: Infinity, heartbeat: 0 };
        while (!written) {
          const rows: { left: string; heartbeat_at: string | null }[] =
            await knex('source_leases')
              .join('sources', 'sources.id', 'source_leases.source_id')
              .select(
                knex.raw(
                  'expires_at - (extract(epoch from clock_timestamp()) * 1000)::bigint as left',
                ),
                'heartbeat_at',
              );
          for (const row of rows) {
            oldest.lease = Math.min(oldest.lease, Number(row.left));
            oldest.heartbeat = Math.max(
              oldest.heartbeat,
              Date.now() - Date.parse(row.heartbeat_at!),
            );
          }
          await new Promise(resolve => setTimeout(resolve, 50));
        }
        await applied;
        expect(Date.now() - began).toBeGreaterThanOrEqual(LONG_MS);
        expect(oldest.lease).toBeGreaterThan(0);
        expect(oldest.heartbeat).toBeLessThan(TIMINGS.ttlMs);
        expect([first.held, second.held]).toEqual([['one'], ['two']]);
        expect([one, two, one2, two2].map(({ runs }) => runs.length)).toEqual([
          1, 0, 0, 1,
        ]);
        expect(await knex('source_leases').pluck('fence')).toEqual(['1', '1']);
      },
    );

    it('renews all leases while more sources write than the pool has connections', async () => {
      const sources = Array.from({ length: 12 }, (_, index) =>
        createSource(`s${index}`),
      );
      const database = createKnex({
        client: 'pg',
        connection: knex.client.config.connection,
      });
      const replica = createReplica(sources, 20, database);
      await replica.start();
      await until(() => sources.every(({ runs }) => runs.length === 1));
      await slowDown('streams');

      let written = 0;
      const applied = sources.map(async ({ runs }) => {
        await runs[0].apply(batch('v1/secrets', [], { cursor: '1' }));
        written += 1;
      });
      let left = Infinity;
      while (written < sources.length) {
        const { least } = await knex('source_leases').first(
          knex.raw(
            'min(expires_at - (extract(epoch from clock_timestamp()) * 1000)::bigint) as least',
          ),
        );
        left = Math.min(left, Number(least));
        await new Promise(resolve => setTimeout(resolve, 50));
      }
      await Promise.all(applied);
      expect(left).toBeGreaterThan(0);
      expect(replica.held).toHaveLength(sources.length);
      expect(sources.every(({ runs }) => runs.length === 1)).toBe(true);
      await replica.stop();
      await database.destroy();
    });

    it('begins a requested sync of one source while a batch of another takes long', async () => {
      const [one, two] = [createSource('one'), createSource('two')];
      await createReplica([one, two]).start();
      await until(() => one.runs.length === 1 && two.runs.length === 1);
      await slowDown('analyses');
      const store = new DatabaseInventoryStore({ knex });
      const stored = one.runs[0].apply(
        batch('v1/secrets', [secret('a', 'x')], { cursor: '5' }),
      );
      await until(
        async () =>
          (
            await knex.raw(
              `select 1 from pg_stat_activity where wait_event = 'PgSleep'`,
            )
          ).rows.length > 0,
      );
      const began = Date.now();
      await store.requestSync('one');
      await store.requestSync('two');
      await until(() => two.runs.length === 2);
      expect(Date.now() - began).toBeLessThan(LONG_MS - 1000);
      await stored;
      await until(() => one.runs.length === 2);
      expect(one.runs[1].cursors).toEqual({});
    });

    it('takes a source over once its batch has ended, and others at once', async () => {
      const leases = new LeaseStore({ knex, holder: 'silent', ttlMs: -1 });
      await leases.register(['one', 'two']);
      const fence = (await leases.acquire('one'))!;
      const silent = await knex.transaction();
      await checkFence(silent, fence);

      const [one, two] = [createSource('one'), createSource('two')];
      const replica = createReplica([one, two]);
      await replica.start();
      expect(replica.held).toEqual(['two']);
      await new Promise(resolve => setTimeout(resolve, LONG_MS));
      // It was followed all the time, by a run that nothing cut short.
      expect(replica.held).toEqual(['two']);
      expect(two.runs).toHaveLength(1);
      expect(two.runs[0].signal.aborted).toBe(false);
      expect(one.runs).toHaveLength(0);

      await silent.commit();
      await until(() => one.runs.length === 1);
      await expect(
        new Inventory({ knex }).apply(fence, batch('v1/secrets', [])),
      ).rejects.toMatchObject({ name: 'LeaseLostError' });
    });

    it('lets no batch of the old holder through during a takeover', async () => {
      const leases = new LeaseStore({ knex, holder: 'old', ttlMs: 60_000 });
      await leases.register(['one']);
      const fence = (await leases.acquire('one'))!;
      const takeover = await knex.transaction();
      await takeover('source_leases').update({ holder: 'new', fence: 2 });
      const late = new Inventory({ knex })
        .apply(fence, batch('v1/secrets', [secret('a', 'x')]))
        .catch(error => error);
      await new Promise(resolve => setTimeout(resolve, 200));
      await takeover.commit();
      expect(await late).toMatchObject({ name: 'LeaseLostError' });
      expect(await knex('secrets')).toEqual([]);
    });
  },
);
