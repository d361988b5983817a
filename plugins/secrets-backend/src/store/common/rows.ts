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

/** The type of a column of bound rows. A `binary` one is bound as its hexadecimal digits. */
export type ColumnType = 'text' | 'integer' | 'bigint' | 'boolean' | 'binary';

/** A list of rows bound as one parameter, to be read `from` like a table, in one statement whatever its length. */
export interface BoundRows {
  /** To stand after `from` or `join`; its name in the statement is `x`. */
  sql: string;
  /**
   * `join` for tables to be read in the order written, these rows first. SQLite knows
   * nothing of their number, and else may read them all again for each row of a table.
   */
  join: string;
  bindings: [string];
  columns: string[];
}

/** Whether the database is SQLite. */
export function isSqlite(knex: Knex): boolean {
  return knex.client.config.client.includes('sqlite3');
}

/** Binds rows as one JSON document, as neither database limits the size of one parameter as it does their number. */
export function boundRows(
  knex: Knex,
  columns: Record<string, ColumnType>,
  rows: readonly object[],
): BoundRows {
  const names = Object.keys(columns);
  const json = storableJson(rows);
  if (isSqlite(knex)) {
    const fields = names.map(name => {
      const value = `json_extract(value, '$.${name}')`;
      return `${
        columns[name] === 'binary' ? `unhex(${value})` : value
      } as "${name}"`;
    });
    return {
      sql: `(select ${fields.join(', ')} from json_each(?)) as x`,
      join: 'cross join',
      bindings: [json],
      columns: names,
    };
  }
  const fields = names.map(
    name => `"${name}" ${columns[name] === 'binary' ? 'text' : columns[name]}`,
  );
  const recordset = `json_to_recordset(?::json) as x(${fields.join(', ')})`;
  const isBinary = (name: string) => columns[name] === 'binary';
  const selected = names.map(name =>
    isBinary(name) ? `decode("${name}", 'hex') as "${name}"` : `"${name}"`,
  );
  return {
    sql: names.some(isBinary)
      ? `(select ${selected.join(', ')} from ${recordset}) as x`
      : recordset,
    join: 'join',
    bindings: [json],
    columns: names,
  };
}

/** Binds texts as rows of one column, see {@link boundRows}. */
export function boundTexts(
  knex: Knex,
  column: string,
  texts: readonly string[],
): BoundRows {
  return boundRows(
    knex,
    { [column]: 'text' },
    texts.map(text => ({ [column]: text })),
  );
}

/** A condition over bound values. */
export interface BoundCondition {
  sql: string;
  bindings: [Knex.RawBinding];
}

/**
 * That a column has one of some values, bound as one parameter. For values
 * alone it is cheaper than a join with `boundRows`: PostgreSQL knows how many
 * there are and reads an index once for all.
 */
export function isAnyOf(
  knex: Knex,
  column: string,
  values: readonly string[],
): BoundCondition {
  return isSqlite(knex)
    ? {
        sql: `${column} in (select value from json_each(?))`,
        bindings: [storableJson(values)],
      }
    : { sql: `${column} = any(?)`, bindings: [values.map(storableText)] };
}

/**
 * Inserts rows in one statement.
 *
 * @param conflict - what stands after `on conflict`
 */
export async function insertRows(
  knex: Knex,
  table: string,
  columns: Record<string, ColumnType>,
  rows: readonly object[],
  conflict?: string,
): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  const bound = boundRows(knex, columns, rows);
  const names = bound.columns.map(name => `"${name}"`).join(', ');
  // SQLite takes `on` for a join's without a where before it.
  const onConflict = conflict ? ` where true on conflict ${conflict}` : '';
  await knex.raw(
    `insert into ${table} (${names}) select ${names} from ${bound.sql}${onConflict}`,
    bound.bindings,
  );
}

/** Updates rows in one statement, by columns that name them. */
export async function updateRows(
  knex: Knex,
  table: string,
  by: string[],
  columns: Record<string, ColumnType>,
  rows: readonly object[],
): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  const bound = boundRows(knex, columns, rows);
  const sets = bound.columns
    .filter(name => !by.includes(name))
    .map(name => `"${name}" = x."${name}"`);
  const joins = by.map(name => `${table}."${name}" = x."${name}"`);
  await knex.raw(
    `update ${table} set ${sets.join(', ')} from ${
      bound.sql
    } where ${joins.join(' and ')}`,
    bound.bindings,
  );
}

/**
 * Deletes rows in one statement, by columns that name them.
 *
 * @param returning - columns of what is deleted to be read
 */
export async function deleteRows<T = never>(
  knex: Knex,
  table: string,
  columns: Record<string, ColumnType>,
  rows: readonly object[],
  returning: readonly string[] = [],
): Promise<T[]> {
  if (rows.length === 0) {
    return [];
  }
  const bound = boundRows(knex, columns, rows);
  const quoted = (names: readonly string[]) =>
    names.map(name => `"${name}"`).join(', ');
  const names = quoted(bound.columns);
  const read = returning.length > 0 ? ` returning ${quoted(returning)}` : '';
  return await selectRows<T>(
    knex,
    `delete from ${table} where (${names}) in (select ${names} from ${bound.sql})${read}`,
    bound.bindings,
  );
}

/** Reads what a statement over bound rows selects. */
export async function selectRows<T>(
  knex: Knex,
  sql: string,
  bindings: readonly Knex.RawBinding[],
): Promise<T[]> {
  const result = await knex.raw(sql, bindings);
  return isSqlite(knex) ? result : result.rows;
}

/**
 * JSON that PostgreSQL takes: without NUL, which its text cannot hold, and
 * without halves of surrogate pairs, which are no text at all.
 */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!json.includes('\\u0000') && !/\\ud[89a-f]/i.test(json)) {
    return json;
  }
  return JSON.stringify(storable(value));
}

function storable(value: unknown): unknown {
  if (typeof value === 'string') {
    return storableText(value);
  }
  if (Array.isArray(value)) {
    return value.map(storable);
  }
  if (value && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [
        storableText(key),
        storable(entry),
      ]),
    );
  }
  return value;
}

/** PostgreSQL has no place in an index for rows of more than 2704 bytes: three of these and what stands beside them. */
const LONGEST_INDEXED = 768;

/** Whether a text may stand in a column of an index. Who may write to a cluster may write longer ones. */
export function isIndexable(text: string): boolean {
  return Buffer.byteLength(text) <= LONGEST_INDEXED;
}

/** Text without what PostgreSQL cannot hold. */
export function storableText(text: string): string {
  // By the u flag whole pairs are no surrogates; NUL is no letter that a pattern may name.
  return text.replace(/[\ud800-\udfff]/gu, '\ufffd').replaceAll('\0', '\ufffd');
}

/**
 * A column by which nothing is looked up. Without statistics SQLite takes any index
 * that begins with the source and holds all columns, and then reads all rows of it for
 * each row that it is joined with.
 */
export function unsought(column: string): string {
  return `(${column} || '')`;
}
