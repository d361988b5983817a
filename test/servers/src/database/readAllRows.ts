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

import createKnex, { type Knex } from 'knex';

/** Whom a walk over all rows of a PostgreSQL tells of each. */
export type RowVisitor = (place: string, text: string) => void;

const OWN = ['postgres', 'template0', 'template1'];

/**
 * Reads every row of every table of every database of a PostgreSQL, as a dump of it
 * would: also of those that Backstage makes for each plugin.
 */
export async function readAllRows(
  connection: string,
  visit: RowVisitor,
): Promise<void> {
  const open = (database?: string): Knex => {
    const url = new URL(connection);
    if (database) {
      url.pathname = `/${database}`;
    }
    return createKnex({
      client: 'pg',
      connection: url.href,
      pool: { min: 0, max: 1 },
    });
  };
  const server = open();
  const databases: string[] = await server('pg_database')
    .whereNotIn('datname', OWN)
    .pluck('datname')
    .finally(() => server.destroy());
  for (const database of databases) {
    const knex = open(database);
    try {
      const tables: { schema: string; name: string }[] = await knex(
        'information_schema.tables',
      )
        .where({ table_type: 'BASE TABLE' })
        .whereNotIn('table_schema', ['pg_catalog', 'information_schema'])
        .select({ schema: 'table_schema', name: 'table_name' });
      for (const { schema, name } of tables) {
        const { rows } = await knex.raw<{ rows: { text: string }[] }>(
          'select t::text as text from ??.?? as t',
          [schema, name],
        );
        rows.forEach(({ text }) =>
          visit(`${database}.${schema}.${name}`, text),
        );
      }
    } finally {
      await knex.destroy();
    }
  }
}
