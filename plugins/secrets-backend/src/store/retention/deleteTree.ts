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
import { deleteRows, isSqlite, type ColumnType } from '../common/rows';
import { tables } from '../tables';

type Row = Record<string, string>;

/** Rows of a log that nothing leads to any more, by what they hung on. */
export interface Leftover {
  table: string;
  columns: Record<string, ColumnType>;
  rows: Row[];
}

/**
 * Deletes rows with all that hangs on them, parents first: whoever adds to one
 * meanwhile either did so before it went, or finds nothing to add to.
 *
 * @param columns - that name the rows
 * @returns what remains of logs, as it may be too much for one transaction
 */
export async function deleteTree(
  tx: Knex.Transaction,
  table: string,
  columns: string[],
  rows: Row[],
): Promise<Leftover[]> {
  const children = childrenOf(table);
  const deleted = await deleteRows<Row>(tx, table, textOf(columns), rows, [
    ...new Set(children.flatMap(({ by }) => Object.values(by))),
  ]);
  const left: Leftover[] = [];
  if (deleted.length === 0) {
    return left;
  }
  for (const { name, by, isLog } of children) {
    const own = Object.keys(by);
    const hanging = deleted.map(row =>
      Object.fromEntries(own.map(column => [column, row[by[column]]])),
    );
    if (isLog) {
      left.push({ table: name, columns: textOf(own), rows: hanging });
    } else {
      left.push(...(await deleteTree(tx, name, own, hanging)));
    }
  }
  return left;
}

/**
 * Deletes some of the rows that a condition selects, in whatever order.
 *
 * @returns how many
 */
export async function deleteSome(
  knex: Knex,
  table: string,
  select: (query: Knex.QueryBuilder) => Knex.QueryBuilder,
  limit: number,
): Promise<number> {
  const rowId = isSqlite(knex) ? 'rowid' : 'ctid';
  const some = select(knex(table)).limit(limit).select(rowId);
  return await knex(table)
    .whereRaw(
      isSqlite(knex) ? 'rowid in (?)' : 'ctid = any(array(?))',
      // As a list that is made first; else it may be made for each row.
      [some],
    )
    .delete();
}

function childrenOf(table: string) {
  return Object.entries(tables).flatMap(([name, { parents, isLog }]) =>
    parents
      .filter(parent => parent.table === table)
      .map(({ by }) => ({ name, by, isLog })),
  );
}

function textOf(columns: string[]): Record<string, ColumnType> {
  return Object.fromEntries(columns.map(column => [column, 'text']));
}
