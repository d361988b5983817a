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
import { RESOURCE } from '../common/presence';
import { isSqlite } from '../common/rows';
import { jsonText } from './jsonText';
import {
  selectResourceRows,
  toResource,
  type ResourceRow,
} from './resourceRow';
import { selectSecrets, type SourceStates } from './secretFilters';
import { sumByOwner } from './sumByOwner';
import type {
  AttributeValue,
  ListResourcesQuery,
  ListedResource,
  ResourcesQuery,
  StoredSum,
} from './types';

/** Of an attribute of which each resource has another value, more are not counted. */
const MOST_VALUES = 1000;
/** Those that fail come first, then those with the worst findings: an index has this order. */
const ORDER = [
  { sql: 's.urgency', type: 'number' },
  { sql: 's.worst', type: 'number' },
  { sql: 's.namespace', type: 'string' },
  { sql: 's.name', type: 'string' },
  { sql: 's.id', type: 'string' },
] as const satisfies SortExpression[];

/** A page of resources that are no secrets. */
export async function listResources(
  knex: Knex,
  sources: SourceStates,
  query: ListResourcesQuery,
): Promise<{
  items: ListedResource[];
  totalItems: number;
  nextCursor?: string;
}> {
  const table = new CursorTable({
    order: 'resources',
    types: ORDER.map(({ type }) => type),
    cursor: query.cursor,
    limit: query.limit,
  });
  const select = () => selectResources(knex, sources, query);
  const rows: ResourceRow[] = await table.select(
    selectResourceRows(select(), knex),
    ORDER,
  );
  const { items, nextCursor } = table.page(rows, row => [
    Number(row.urgency),
    Number(row.worst),
    row.namespace,
    row.name,
    row.id,
  ]);
  return {
    items: items.map(row => toResource(row, sources)),
    totalItems: await table.totalOf(
      { items, nextCursor },
      async () => await countRows(select()),
    ),
    ...(nextCursor === undefined ? {} : { nextCursor }),
  };
}

/**
 * How many resources there are, and how many with each value of some attributes.
 *
 * @param query - `sum` is an attribute whose numbers are added up by owner
 */
export async function summarizeResources(
  knex: Knex,
  sources: SourceStates,
  query: ResourcesQuery & { by: string[]; sum?: string },
): Promise<{
  total: number;
  counts: { attribute: string; value: string; count: number }[];
  sum?: StoredSum;
}> {
  const counts = await Promise.all(
    query.by.map(async attribute => {
      const { sql, bindings } = jsonText(knex, 's.attributes', [attribute]);
      const values = selectResources(knex, sources, query).select(
        knex.raw(`coalesce(${sql}, '') as value`, bindings),
      );
      const rows: { value: string; count: number | string }[] = await knex(
        values.as('v'),
      )
        .groupBy('value')
        .orderBy('value')
        .limit(MOST_VALUES)
        .select('value')
        .count({ count: '*' });
      return rows.map(({ value, count }) => ({
        attribute,
        value,
        count: Number(count),
      }));
    }),
  );
  return {
    total: await countRows(selectResources(knex, sources, query)),
    counts: counts.flat(),
    ...(query.sum === undefined
      ? {}
      : {
          sum: await sumByOwner(
            knex,
            selectResources(knex, sources, query),
            selectSecrets(knex, sources, { visibility: query.visibility }),
            query.sum,
          ),
        }),
  };
}

function selectResources(
  knex: Knex,
  sources: SourceStates,
  { kinds, attributes = [], ...query }: ResourcesQuery,
): Knex.QueryBuilder {
  const builder = selectSecrets(knex, sources, {
    ...query,
    withResources: true,
  })
    .where('s.presence', RESOURCE)
    .whereIn('s.resource_kind', kinds);
  for (const attribute of attributes) {
    whereAttribute(builder, knex, attribute);
  }
  return builder;
}

/** Keeps those whose attribute is a value, or is a list with it. */
function whereAttribute(
  builder: Knex.QueryBuilder,
  knex: Knex,
  { name, value }: AttributeValue,
): void {
  const text = jsonText(knex, 's.attributes', [name]);
  const [type, items, at] = isSqlite(knex)
    ? ['json_type(s.attributes, ?)', 'json_each(s.attributes, ?)', `$.${name}`]
    : [
        'json_typeof(s.attributes::json -> ?)',
        'json_array_elements_text(s.attributes::json -> ?) as each(value)',
        name,
      ];
  builder.whereRaw(
    `(case when ${type} = 'array'
      then exists (select 1 from ${items} where value = ?)
      else ${text.sql} = ? end)`,
    [at, at, value, ...text.bindings, value],
  );
}
