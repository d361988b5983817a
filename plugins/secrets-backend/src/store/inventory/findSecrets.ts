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
import { whereAnyLabel, whereInIfGiven, whereLabels } from './findObjects';
import { boundObjects, TREE } from './objectTree';
import { GONE, PLACE_KIND, SECRET_KIND } from '../common/presence';
import { groupBy } from '../common/groups';
import { boundTexts, selectRows } from '../common/rows';
import type { LinkableSecret, SecretLinkQuery } from './types';

const LARGEST_PAGE = 1000;

/** What they use, as `used (top, source_id, namespace, name)`. */
const USED = `${TREE},
  used as (
    select t.top, r.source_id, r.namespace, r.name from tree t
      join object_references r on r.source_id = t.source_id and r.object_ref = t.ref
  )`;

const CONSUMED = `
  used u
  join secrets c on c.source_id = u.source_id and c.namespace = u.namespace and c.name = u.name
    and c.resource_kind in ('${SECRET_KIND}', '${PLACE_KIND}')`;

/** Secrets in the order of their ids, gone ones not. */
export async function findSecrets(
  knex: Knex,
  query: SecretLinkQuery,
): Promise<LinkableSecret[]> {
  const builder = knex('secrets as s')
    .where('s.presence', '>', GONE)
    .orderBy('s.id')
    .limit(Math.min(query.limit ?? LARGEST_PAGE, LARGEST_PAGE));
  whereInIfGiven(builder, {
    's.source_id': query.sourceIds,
    's.namespace': query.namespaces,
    's.ref': query.refs,
    's.id': query.ids,
  });
  if (query.refPrefix !== undefined) {
    whereRefBegins(builder, query.refPrefix);
  }
  whereLabels(builder, knex, 's', query.labels);
  whereAnyLabel(builder, knex, 's', query.anyLabel);
  if (query.after !== undefined) {
    builder.where('s.id', '>', query.after);
  }
  if (query.consumedBy) {
    const given = boundObjects(knex, query.consumedBy);
    builder.whereRaw(
      `(s.source_id, s.id) in (with given as (select x.source_id, x.ref from ${given.sql}), ${USED}
        select c.source_id, c.id from ${CONSUMED})`,
      given.bindings,
    );
  }
  const rows: {
    id: string;
    source_id: string;
    ref: string;
    system: string;
    namespace: string;
    name: string;
    detail: string;
  }[] = await builder.select(
    's.id',
    's.source_id',
    's.ref',
    's.system',
    's.namespace',
    's.name',
    's.detail',
  );
  const consumers = query.consumedBy
    ? await loadConsumers(
        knex,
        query.consumedBy,
        rows.map(({ id }) => id),
      )
    : undefined;
  return rows.map(row => {
    const { labels, annotations } = JSON.parse(row.detail);
    return {
      id: row.id,
      sourceId: row.source_id,
      ref: row.ref,
      system: row.system,
      namespace: row.namespace,
      name: row.name,
      labels,
      annotations,
      ...(consumers ? { consumers: consumers.get(row.id) ?? [] } : {}),
    };
  });
}

/** A range, which an index has. A slash ends each prefix, and what follows it in order is `0`. */
function whereRefBegins(query: Knex.QueryBuilder, prefix: string): void {
  query
    .where('s.source_id', /:([^/]*)/.exec(prefix)?.[1] ?? '')
    .where('s.ref', '>=', prefix)
    .where('s.ref', '<', `${prefix.slice(0, -1)}0`);
}

/** Which of some objects refer to which of some secrets. */
async function loadConsumers(
  knex: Knex,
  consumedBy: string[],
  ids: string[],
): Promise<Map<string, string[]>> {
  const result = new Map<string, string[]>();
  if (ids.length === 0) {
    return result;
  }
  const given = boundObjects(knex, consumedBy);
  const wanted = boundTexts(knex, 'id', ids);
  const rows = await selectRows<{ id: string; top: string }>(
    knex,
    `with given as (select x.source_id, x.ref from ${given.sql}), ${USED}
     select distinct c.id, u.top from ${CONSUMED}
     where c.id in (select x.id from ${wanted.sql})
     order by u.top`,
    [...given.bindings, ...wanted.bindings],
  );
  for (const [id, consumers] of groupBy(rows, row => row.id)) {
    result.set(
      id,
      consumers.map(({ top }) => top),
    );
  }
  return result;
}
