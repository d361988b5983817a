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
import type { LabelRequirement } from '@keyward/kube-model';
import { boundRows, boundTexts } from '../common/rows';
import type { LabelName, ObjectQuery, StoredObject } from './types';

const LARGEST_PAGE = 1000;

/** Objects in the order of their refs. */
export async function findObjects(
  knex: Knex,
  query: ObjectQuery,
): Promise<StoredObject[]> {
  const builder = knex('objects as o')
    .orderBy('o.ref')
    .limit(Math.min(query.limit ?? LARGEST_PAGE, LARGEST_PAGE));
  whereInIfGiven(builder, {
    'o.source_id': query.sourceIds,
    'o.kind': query.kinds,
    'o.namespace': query.namespaces,
    'o.name': query.names,
    'o.ref': query.refs,
  });
  whereLabels(builder, knex, 'o', query.labels);
  whereAnyLabel(builder, knex, 'o', query.anyLabel);
  if (query.topLevel) {
    builder.whereNotExists(
      knex('objects as p')
        .select(knex.raw('1'))
        .whereRaw('p.source_id = o.source_id and p.ref = o.owner_ref'),
    );
  }
  if (query.after !== undefined) {
    builder.where('o.ref', '>', query.after);
  }
  const rows: {
    source_id: string;
    ref: string;
    api_group: string;
    kind: string;
    namespace: string | null;
    name: string;
    labels: string;
    pod_labels: string;
    annotations: string;
  }[] = await builder.select(
    'o.source_id',
    'o.ref',
    'o.api_group',
    'o.kind',
    'o.namespace',
    'o.name',
    'o.labels',
    'o.pod_labels',
    'o.annotations',
  );
  return rows.map(row => ({
    sourceId: row.source_id,
    ref: row.ref,
    apiGroup: row.api_group,
    kind: row.kind,
    namespace: row.namespace ?? undefined,
    name: row.name,
    labels: JSON.parse(row.labels),
    podLabels: JSON.parse(row.pod_labels),
    annotations: JSON.parse(row.annotations),
  }));
}

/** Lists that are given must hold the column's value; an empty one holds none. */
export function whereInIfGiven(
  query: Knex.QueryBuilder,
  lists: Record<string, string[] | undefined>,
): void {
  for (const [column, values] of Object.entries(lists)) {
    if (values) {
      query.whereIn(column, values);
    }
  }
}

/** The requirements of a label selector, over the table `labels`. */
export function whereLabels(
  query: Knex.QueryBuilder,
  knex: Knex,
  alias: 'o' | 's',
  requirements: LabelRequirement[] = [],
): void {
  for (const { key, operator, values } of requirements) {
    const labels = knex('labels').select('source_id', 'ref').where({ key });
    if (operator === 'in' || operator === 'notIn') {
      labels.whereIn('value', values ?? []);
    }
    const columns = [`${alias}.source_id`, `${alias}.ref`];
    if (operator === 'in' || operator === 'exists') {
      query.whereIn(columns, labels);
    } else {
      query.whereNotIn(columns, labels);
    }
  }
}

/** That there is one of some labels, over the table `labels`. */
export function whereAnyLabel(
  query: Knex.QueryBuilder,
  knex: Knex,
  alias: 'o' | 's',
  names: LabelName[] | undefined,
): void {
  if (!names) {
    return;
  }
  const withValue = boundRows(
    knex,
    { key: 'text', value: 'text' },
    names.filter(({ value }) => value !== undefined),
  );
  const ofAny = boundTexts(
    knex,
    'key',
    names.flatMap(({ key, value }) => (value === undefined ? [key] : [])),
  );
  query.whereRaw(
    `(${alias}.source_id, ${alias}.ref) in (
       select l.source_id, l.ref from ${withValue.sql}
         ${withValue.join} labels l on l.key = x.key and l.value = x.value
       union all
       select l.source_id, l.ref from ${ofAny.sql}
         ${ofAny.join} labels l on l.key = x.key)`,
    [...withValue.bindings, ...ofAny.bindings],
  );
}
