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
import { boundRows, selectRows } from '../common/rows';
import { TOP_LEVEL_JOINS, topLevel } from './topLevel';
import type { FedWorkload } from './types';

/** Of one secret; whether there are more is told by one more. */
const MOST_WORKLOADS = 5;

interface WorkloadRow {
  secret_id: string;
  top_kind: string;
  top_namespace: string | null;
  top_name: string;
  how: string;
}

/**
 * The top-level objects that use some secrets, by id of the secret: the first few of each,
 * those of its own namespace first.
 */
export async function loadFedWorkloads(
  knex: Knex,
  secrets: readonly {
    id: string;
    sourceId: string;
    namespace: string;
    name: string;
  }[],
): Promise<Map<string, FedWorkload[]>> {
  const found = new Map<string, FedWorkload[]>();
  if (secrets.length === 0) {
    return found;
  }
  const bound = boundRows(
    knex,
    {
      secret_id: 'text',
      source_id: 'text',
      namespace: 'text',
      name: 'text',
    },
    secrets.map(({ id, sourceId, namespace, name }) => ({
      secret_id: id,
      source_id: sourceId,
      namespace,
      name,
    })),
  );
  const rows = await selectRows<WorkloadRow>(
    knex,
    `select * from (
       select x.secret_id, min(${topLevel('kind')}) as top_kind,
         min(${topLevel('namespace')}) as top_namespace,
         min(${topLevel('name')}) as top_name, min(r.how) as how,
         row_number() over (
           partition by x.secret_id
           order by min(case when o.namespace <> r.namespace then 1 else 0 end),
             ${topLevel('ref')}
         ) as nth
       from ${bound.sql} ${bound.join} object_references r
         on r.source_id = x.source_id and r.namespace = x.namespace
           and r.name = x.name
       join objects o on o.source_id = r.source_id and o.ref = r.object_ref
       ${TOP_LEVEL_JOINS}
       group by x.secret_id, ${topLevel('ref')}
     ) w where w.nth <= ?
     order by w.secret_id, w.nth`,
    [...bound.bindings, MOST_WORKLOADS + 1],
  );
  for (const row of rows) {
    found.set(row.secret_id, [
      ...(found.get(row.secret_id) ?? []),
      {
        kind: row.top_kind,
        namespace: row.top_namespace ?? undefined,
        name: row.top_name,
        how: row.how,
      },
    ]);
  }
  return found;
}
