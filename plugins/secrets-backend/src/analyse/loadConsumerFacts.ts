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

import type { ConsumerFacts } from '@keyward/findings';
import type { Knex } from 'knex';
import { boundRows, selectRows } from '../store/common/rows';
import { TOP_LEVEL_JOINS, topLevel } from '../store/inventory/topLevel';
import { compareBy, groupBy } from '../store/common/groups';

const MOST_CONSUMERS = 200;

interface ConsumerRow {
  namespace: string;
  name: string;
  top_group: string;
  top_kind: string;
  top_namespace: string | null;
  top_name: string;
  below_kind: string;
  below_name: string;
  own: number;
  how: string;
  container: string | null;
  keys: string | null;
  optional: number;
  sub_path: number;
}

/**
 * How each of some secrets is referred to, once for each top-level object and
 * way: the first 200 by kind and name.
 *
 * @returns by {@link placeKey} of the secret
 */
export async function loadConsumerFacts(
  knex: Knex,
  sourceId: string,
  secrets: { namespace: string; name: string }[],
): Promise<Map<string, ConsumerFacts[]>> {
  if (secrets.length === 0) {
    return new Map();
  }
  const bound = boundRows(knex, { namespace: 'text', name: 'text' }, secrets);
  const flag = (column: string) => `case when r.${column} then 1 else 0 end`;
  // All of the top-level object goes by its ref; to group by the rest too costs
  // less than to aggregate it. The order is left to the few rows of each secret.
  const rows = await selectRows<ConsumerRow>(
    knex,
    `select r.namespace, r.name, ${topLevel('api_group')} as top_group,
       ${topLevel('kind')} as top_kind, ${topLevel(
      'namespace',
    )} as top_namespace,
       ${topLevel('name')} as top_name, min(o.kind) as below_kind,
       min(o.name) as below_name, max(case when p1.ref is null then 1 else 0 end) as own,
       r.how, r.container, r.keys, min(${flag('optional')}) as optional,
       max(${flag('sub_path')}) as sub_path
     from ${bound.sql}
     ${
       bound.join
     } object_references r on r.source_id = ? and r.namespace = x.namespace
       and r.name = x.name
     join objects o on o.source_id = r.source_id and o.ref = r.object_ref
     ${TOP_LEVEL_JOINS}
     group by r.namespace, r.name, ${topLevel('ref')}, ${topLevel('api_group')},
       ${topLevel('kind')}, ${topLevel('namespace')}, ${topLevel('name')},
       r.how, r.container, r.keys`,
    [...bound.bindings, sourceId],
  );
  const groups = groupBy(rows, placeKey);
  return new Map(
    [...groups].map(([key, group]) => [
      key,
      group
        .sort(
          compareBy(
            row => row.top_kind,
            row => row.top_name,
            row => row.how,
            row => row.container ?? '',
            row => row.keys ?? '',
          ),
        )
        .slice(0, MOST_CONSUMERS)
        .map(toConsumer),
    ]),
  );
}

/** Where a secret is in its source. */
export function placeKey(place: { namespace: string; name: string }): string {
  return `${place.namespace}\u0000${place.name}`;
}

function toConsumer(row: ConsumerRow): ConsumerFacts {
  const own = Number(row.own) === 1;
  return {
    kind: own ? row.top_kind : row.below_kind,
    apiGroup: own ? row.top_group : '',
    ...(row.top_namespace ? { namespace: row.top_namespace } : {}),
    name: own ? row.top_name : row.below_name,
    how: row.how,
    ...(row.container ? { container: row.container } : {}),
    ...(row.keys ? { keys: JSON.parse(row.keys) } : {}),
    optional: Number(row.optional) === 1,
    subPath: Number(row.sub_path) === 1,
    ...(own ? {} : { workload: { kind: row.top_kind, name: row.top_name } }),
  };
}
