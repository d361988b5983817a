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
  type SortExpression,
} from '../common/CursorTable';
import { groupBy } from '../common/groups';
import {
  COLUMNS,
  countGroups,
  loadCopies,
  nameOf,
  selectGrouped,
} from './groupedSecrets';
import { isNarrow } from './applyVisibility';
import { findFailures } from './findFailures';
import { loadOfOtherSystems } from './loadOfOtherSystems';
import { selectSecrets, staleIds, type SourceStates } from './secretFilters';
import { loadLinks, toDelivered, toSecret, type SecretRow } from './secretRow';
import type { ListedSecret, ListSecretsQuery, SecretOrderField } from './types';
import {
  selectRaised,
  selectWithWorst,
  type SecretsQuery,
  whereState,
  withRaised,
} from './worstFindings';

const WORST_STORED = 's.worst';

/** Columns by which a list is sorted; all in one direction, so that a page begins by one comparison. */
const ORDERS: Record<
  SecretOrderField,
  {
    columns: string[];
    /** Ascending columns mean a descending field. */ flipped?: boolean;
  }
> = {
  attention: { columns: ['worst', 'calm', 'name', 'id'], flipped: true },
  name: { columns: ['name', 'namespace', 'id'] },
  class: { columns: ['class', 'name', 'id'] },
  namespace: { columns: ['namespace', 'name', 'id'] },
  source: { columns: ['source_id', 'namespace', 'name', 'id'] },
  delivery: { columns: ['deliverer_kind', 'name', 'id'] },
  consumers: { columns: ['consumer_count', 'name', 'id'] },
  // The older a value, the earlier it was set.
  age: { columns: ['age_sort', 'name', 'id'], flipped: true },
};

const NUMBERS = new Set(['worst', 'calm', 'consumer_count']);

/** A page of secrets. */
export async function listSecrets(
  knex: Knex,
  sources: SourceStates,
  asked: ListSecretsQuery,
): Promise<{
  items: ListedSecret[];
  totalItems?: number;
  totalGroups?: number;
  nextCursor?: string;
}> {
  const { field, direction } = asked.orderBy ?? {
    field: 'attention',
    direction: 'desc',
  };
  const { columns, flipped } = ORDERS[field];
  const table = new CursorTable({
    order: `${field},${direction}`,
    types: columns.map(name => (NUMBERS.has(name) ? 'number' : 'string')),
    direction: (direction === 'asc') === !flipped ? 'asc' : 'desc',
    cursor: asked.cursor,
    limit: asked.limit,
  });
  const stale = staleIds(sources);
  // The same in all rows if no source is stale.
  const isSorted = (name: string) => name !== 'calm' || stale.length > 0;
  const expressions = columns
    .filter(isSorted)
    .map(name => expressionOf(name, stale));
  const after = table.after?.filter((_, index) => isSorted(columns[index]));
  const toPage = (builder: Knex.QueryBuilder, worst: string) =>
    table.select(
      builder,
      expressions.map(expression =>
        expression.sql === WORST_STORED
          ? { ...expression, sql: worst }
          : expression,
      ),
      after,
    );
  const select = () => selectSecrets(knex, sources, asked).select(COLUMNS);
  const { query, rows } = await readRows(
    knex,
    sources,
    asked,
    async (each): Promise<SecretRow[]> =>
      await toPage(
        selectRows(knex, sources, each, select, toPage),
        WORST_STORED,
      ),
  );
  const page = table.page(rows, row =>
    columns.map(name => valueOf(row, name, stale)),
  );
  const { items: shown, nextCursor } = page;
  const [{ copies, links, failures }, elsewhere, totals] = await Promise.all([
    loadRest(knex, sources, query, shown),
    loadOfOtherSystems(knex, sources, query.visibility, shown),
    countAll(knex, sources, query, total => table.totalOf(page, total)),
  ]);
  const copiesOf = groupBy(copies, nameOf);
  return {
    items: shown.map(row => {
      const ofRow = copiesOf.get(nameOf(row));
      return {
        ...toSecret(row, sources, links, failures),
        ...elsewhere.get(row.id),
        ...(restsOnWorst(asked) && Number(row.worst) === 0
          ? { isClear: true as const }
          : {}),
        ...(ofRow
          ? {
              copies: ofRow.map(copy =>
                toSecret(copy, sources, links, failures),
              ),
            }
          : {}),
      };
    }),
    ...totals,
    ...(nextCursor === undefined ? {} : { nextCursor }),
  };
}

/**
 * The rows of a page, and the query that knows whether any secret has a worse finding
 * for the caller than what is stored of it. Of the few secrets of an entity the page is
 * read while that is asked, as if none had: mostly none has.
 */
