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
import { countRows, CursorTable } from '../common/CursorTable';
import { RESOURCE } from '../common/presence';
import { isSqlite } from '../common/rows';
import type { Row } from '../tables';
import { selectSecrets, type SourceStates } from './secretFilters';
import type {
  ListResourcesQuery,
  ListedResource,
  ResourcesQuery,
} from './types';

/** Those that fail come first, then those with the worst findings. */
const PLACE = ['s.worst', 's.namespace', 's.name', 's.id'];

const COLUMNS = [
  's.id',
  's.ref',
  's.source_id',
  's.resource_kind',
  's.namespace',
  's.name',
  's.detail',
  's.attributes',
  's.worst',
  's.last_seen',
];

type ResourceRow = Row<
  'secrets',
  | 'id'
  | 'ref'
  | 'source_id'
  | 'resource_kind'
  | 'namespace'
  | 'name'
  | 'detail'
  | 'attributes'
  | 'worst'
  | 'last_seen'
> & { calm: number };

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
    types: ['number', 'number', 'string', 'string', 'string'],
    cursor: query.cursor,
    limit: query.limit,
  });
  const ready = jsonText(knex, 's.detail', ['status', 'ready']);
  const calm = {
    sql: `(case when ${ready.sql} = 'false' then 0 else 1 end)`,
    bindings: ready.bindings,
    type: 'number' as const,
  };
  const select = () => selectResources(knex, sources, query);
  const rows: ResourceRow[] = await table.select(
    select()
      .select(COLUMNS)
      .select(knex.raw(`${calm.sql} as calm`, calm.bindings)),
    [
      calm,
      ...PLACE.map(sql => ({
        sql,
        type: sql === 's.worst' ? ('number' as const) : ('string' as const),
      })),
    ],
  );
  const { items, nextCursor } = table.page(rows, row => [
    Number(row.calm),
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

/** How many resources there are, and how many with each value of some attributes. */
export async function summarizeResources(
  knex: Knex,
  sources: SourceStates,
  query: ResourcesQuery & { by: string[] },
): Promise<{
  total: number;
  counts: { attribute: string; value: string; count: number }[];
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
  for (const { name, value } of attributes) {
    const { sql, bindings } = jsonText(knex, 's.attributes', [name]);
    builder.whereRaw(`${sql} = ?`, [...bindings, value]);
  }
  return builder;
}

/** What stands at a path in a column of JSON, as text: `true` is `true` in both databases. */
function jsonText(
  knex: Knex,
  column: string,
  path: string[],
): { sql: string; bindings: string[] } {
  if (!isSqlite(knex)) {
    return {
      sql: `(${column}::json #>> ?::text[])`,
      bindings: [`{${path.join(',')}}`],
    };
  }
  const at = `$.${path.join('.')}`;
  return {
    sql: `(case json_type(${column}, ?) when 'true' then 'true' when 'false' then 'false'
      else cast(json_extract(${column}, ?) as text) end)`,
    bindings: [at, at],
  };
}

function toResource(row: ResourceRow, sources: SourceStates): ListedResource {
  const { status } = JSON.parse(row.detail);
  return {
    id: row.id,
    ref: row.ref,
    sourceId: row.source_id,
    sourceTitle: sources.get(row.source_id)?.title ?? row.source_id,
    kind: row.resource_kind,
    namespace: row.namespace,
    name: row.name,
    attributes: JSON.parse(row.attributes ?? '{}'),
    ...(status?.ready ? { ready: status.ready } : {}),
    ...(status?.reason ? { reason: status.reason } : {}),
    ...(status?.since ? { since: status.since } : {}),
    lastSeen: row.last_seen,
  };
}
