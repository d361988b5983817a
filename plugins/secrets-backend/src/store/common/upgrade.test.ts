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

// A database that version 0.1 has filled is brought up to date without loss. The
// fixture is what a portal of 27 November 2026 held after it had followed the
// simulated estate for 60 simulated days: five findings acknowledged, five suppressed.
// One line is one table: {"table", "columns", "rows"}.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Knex } from 'knex';
import { databases } from '../../__testUtils__/testInventory';
import { locatorOf } from '../edges/edgeRow';
import { locatorKeyOf } from '../edges/locatorKeyOf';
import { placeOf } from '../edges/placeOf';
import { migrationsDirectory } from './migrate';

jest.setTimeout(60_000);

const LAST_MIGRATION = '20261128193000_page_costs.js';
const AT_A_TIME = 50;

interface FilledTable {
  table: string;
  columns: string[];
  rows: (string | number | null)[][];
}

const filled: FilledTable[] = gunzipSync(
  readFileSync(join(__dirname, '__fixtures__', 'filled-0.1.ndjson.gz')),
)
  .toString()
  .trim()
  .split('\n')
  .map(line => JSON.parse(line));

/** Runs the migrations that the version had. */
async function migrateTo(knex: Knex, last: string) {
  const migrate = { directory: migrationsDirectory };
  const [, open]: [unknown, { file: string }[]] = await knex.migrate.list(
    migrate,
  );
  for (const { file } of open.filter(each => each.file <= last)) {
    await knex.migrate.up({ ...migrate, name: file });
  }
}

async function fill(knex: Knex, { table, columns, rows }: FilledTable) {
  const info = await knex(table).columnInfo();
  for (let start = 0; start < rows.length; start += AT_A_TIME) {
    await knex(table).insert(
      rows
        .slice(start, start + AT_A_TIME)
        .map(row =>
          Object.fromEntries(
            columns.map((column, at) => [
              column,
              info[column].type === 'boolean' && row[at] !== null
                ? Boolean(row[at])
                : row[at],
            ]),
          ),
        ),
    );
  }
}

async function read(knex: Knex, { table, columns }: FilledTable) {
  const rows: Record<string, unknown>[] =
    table === 'object_deliveries'
      ? await readDeliveries(knex)
      : await knex(table).select(columns);
  return rows.map(row => columns.map(column => row[column]));
}

/** What objects deliver, as edges say it: a row for each place that it comes from. */
async function readDeliveries(knex: Knex) {
  const edges: Record<string, any>[] = await knex('edges').orderBy([
    'source_id',
    'holder',
    'position',
  ]);
  const deliveries = new Map<string, Record<string, any>>();
  const positions = new Map<string, number>();
  for (const edge of edges) {
    expect(edge).toMatchObject({
      via_ref: edge.holder,
      to_source: edge.source_id,
      from_ref: null,
    });
    const key = `${edge.holder} ${edge.to_ref}`;
    let delivery = deliveries.get(key);
    if (!delivery) {
      const position = positions.get(edge.holder) ?? 0;
      positions.set(edge.holder, position + 1);
      delivery = {
        source_id: edge.source_id,
        object_ref: edge.holder,
        position,
        ...placeOf(edge.to_ref, edge.source_id),
        from: [],
      };
      deliveries.set(key, delivery);
    }
    const locator = locatorOf(edge as any);
    if (locator) {
      delivery.from.push(locator);
      expect(edge.locator).toBe(locatorKeyOf(locator));
    }
  }
  return [...deliveries.values()].map(({ from, ...delivery }) => ({
    ...delivery,
    origins: JSON.stringify(from),
  }));
}

/** Without what is said elsewhere by now. */
function kept(table: FilledTable): FilledTable {
  const at = table.columns.indexOf('origin');
  const withoutOrigin = <T>(items: T[]) => items.filter((_, i) => i !== at);
  return table.table === 'secrets' && at >= 0
    ? {
        ...table,
        columns: withoutOrigin(table.columns),
        rows: table.rows.map(withoutOrigin),
      }
    : table;
}

/** The rows in one order, with what both databases say alike. */
const sorted = (rows: unknown[][]) =>
  rows.map(row => JSON.stringify(row.map(plain))).sort();

function plain(value: unknown): unknown {
  if (typeof value === 'boolean') {
    return String(Number(value));
  }
  // A bigint comes from PostgreSQL as text.
  return value === null ? null : String(value);
}

describe.each(databases.eachSupportedId())('version 0.1 on %s', databaseId => {
  it('keeps every row', async () => {
    const knex = await databases.init(databaseId);
    await migrateTo(knex, LAST_MIGRATION);
    for (const table of filled) {
      await fill(knex, table);
    }
    await knex.migrate.latest({ directory: migrationsDirectory });
    for (const table of filled.map(kept)) {
      expect([table.table, sorted(await read(knex, table))]).toEqual([
        table.table,
        sorted(table.rows),
      ]);
    }
  });
});