async function readRows(
  knex: Knex,
  sources: SourceStates,
  asked: ListSecretsQuery,
  read: (query: ListSecretsQuery & SecretsQuery) => Promise<SecretRow[]>,
): Promise<{ query: ListSecretsQuery & SecretsQuery; rows: SecretRow[] }> {
  if (!restsOnWorst(asked)) {
    return { query: asked, rows: await read(asked) };
  }
  const isEarly = isNarrow(asked.visibility) && !asked.grouped;
  const [query, early] = await Promise.all([
    withRaised<ListSecretsQuery & SecretsQuery>(knex, sources, asked),
    isEarly ? read({ ...asked, noneRaised: true }) : undefined,
  ]);
  return {
    query,
    rows: early && query.noneRaised ? early : await read(query),
  };
}

/** What belongs to the secrets of a page. */
async function loadRest(
  knex: Knex,
  sources: SourceStates,
  query: ListSecretsQuery & SecretsQuery,
  shown: SecretRow[],
) {
  const copies = query.grouped
    ? await loadCopies(knex, sources, query, shown)
    : [];
  const rows = [...shown, ...copies];
  const [links, failures] = await Promise.all([
    loadLinks(knex, rows),
    findFailures(knex, rows.map(toDelivered)),
  ]);
  return { copies, links, failures };
}

/**
 * How much there is in all, if that is asked for.
 *
 * @param totalOf - counts the rows of the list, unless the page shows all of them
 */
async function countAll(
  knex: Knex,
  sources: SourceStates,
  query: ListSecretsQuery & SecretsQuery,
  totalOf: (count: () => Promise<number>) => Promise<number>,
): Promise<{ totalItems?: number; totalGroups?: number }> {
  if (!query.withTotal) {
    return {};
  }
  const countItems = async () => await countSecrets(knex, sources, query);
  if (!query.grouped) {
    return { totalItems: await totalOf(countItems) };
  }
  const [totalItems, totalGroups] = await Promise.all([
    countItems(),
    totalOf(async () => await countGroups(knex, sources, query)),
  ]);
  return { totalItems, totalGroups };
}

/** What a page is taken of, as `s`. */
function selectRows(
  knex: Knex,
  sources: SourceStates,
  query: ListSecretsQuery & SecretsQuery,
  select: () => Knex.QueryBuilder,
  toPage: (builder: Knex.QueryBuilder, worst: string) => Knex.QueryBuilder,
): Knex.QueryBuilder {
  if (query.grouped) {
    return selectGrouped(knex, sources, query).where('s.place', 1);
  }
  if (restsOnWorst(query) && !query.noneRaised) {
    return unionOf(knex, sources, query, select, toPage);
  }
  const stored = select().select(WORST_STORED);
  whereState(stored, WORST_STORED, query.filters?.states, sources);
  return stored;
}

/** Whether the worst finding of a secret decides about its place in the list. */
function restsOnWorst({ grouped, orderBy, filters }: ListSecretsQuery) {
  return (
    grouped === true ||
    orderBy === undefined ||
    orderBy.field === 'attention' ||
    Boolean(filters?.states?.length)
  );
}

/**
 * Secrets as `s`, in the order of what is stored of them, and those that the caller
 * sees a worse finding of: each has an index that leads.
 */
function unionOf(
  knex: Knex,
  sources: SourceStates,
  query: ListSecretsQuery,
  select: () => Knex.QueryBuilder,
  toPage: (builder: Knex.QueryBuilder, worst: string) => Knex.QueryBuilder,
): Knex.QueryBuilder {
  const part = (builder: Knex.QueryBuilder, worst: string) => {
    whereState(builder, worst, query.filters?.states, sources);
    return toPage(builder.select(knex.raw(`${worst} as worst`)), worst);
  };
  const isSame = 'r.source_id = s.source_id and r.id = s.id';
  const others = part(
    select().whereNotExists(
      knex('raised as r').select(knex.raw('1')).whereRaw(isSame),
    ),
    WORST_STORED,
  );
  const raised = part(
    select().joinRaw(`join raised as r on ${isSame}`),
    'r.worst',
  );
  return knex
    .queryBuilder()
    .withMaterialized('raised', selectRaised(knex, sources, query))
    .from(
      knex.raw('(select * from ? as a union all select * from ? as b) as s', [
        others,
        raised,
      ]),
    )
    .select('s.*');
}

async function countSecrets(
  knex: Knex,
  sources: SourceStates,
  query: ListSecretsQuery,
): Promise<number> {
  const selected = query.filters?.states?.length
    ? selectWithWorst(knex, sources, query)
    : selectSecrets(knex, sources, query);
  return await countRows(selected);
}

function expressionOf(name: string, stale: string[]): SortExpression {
  return name === 'calm'
    ? {
        sql: `case when s.source_id in (${stale
          .map(() => '?')
          .join(', ')}) then 0 else 1 end`,
        bindings: stale,
        type: 'number',
      }
    : { sql: `s.${name}`, type: NUMBERS.has(name) ? 'number' : 'string' };
}

function valueOf(
  row: SecretRow,
  name: string,
  stale: string[],
): string | number {
  return name === 'calm'
    ? Number(!stale.includes(row.source_id))
    : (row[name as keyof SecretRow] as string | number);
}
