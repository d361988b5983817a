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

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listTables } from '../../__testUtils__/listTables';
import { databases } from '../../__testUtils__/testInventory';
import { migrationsDirectory } from '../common/migrate';
import { isSqlite } from '../common/rows';
import { tables } from './tables';

jest.setTimeout(60_000);

const TYPES: Record<string, string> = {
  'character varying': 'text',
  smallint: 'integer',
  blob: 'binary',
  bytea: 'binary',
};

describe.each(databases.eachSupportedId())('tables on %s', databaseId => {
  it('are those that the migrations make, with their columns', async () => {
    const knex = await databases.init(databaseId);
    await knex.migrate.latest({ directory: migrationsDirectory });
    const made: Record<string, Record<string, string>> = {};
    for (const table of await listTables(knex)) {
      const columns = Object.entries(await knex(table).columnInfo());
      made[table] = Object.fromEntries(
        columns.map(([name, { type, nullable }]) => [
          name,
          `${TYPES[type] ?? type}${nullable ? '?' : ''}`,
        ]),
      );
    }
    expect(made).toEqual(
      Object.fromEntries(
        Object.entries(tables).map(([name, { columns }]) => [
          name,
          Object.fromEntries(
            // SQLite has one type for all integers that it counts itself.
            Object.entries(columns).map(([column, type]) => [
              column,
              isSqlite(knex) && column === 'id' && type === 'bigint'
                ? 'integer'
                : type,
            ]),
          ),
        ]),
      ),
    );
  });
});

describe('tables', () => {
  it.each(Object.entries(tables).filter(([name]) => name !== 'sources'))(
    'has what deletes the rows of %s',
    (name, { parents, purgedBy }) => {
      expect(parents.length > 0).toBe(purgedBy === undefined);
      for (const { table, by } of parents) {
        const parent = tables[table as keyof typeof tables];
        for (const [own, theirs] of Object.entries(by)) {
          expect(tables[name as keyof typeof tables].columns).toHaveProperty(
            own,
          );
          expect(parent.columns).toHaveProperty(theirs);
        }
      }
      const text =
        purgedBy && readFileSync(join(__dirname, '../..', purgedBy), 'utf8');
      expect(text ?? `'${name}'`).toContain(`'${name}'`);
    },
  );
});
