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
import { decodeCursor, encodeCursor } from '../database/cursors';

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
  options: {
    /** Names the order, so that a cursor of another one is refused. */
    order: string;
    expressions: SortExpression[];
    direction: 'asc' | 'desc';
    cursor?: string;
    limit?: number;
  },
): Promise<{ rows: T[]; nextCursor?: string }> {
  const { order, expressions, direction, cursor } = options;
  const limit = Math.min(Math.max(options.limit ?? 50, 1), LARGEST_PAGE);
  const page = query.clone();
  if (cursor !== undefined) {
    const values = decodeCursor(
      cursor,
      order,
      expressions.map(({ type }) => type),
    );
    page.whereRaw(
      `(${expressions.map(({ sql }) => sql).join(', ')}) ${
        direction === 'asc' ? '>' : '<'
      } (${expressions.map(() => '?').join(', ')})`,
      values,
    );
  }
  expressions.forEach(({ sql }, index) => {
    page.select(knex.raw(`${sql} as sort_${index}`));
    page.orderByRaw(`${sql} ${direction}`);
  });
  const found: (T & Record<string, string | number>)[] = await page.limit(
    limit + 1,
  );
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return found.length > limit && last
    ? {
        rows,
        nextCursor: encodeCursor(
          order,
          expressions.map(({ type }, index) =>
            type === 'number'
              ? Number(last[`sort_${index}`])
              : last[`sort_${index}`],
          ),
        ),
      }
    : { rows };
}
