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
import { startPostgresProcess } from '../portal/startPostgresProcess';
import type { DatabaseFault, FaultyDatabase } from './FaultyDatabase';
import { connect, withKnex } from './withKnex';

const DATABASE = 'backstage_plugin_secrets';
/** What a batch writes, those with fingerprints first; the source can still say what is wrong. */
const WRITTEN = ['secret_keys', 'history', 'streams', 'analyses'];
const LOCK_TIMEOUT = '500ms';

/** A PostgreSQL whose disk is full, whose tables are locked or whose connections break when told. */
export async function startFaultyPostgres(): Promise<FaultyDatabase> {
  const postgres = await startPostgresProcess();
  const server = { client: 'pg', connection: postgres.connectionString };
  const url = new URL(postgres.connectionString);
  url.pathname = `/${DATABASE}`;
  const keyward = { client: 'pg', connection: url.href };
  const faults: Record<DatabaseFault, () => Promise<() => Promise<void>>> = {
    full: async () => {
      await withKnex(keyward, failWrites);
      return async () => {
        await withKnex(keyward, async knex => {
          await knex.raw('drop function no_space cascade');
        });
      };
    },
    locked: async () => {
      // For the connections that there are, too.
      await withKnex(server, async knex => {
        await knex.raw(`alter system set lock_timeout = '${LOCK_TIMEOUT}'`);
        await knex.raw('select pg_reload_conf()');
      });
      const holder = connect(keyward);
      const lock = await holder.transaction();
      await lock.raw('set local lock_timeout = 0');
      await lock.raw('lock table secrets, secret_keys in exclusive mode');
      return async () => {
        await lock.rollback();
        await holder.destroy();
        await withKnex(server, async knex => {
          await knex.raw('alter system reset lock_timeout');
          await knex.raw('select pg_reload_conf()');
        });
      };
    },
    broken: async () => {
      await withKnex(server, async knex => {
        await knex.raw(`alter database ${DATABASE} allow_connections false`);
        await knex.raw(
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = ?',
          [DATABASE],
        );
      });
      return async () => {
        await withKnex(server, async knex => {
          await knex.raw(`alter database ${DATABASE} allow_connections true`);
        });
      };
    },
  };
  return {
    portal: { postgres: postgres.connectionString },
    told: {
      full: /database error 53100: the disk is full/,
      locked: /database error 55P03: a lock was not to be had in time/,
      broken: /database error (?:57P01|55000|08\w{3})|Connection terminated/,
    },
    inject: async fault => await faults[fault](),
    withKeyward: async work => await withKnex(keyward, work),
    stop: async () => await postgres.stop(),
  };
}

/** As a full disk does, yet with the row in the error wherever PostgreSQL has a place for it. */
async function failWrites(knex: Knex): Promise<void> {
  await knex.raw(`
    create function no_space() returns trigger language plpgsql as $$ begin
      raise exception 'no space for %', new using errcode = '53100',
        detail = 'row ' || new::text, hint = new::text;
    end $$`);
  for (const table of WRITTEN) {
    await knex.raw(
      `create trigger no_space before insert or update on ${table}
       for each row execute function no_space()`,
    );
  }
}
