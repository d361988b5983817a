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
import {
  countRows,
  CursorTable,
  type CursorTableOptions,
  type SortExpression,
} from './CursorTable';

/** What a page is a part of: rows of one query, in the order of some expressions. */
export interface PagedQuery {
  /** Selects the rows; fields, sorting and paging are added. */
  query: Knex.QueryBuilder;
  fields: readonly string[];
  /** What there are as many of, by fewer joins. */
  counted?: Knex.QueryBuilder;
  expressions: readonly SortExpression[];
}

/** A page of rows, the cursor of the next one, and how many there are if that is asked for. */
export interface SelectedPage<T> {
  items: T[];
  nextCursor?: string;
  totalItems?: number;
}

/**
 * A page of the rows of a query, or of several together.
 *
 * @param parts - in one order: their expressions are of the same types
 */
export async function selectPage<T extends object>(
  knex: Knex,
  parts: readonly PagedQuery[],
  options: Omit<CursorTableOptions, 'types'> & { withTotal?: boolean },
): Promise<SelectedPage<T>> {
  const { withTotal, ...rest } = options;
  const types = parts[0].expressions.map(({ type }) => type);
  const table = new CursorTable({ ...rest, types });
  const valuesOf = (row: Record<string, string | number>) =>
    types.map((type, index) =>
      type === 'number' ? Number(row[`sort_${index}`]) : row[`sort_${index}`],
    );
  const found: { row: T; values: (string | number)[] }[] = [];
  for (const { query, fields, expressions } of parts) {
    const selected = table
      .select(query.clone(), expressions)
      .select([...fields]);
    expressions.forEach(({ sql }, index) => {
      selected.select(knex.raw(`${sql} as sort_${index}`));
    });
    const rows: (T & Record<string, string | number>)[] = await selected;
    found.push(...rows.map(row => ({ row, values: valuesOf(row) })));
  }
  if (parts.length > 1) {
    found.sort((one, other) => table.compare(one.values, other.values));
  }
  const { items, nextCursor } = table.page(found, ({ values }) => values);
  const page = {
    items: items.map(({ row }) => row),
    ...(nextCursor === undefined ? {} : { nextCursor }),
  };
  return withTotal
    ? { ...page, totalItems: await table.totalOf(page, () => countAll(parts)) }
    : page;
}

async function countAll(parts: readonly PagedQuery[]): Promise<number> {
  let total = 0;
  for (const { query, counted = query } of parts) {
    total += await countRows(counted);
  }
  return total;
}
