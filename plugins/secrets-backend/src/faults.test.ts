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
  coreServices,
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  secretsSourcesExtensionPoint,
  type SecretsSource,
} from '@keyward/backstage-plugin-secrets-node';
import { kubernetesSecretRef } from '@keyward/observation';
import type { Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import request from 'supertest';
import { listTables } from './__testUtils__/listTables';
import { createKeepingLogger, SQL } from './__testUtils__/logs';
import { batch, key, secret } from './__testUtils__/observations';
import { databases } from './__testUtils__/testInventory';
import { isSqlite } from './store/common/rows';
import secretsPlugin from '.';

jest.setTimeout(180_000);

/** What every fingerprint holds; their column alone may have it. */
const CANARY = 'c4n4ry';
const PREFIX = '/api/secrets';
const ASKED = [
  '/secrets',
  '/secrets/summary',
  '/findings',
  '/findings/summary',
  '/rotation/summary',
  '/rotation/keys',
  '/rotation/calendar',
  '/rotation/history',
  '/certificates',
  '/sources',
  '/access/subjects',
  '/access/risks',
  '/access/reach?sourceId=secrets&start=u:jane',
  '/access/namespaces',
  '/access/grants',
  '/secrets/export',
  '/findings/export',
];

/** Of each a source of its own, whose writes to it can be made to fail. */
const TABLES = [
  'analyses',
  'findings',
  'history',
  'labels',
  'rotation_keys',
  'secret_keys',
  'secrets',
  'sources',
  'streams',
];
const sourceOf = (table: string) => table.replace('_', '-');

/**
 * Sources that tell of more secrets, all with one value in common, as often as they
 * are poked; those of before are gone then.
 */
function createModule() {
  let count = 0;
  const told = new Map<string, string[]>();
  const waiting: (() => void)[] = [];
  const module = {
    /** How many secrets are told of at a time. */
    size: 2,
    poke() {
      waiting.splice(0).forEach(goOn => goOn());
    },
  };
  const createBatch = (source: string) => {
    count += 1;
    const keys = [
      key('password', `${CANARY}-${count}`),
      key('token', `${CANARY}-same`),
    ];
    const upserts = Array.from({ length: module.size }, (_, index) =>
      secret('shop', `s-${count}-${index}`, {
        ref: kubernetesSecretRef(source, 'shop', `s-${count}-${index}`),
        keys,
        labels: { app: `shop-${count}` },
      }),
    );
    const gone = told.get(source) ?? [];
    told.set(
      source,
      upserts.map(({ ref }) => ref),
    );
    return batch('v1/secrets', upserts, {
      gone,
      ...(count > TABLES.length
        ? {}
        : { generation: `g${count}`, complete: true }),
      cursor: `${count}`,
      observedAt: new Date().toISOString(),
    });
  };
  const sources: SecretsSource[] = TABLES.map(table => ({
    id: sourceOf(table),
    kind: 'kubernetes',
    title: table,
    async run(run) {
      while (!run.signal.aborted) {
        await run.apply(createBatch(sourceOf(table)));
        await run.report({ state: 'live', problems: [] });
        await new Promise<void>(resolve => {
          waiting.push(resolve);
          run.signal.addEventListener('abort', () => resolve());
        });
      }
    },
  }));
  const feature = createBackendModule({
    pluginId: 'secrets',
    moduleId: 'test',
    register(reg) {
      reg.registerInit({
        deps: { extension: secretsSourcesExtensionPoint },
        async init({ extension }) {
          extension.addSourceProvider({ getSources: async () => sources });
        },
      });
    },
  });
  return Object.assign(module, { feature });
}

/**
 * Has the writes of each source to its own table fail, in a way that quotes what
 * is written where the database can.
 */
async function failWrites(knex: Knex): Promise<() => Promise<void>> {
  const triggers: string[] = [];
  const add = async (table: string, event: string, whenever: string) => {
    const name = `fail_${table}_${event}`;
    const id = table === 'sources' ? 'id' : 'source_id';
    await knex.raw(
      `create trigger ${name} before ${event} on ${table} for each row
       when (new.${id} = '${sourceOf(table)}') ${whenever}`,
    );
    triggers.push(isSqlite(knex) ? name : `${name} on ${table}`);
  };
  if (!isSqlite(knex)) {
    await knex.raw(`
      create or replace function fail() returns trigger language plpgsql as $$ begin
        raise exception 'no space for %', new using errcode = '53100',
          detail = 'row ' || new::text, hint = new::text;
      end $$`);
  }
  for (const table of TABLES) {
    for (const event of ['insert', 'update']) {
      await add(
        table,
        event,
        isSqlite(knex)
          ? `begin select raise(abort, 'no space'); end`
          : 'execute function fail()',
      );
    }
  }
  return async () => {
    for (const trigger of triggers) {
      await knex.raw(`drop trigger ${trigger}`);
    }
  };
}

/** All that is stored, but for the fingerprints themselves. */
async function dumpDatabase(knex: Knex): Promise<string> {
  const dump: Record<string, unknown[]> = {};
  for (const table of await listTables(knex)) {
    dump[table] = (await knex(table)).map(({ fingerprint, ...rest }) => rest);
  }
  return JSON.stringify(dump);
}

describe.each(databases.eachSupportedId())(
  'Errors of the database on %s',
  databaseId => {
    let knex: Knex;
    let backend: TestBackend;
    const module = createModule();
    const logged: string[] = [];
    const areLive = async () =>
      (await knex('sources').where({ state: 'live' })).length === TABLES.length;

    beforeAll(async () => {
      for (const method of ['log', 'warn', 'error'] as const) {
        jest.spyOn(console, method).mockImplementation((...args) => {
          logged.push(inspect(args, { depth: 8, showHidden: true }));
        });
      }
      knex = await databases.init(databaseId);
      backend = await startTestBackend({
        features: [
          secretsPlugin,
          module.feature,
          catalogServiceMock.factory(),
          createServiceFactory({
            service: coreServices.database,
            deps: {},
            factory: () => ({ getClient: async () => knex }),
          }),
          createServiceFactory({
            service: coreServices.rootLogger,
            deps: {},
            factory: () => createKeepingLogger(logged),
          }),
          mockServices.rootConfig.factory({
            data: { secrets: { access: { groups: ['user:default/mock'] } } },
          }),
        ],
      });
      await until(areLive);
    });

    afterAll(async () => {
      await backend.stop();
      jest.restoreAllMocks();
    });

    const get = async (path: string) =>
      await request(backend.server).get(`${PREFIX}${path}`);

    async function until(check: () => Promise<boolean> | boolean, ms = 15_000) {
      for (const deadline = Date.now() + ms; !(await check()); ) {
        if (Date.now() > deadline) {
          throw new Error('It did not come to pass');
        }
        await sleep(50);
      }
    }

    /** The first place where a text has a value or a statement in it. */
    function findLeak(text: string): string | undefined {
      const value = new RegExp(`.{0,200}${CANARY}.{0,80}`, 's');
      return (value.exec(text) ?? SQL.exec(text))?.[0];
    }

    it('has the canaries where they belong', async () => {
      const stored = await knex('secret_keys').pluck('fingerprint');
      expect(stored.every((text: string) => text.startsWith(CANARY))).toBe(
        true,
      );
      expect(stored.length).toBeGreaterThanOrEqual(4 * TABLES.length);
      for (const path of ASKED) {
        expect([path, (await get(path)).status]).toEqual([path, 200]);
      }
      expect(findLeak(await dumpDatabase(knex))).toBeUndefined();
      expect(findLeak(logged.join('\n'))).toBeUndefined();
    });

    it('tells of writes that fail, and of no value', async () => {
      const before = logged.length;
      const mend = await failWrites(knex);
      module.poke();
      const told = (table: string) =>
        logged
          .slice(before)
          .some(
            line =>
              line.includes('database error') &&
              line.includes(` ${sourceOf(table)} `),
          );
      await until(() => TABLES.every(told)).catch(() => {});
      expect(TABLES.filter(table => !told(table))).toEqual([]);
      for (const path of ASKED) {
        const { status, text } = await get(path);
        expect([path, status]).toEqual([path, 200]);
        expect(findLeak(text)).toBeUndefined();
      }
      expect((await get('/sources')).text).toContain('database error');
      expect(findLeak(await dumpDatabase(knex))).toBeUndefined();
      expect(findLeak(logged.join('\n'))).toBeUndefined();
      await mend();
      await until(areLive, 30_000);
    });

    it('answers 500 without a statement where a table is gone', async () => {
      const id = await knex('secrets').first('id');
      const failed = new Set<string>();
      for (const table of ['secret_keys', 'secrets', 'findings', 'sources']) {
        await knex.schema.renameTable(table, 'elsewhere');
        for (const path of [...ASKED, `/secrets/by-id/${id.id}`]) {
          const { status, text } = await get(path);
          expect(findLeak(text)).toBeUndefined();
          if (status === 500 && text.includes('database error')) {
            failed.add(path);
          }
        }
        await knex.schema.renameTable('elsewhere', table);
      }
      expect(failed.size).toBeGreaterThan(10);
      expect(findLeak(logged.join('\n'))).toBeUndefined();
    });

    if (databaseId === 'SQLITE_3') {
      it('tells of a disk that is full', async () => {
        const [{ page_count: pages }] = await knex.raw('pragma page_count');
        await knex.raw(`pragma max_page_count = ${pages}`);
        const before = logged.length;
        module.size = 500;
        module.poke();
        await until(() =>
          logged.slice(before).join('\n').includes('SQLITE_FULL'),
        );
        await knex.raw('pragma max_page_count = 1000000');
        expect(findLeak(logged.join('\n'))).toBeUndefined();
        expect(findLeak(await dumpDatabase(knex))).toBeUndefined();
      });
    } else {
      it('tells of a connection that breaks in the middle of a batch', async () => {
        await knex.raw(`
          create function wait() returns trigger language plpgsql as
          $$ begin perform pg_sleep(30); return null; end $$`);
        await knex.raw(
          `create trigger wait after insert on secret_keys for each row
           when (new.source_id = 'secrets') execute function wait()`,
        );
        const before = logged.length;
        module.poke();
        await until(
          async () =>
            (
              await knex.raw(`
                select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and wait_event = 'PgSleep'`)
            ).rows.length > 0,
        );
        await knex.raw('drop trigger wait on secret_keys');
        await until(() =>
          /database error(?: 57P01|: the connection was lost)/.test(
            logged.slice(before).join('\n'),
          ),
        );
        await until(areLive, 30_000);
        expect(findLeak(logged.join('\n'))).toBeUndefined();
        expect(findLeak(await dumpDatabase(knex))).toBeUndefined();
      });
    }
  },
);
