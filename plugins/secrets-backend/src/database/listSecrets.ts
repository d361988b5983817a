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
import { cursorPlaces, decodeCursor, encodeCursor } from './cursors';
import { selectSecrets, staleIds, type SourceStates } from './secretFilters';
import {
  loadLinks,
  SUMMARY_COLUMNS,
  toSecret,
  type SecretRow,
} from './secretRow';
import type { ListSecretsQuery, SecretOrderField, StoredSecret } from './types';

const LARGEST_PAGE = 1000;

/** Columns by which a list is sorted; all in one direction, so that a page begins by one comparison. */
const ORDERS: Record<
  SecretOrderField,
  {
    columns: string[];
    /** Ascending columns mean a descending field. */ flipped?: boolean;
  }
> = {
  attention: { columns: ['urgency', 'calm', 'name', 'id'], flipped: true },
  name: { columns: ['name', 'namespace', 'id'] },
  class: { columns: ['class', 'name', 'id'] },
  namespace: { columns: ['namespace', 'name', 'id'] },
  source: { columns: ['source_id', 'namespace', 'name', 'id'] },
  delivery: { columns: ['deliverer_kind', 'name', 'id'] },
  consumers: { columns: ['consumer_count', 'name', 'id'] },
  // The older a value, the earlier it was set.
  age: { columns: ['age_sort', 'name', 'id'], flipped: true },
};

const NUMBERS = new Set(['urgency', 'calm', 'consumer_count']);

/** A page of secrets. */
export async function listSecrets(
  knex: Knex,
  sources: SourceStates,
  query: ListSecretsQuery,
): Promise<{
  items: StoredSecret[];
  totalItems?: number;
  nextCursor?: string;
}> {
  const limit = Math.min(Math.max(query.limit ?? 50, 1), LARGEST_PAGE);
  const { field, direction } = query.orderBy ?? {
    field: 'attention',
    direction: 'desc',
  };
  const order = `${field},${direction}`;
  const { columns, flipped } = ORDERS[field];
  const sqlDirection = (direction === 'asc') === !flipped ? 'asc' : 'desc';
  const stale = staleIds(sources);
  const sorted = columns.filter(name => name !== 'calm' || stale.length > 0);
  const expressions = sorted.map(name => expressionOf(name, stale));

  const page = selectSecrets(knex, sources, query).select<SecretRow[]>(
    SUMMARY_COLUMNS.map(name => `s.${name}`),
  );
  if (query.cursor !== undefined) {
    const values = decodeCursor(
      query.cursor,
      order,
      columns.map(name => (NUMBERS.has(name) ? 'number' : 'string')),
    ).filter((_, index) => columns[index] !== 'calm' || stale.length > 0);
    whereAfter(page, expressions, values, sqlDirection);
  }
  for (const { sql, bindings } of expressions) {
    page.orderByRaw(`${sql} ${sqlDirection}`, bindings);
  }
  const rows: SecretRow[] = await page.limit(limit + 1);
  const shown = rows.slice(0, limit);
  const links = await loadLinks(knex, shown);
  return {
    items: shown.map(row => toSecret(row, sources, links)),
    ...(query.withTotal
      ? {
          // A first page that is the last one is counted already.
          totalItems:
            query.cursor === undefined && rows.length <= limit
              ? rows.length
              : await countSecrets(knex, sources, query),
        }
      : {}),
    ...(rows.length > limit
      ? {
          nextCursor: encodeCursor(
            order,
            columns.map(name => valueOf(shown.at(-1)!, name, stale)),
          ),
        }
      : {}),
  };
}

async function countSecrets(
  knex: Knex,
  sources: SourceStates,
  query: ListSecretsQuery,
): Promise<number> {
  const [{ count }] = await selectSecrets(knex, sources, query).count({
    count: '*',
  });
  return Number(count);
}

interface Expression {
  sql: string;
  bindings: string[];
}

function expressionOf(name: string, stale: string[]): Expression {
  return name === 'calm'
    ? {
        sql: `case when s.source_id in (${stale
          .map(() => '?')
          .join(', ')}) then 0 else 1 end`,
        bindings: stale,
      }
    : { sql: `s.${name}`, bindings: [] };
}

function valueOf(row: SecretRow, name: string, stale: string[]) {
  return name === 'calm'
    ? Number(!stale.includes(row.source_id))
    : row[name as keyof SecretRow];
}

function whereAfter(
  query: Knex.QueryBuilder,
  expressions: Expression[],
  values: (string | number)[],
  direction: 'asc' | 'desc',
): void {
  query.whereRaw(
    `(${expressions.map(({ sql }) => sql).join(', ')}) ${
      direction === 'asc' ? '>' : '<'
    } (${cursorPlaces(values)})`,
    [...expressions.flatMap(({ bindings }) => bindings), ...values],
  );
}
