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
import { selectRows } from '../common/rows';
import { jsonNumber } from './jsonText';
import { NO_OWNER, type StoredSum } from './types';

/** More owners are not named, those with the smallest sums; their numbers are in the total. */
const MOST_OWNERS = 50;

interface SumRow {
  owner: string | null;
  sum: number | string;
  count: number | string;
}

/**
 * Adds up a number that a module observes of resources, by whoever owns them. Few of
 * them are linked to an entity: a resource also belongs to whoever owns a secret of its
 * own namespace that it delivers, if the caller may see that secret. What has several
 * owners counts for each of them, and once in the total.
 *
 * @param resources - as `s`, those that the caller may see and asks for
 * @param secrets - as `s`, those that the caller may see
 * @param attribute - the name of a number among the resources' attributes
 */
export async function sumByOwner(
  knex: Knex,
  resources: Knex.QueryBuilder,
  secrets: Knex.QueryBuilder,
  attribute: string,
): Promise<StoredSum> {
  const { sql, bindings } = jsonNumber(knex, 's.attributes', attribute);
  const rows = await selectRows<SumRow>(
    knex,
    `with picked as materialized ?,
     delivered as materialized (
       select distinct p.source_id, p.id, e.to_source, e.to_ref
       from edges e
       join objects d on d.source_id = e.source_id and d.ref = e.via_ref
       join picked p on p.source_id = d.source_id and p.namespace = d.namespace
         and p.name = d.kind || '/' || d.name
     ),
     visible as materialized ?,
     linked as (
       select p.source_id, p.id, l.entity_ref from picked p
       join entity_links l on l.source_id = p.source_id and l.secret_id = p.id
       union
       select p.source_id, p.id, l.entity_ref from picked p
       join delivered d on d.source_id = p.source_id and d.id = p.id
       join visible v on v.source_id = d.to_source and v.ref = d.to_ref
         and v.namespace = p.namespace
       join entity_links l on l.source_id = v.source_id and l.secret_id = v.id
     ),
     owned as materialized (
       select distinct k.source_id, k.id, o.owner_ref from linked k
       join entity_owners o on o.entity_ref = k.entity_ref
     )
     select * from (
       select o.owner_ref as owner, sum(p.value) as sum, count(*) as count
       from picked p join owned o on o.source_id = p.source_id and o.id = p.id
       group by o.owner_ref
       union all
       select '${NO_OWNER}', sum(p.value), count(*) from picked p
       where not exists (
         select 1 from owned o where o.source_id = p.source_id and o.id = p.id
       ) having count(*) > 0
       union all
       select null, coalesce(sum(p.value), 0), count(*) from picked p
     ) as sums
     order by case when owner is null then 0 else 1 end, sum desc, owner
     limit ${MOST_OWNERS + 1}`,
    [
      knex(
        resources
          .select(
            's.source_id',
            's.id',
            's.namespace',
            's.name',
            knex.raw(`${sql} as value`, bindings),
          )
          .as('numbers'),
      )
        .whereNotNull('value')
        .select('*'),
      secrets
        .whereExists(
          knex('delivered as d')
            .select(knex.raw('1'))
            .whereRaw('d.to_source = s.source_id and d.to_ref = s.ref'),
        )
        .select('s.source_id', 's.id', 's.ref', 's.namespace'),
    ],
  );
  const [total, ...owners] = rows.map(({ owner, sum, count }) => ({
    owner,
    sum: Number(sum),
    count: Number(count),
  }));
  return {
    attribute,
    total: total.sum,
    count: total.count,
    byOwner: owners.map(({ owner, ...numbers }) => ({
      owner: owner!,
      ...numbers,
    })),
  };
}
