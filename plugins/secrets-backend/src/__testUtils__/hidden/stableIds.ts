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

import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { boundRows, isSqlite } from '../../store/common/rows';
import { tables } from '../../store/tables';

/** Empties a database, so that it is as it was after its migrations. */
export async function emptyTables(knex: Knex): Promise<void> {
  if (isSqlite(knex)) {
    const rows: { name: string }[] = await knex('sqlite_master')
      .where({ type: 'table' })
      .select('name');
    for (const { name } of rows) {
      if (!name.startsWith('knex_')) {
        await knex(name).delete();
      }
    }
    return;
  }
  const rows: { name: string }[] = await knex('information_schema.tables')
    .whereRaw('table_schema = current_schema()')
    .select('table_name as name');
  const names = rows
    .map(({ name }) => `"${name}"`)
    .filter(name => !name.startsWith('"knex_'));
  await knex.raw(`truncate ${names.join()} restart identity`);
}

/**
 * Gives secrets and findings ids that follow from what they are, instead of random
 * ones, so that answers from two databases can be compared.
 */
export async function useStableIds(knex: Knex): Promise<void> {
  await rename(
    knex,
    'secrets',
    await knex('secrets').select('id as before', 'ref as name'),
  );
  const findings: { id: string; rule: string; item: string; ref: string }[] =
    await knex('findings as f')
      .join('secrets as s', 's.id', 'f.secret_id')
      .select('f.id', 'f.rule', 'f.item', 's.ref');
  await rename(
    knex,
    'findings',
    findings.map(({ id, ...what }) => ({
      before: id,
      name: JSON.stringify(what),
    })),
  );
}

async function rename(
  knex: Knex,
  named: 'secrets' | 'findings',
  rows: { before: string; name: string }[],
): Promise<void> {
  const changed = rows
    .map(({ before, name }) => ({ before, after: idOf(name) }))
    .filter(({ before, after }) => before !== after);
  if (changed.length === 0) {
    return;
  }
  const bound = boundRows(knex, { before: 'text', after: 'text' }, changed);
  const columns = Object.entries(tables).flatMap(([table, { parents }]) =>
    parents
      .filter(parent => parent.table === named)
      .flatMap(({ by }) =>
        Object.keys(by)
          .filter(column => by[column] === 'id')
          .map(column => [table, column]),
      ),
  );
  for (const [table, column] of [...columns, [named, 'id']]) {
    await knex.raw(
      `update ${table} set ${column} = x.after from ${bound.sql}
       where ${table}.${column} = x.before`,
      bound.bindings,
    );
  }
}

function idOf(text: string): string {
  return createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
