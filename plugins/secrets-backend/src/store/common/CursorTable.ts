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

import { InputError } from '@backstage/errors';
import type { Knex } from 'knex';

const LARGEST_PAGE = 1000;
const USUAL_PAGE = 50;

/** What a place in an order is made of; numbers are whole. */
type Value = string | number;

type ValueType = 'string' | 'number';

/** One of the expressions that a list is sorted by, ascending or descending together. */
export interface SortExpression {
  sql: string;
  bindings?: string[];
  type: ValueType;
}

/** What page of which list is asked for. */
export interface CursorTableOptions {
  /** Names the order, so that a cursor of another one is refused. */
  order: string;
  /** Of the values that a place in the order is made of. */
  types: readonly ValueType[];
  direction?: 'asc' | 'desc';
  /** Of the page before; the first page has none. */
  cursor?: string;
  limit?: number;
  largest?: number;
}

/** A list that is read page by page: its order, and the page that is asked for. */
export class CursorTable {
  /** Whether a cursor says that it is of an order; it may be forged nevertheless. */
  static isOf(cursor: string, order: string): boolean {
    try {
      return parseCursor(cursor)[0] === order;
    } catch {
      return false;
    }
  }

  readonly limit: number;
  /** Where the page begins: what the last row before it is sorted by. */
  readonly after: readonly Value[] | undefined;
  readonly #order: string;
  readonly #direction: 'asc' | 'desc';

  /** @throws InputError for what is no cursor of this order */
  constructor(options: CursorTableOptions) {
    const {
      order,
      direction = 'asc',
      cursor,
      largest = LARGEST_PAGE,
    } = options;
    this.#order = order;
    this.#direction = direction;
    this.limit = Math.min(Math.max(options.limit ?? USUAL_PAGE, 1), largest);
    this.after =
      cursor === undefined
        ? undefined
        : decodeCursor(cursor, order, options.types);
  }

  /**
   * Sorts a query, begins it after the cursor and ends it one row after the page,
   * which tells whether there are more.
   *
   * @param expressions - of which some may be missing that are the same in all rows
   */
  select<T extends Knex.QueryBuilder>(
    query: T,
    expressions: readonly SortExpression[],
    after = this.after,
  ): T {
    if (after) {
      query.whereRaw(
        `(${expressions.map(({ sql }) => sql).join(', ')}) ${
          this.#direction === 'asc' ? '>' : '<'
        } (${after.map(placeOf).join(', ')})`,
        [...expressions.flatMap(({ bindings = [] }) => bindings), ...after],
      );
    }
    for (const { sql, bindings = [] } of expressions) {
      query.orderByRaw(`${sql} ${this.#direction}`, bindings);
    }
    query.limit(this.limit + 1);
    return query;
  }

  /** Whether a row stands after the cursor, by the first values of its place or by all. */
  isAfter(values: readonly Value[]): boolean {
    return this.after === undefined || this.compare(values, this.after) > 0;
  }

  /** Compares places as the databases do: texts by their bytes. */
  compare(one: readonly Value[], other: readonly Value[]): number {
    const sign = this.#direction === 'asc' ? 1 : -1;
    for (const [index, value] of one.entries()) {
      const against = other[index];
      const result =
        typeof value === 'number'
          ? value - Number(against)
          : compareTexts(value, String(against));
      if (result !== 0) {
        return sign * result;
      }
    }
    return 0;
  }

  /**
   * The page of what was found after the cursor, and the cursor of the next one.
   *
   * @param found - one more than the page if there are more
   */
  page<T>(
    found: readonly T[],
    valuesOf: (item: T) => readonly Value[],
  ): { items: T[]; nextCursor?: string } {
    const items = found.slice(0, this.limit);
    const last = items.at(-1);
    return {
      items,
      ...(found.length > items.length && last !== undefined
        ? { nextCursor: this.cursorAfter(valuesOf(last)) }
        : {}),
    };
  }

  /** The cursor of what comes after a place. */
  cursorAfter(values: readonly Value[]): string {
    return Buffer.from(JSON.stringify([this.#order, ...values])).toString(
      'base64url',
    );
  }

  /** How many there are: a first page that is the last one is counted already. */
  async totalOf(
    page: { items: unknown[]; nextCursor?: string },
    count: () => Promise<number>,
  ): Promise<number> {
    return this.after === undefined && page.nextCursor === undefined
      ? page.items.length
      : await count();
  }
}

/** As their bytes compare in UTF-8: halves of surrogate pairs come after all other characters. */
function compareTexts(one: string, other: string): number {
  const end = Math.min(one.length, other.length);
  for (let index = 0; index < end; index += 1) {
    const left = one.charCodeAt(index);
    const right = other.charCodeAt(index);
    if (left !== right) {
      return orderOf(left) - orderOf(right);
    }
  }
  return one.length - other.length;
}

function orderOf(codeUnit: number): number {
  const isSurrogate = codeUnit >= 0xd800 && codeUnit < 0xe000;
  return isSurrogate ? codeUnit + 0x10000 : codeUnit;
}

/** How many rows a query selects. */
export async function countRows(query: Knex.QueryBuilder): Promise<number> {
  const [{ count }] = await query.clone().count({ count: '*' });
  return Number(count);
}

function decodeCursor(
  cursor: string,
  order: string,
  types: readonly ValueType[],
): Value[] {
  const parsed = parseCursor(cursor);
  if (parsed[0] !== order) {
    throw new InputError('The cursor belongs to another order');
  }
  const values = parsed.slice(1);
  if (
    values.length !== types.length ||
    !values.every((value, index) => isOfType(value, types[index]))
  ) {
    throw new InputError('Malformed cursor');
  }
  return values as Value[];
}

function parseCursor(cursor: string): unknown[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new InputError('Malformed cursor');
  }
  if (!Array.isArray(parsed)) {
    throw new InputError('Malformed cursor');
  }
  return parsed;
}

/** A number may be larger than the column has room for. */
function placeOf(value: Value): string {
  return typeof value === 'number' ? 'cast(? as bigint)' : '?';
}

/** Whether a database can compare with it. */
function isOfType(value: unknown, type: ValueType): boolean {
  return type === 'number'
    ? Number.isSafeInteger(value)
    : typeof value === 'string' && !value.includes('\0');
}
