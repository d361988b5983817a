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
import { cursorPlaces, decodeCursor, encodeCursor } from '../common/cursors';

const LARGEST_PAGE = 1000;

/** One of the expressions that a list is sorted by, ascending or descending together. */
export interface SortExpression {
  sql: string;
  type: 'string' | 'number';
}

/**
 * A page of rows, and the cursor of the next one.
 *
 * @param query - selects the rows; sorting and paging are added
 */
export async function selectPage<T extends object>(
  knex: Knex,
  query: Knex.QueryBuilder,
  options: PageOptions & { expressions: SortExpression[] },
): Promise<{ rows: T[]; nextCursor?: string }> {
  const { expressions, ...rest } = options;
  return await selectMergedPage(knex, [{ query, expressions }], rest);
}

/** Where a page begins, and how long it is. */
export interface PageOptions {
  /** Names the order, so that a cursor of another one is refused. */
  order: string;
  direction: 'asc' | 'desc';
  cursor?: string;
  limit?: number;
}

/** What a page is a part of: rows of one query, in the order of some expressions. */
export interface PagedQuery {
  /** Selects the rows; sorting and paging are added. */
  query: Knex.QueryBuilder;
  expressions: SortExpression[];
}

/**
 * A page of the rows of several queries together, and the cursor of the next one.
 *
 * @param parts - in one order: their expressions are of the same types
 */
export async function selectMergedPage<T extends object>(
  knex: Knex,
  parts: PagedQuery[],
  options: PageOptions,
): Promise<{ rows: T[]; nextCursor?: string }> {
  const { order, direction, cursor } = options;
  const limit = Math.min(Math.max(options.limit ?? 50, 1), LARGEST_PAGE);
  const types = parts[0].expressions.map(({ type }) => type);
  const after =
    cursor === undefined ? undefined : decodeCursor(cursor, order, types);
  const valuesOf = (row: Record<string, string | number>) =>
    types.map((type, index) =>
      type === 'number' ? Number(row[`sort_${index}`]) : row[`sort_${index}`],
    );
  const found: { row: T; values: (string | number)[] }[] = [];
  for (const { query, expressions } of parts) {
    const page = query.clone();
    if (after) {
      page.whereRaw(
        `(${expressions.map(({ sql }) => sql).join(', ')}) ${
          direction === 'asc' ? '>' : '<'
        } (${cursorPlaces(after)})`,
        after,
      );
    }
    expressions.forEach(({ sql }, index) => {
      page.select(knex.raw(`${sql} as sort_${index}`));
      page.orderByRaw(`${sql} ${direction}`);
    });
    const rows: (T & Record<string, string | number>)[] = await page.limit(
      limit + 1,
    );
    found.push(...rows.map(row => ({ row, values: valuesOf(row) })));
  }
  if (parts.length > 1) {
    const sign = direction === 'asc' ? 1 : -1;
    found.sort((one, other) => sign * compare(one.values, other.values));
  }
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    rows: page.map(({ row }) => row),
    ...(found.length > limit && last
      ? { nextCursor: encodeCursor(order, last.values) }
      : {}),
  };
}

/** As the databases do: texts by their bytes. */
function compare(one: (string | number)[], other: (string | number)[]): number {
  for (const [index, value] of one.entries()) {
    const against = other[index];
    const result =
      typeof value === 'number'
        ? value - Number(against)
        : Buffer.compare(Buffer.from(value), Buffer.from(String(against)));
    if (result !== 0) {
      return result;
    }
  }
  return 0;
}
