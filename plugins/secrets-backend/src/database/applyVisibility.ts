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
import type { VisibilityFilter } from './VisibilityFilter';

/** One SQL condition over the table `secrets`, by the name `s`. */
export function applyVisibility(
  query: Knex.QueryBuilder,
  filter: VisibilityFilter,
  knex: Knex,
): void {
  query.where(builder => addCondition(builder, filter, knex));
}

function addCondition(
  query: Knex.QueryBuilder,
  filter: VisibilityFilter,
  knex: Knex,
): void {
  if ('all' in filter) {
    query.whereRaw('1 = 1');
  } else if ('none' in filter) {
    query.whereRaw('1 = 0');
  } else if ('anyOf' in filter) {
    query.whereRaw('1 = 0');
    for (const part of filter.anyOf) {
      query.orWhere(builder => addCondition(builder, part, knex));
    }
  } else if ('allOf' in filter) {
    query.whereRaw('1 = 1');
    for (const part of filter.allOf) {
      query.andWhere(builder => addCondition(builder, part, knex));
    }
  } else if ('not' in filter) {
    query.whereNot(builder => addCondition(builder, filter.not, knex));
  } else if ('entityRefs' in filter) {
    whereLinked(query, knex, 'entity_ref', filter.entityRefs);
  } else if ('ownerRefs' in filter) {
    whereLinked(query, knex, 'owner_ref', filter.ownerRefs);
  } else if ('sourceIds' in filter) {
    query.whereIn('s.source_id', filter.sourceIds);
  } else if ('namespaces' in filter) {
    query.whereIn('s.namespace', filter.namespaces);
  } else {
    // An unknown filter must not become a filter that lets everything through.
    throw new Error('Unknown kind of visibility filter');
  }
}

/** Secrets with a link whose column is one of these values. */
export function whereLinked(
  query: Knex.QueryBuilder,
  knex: Knex,
  column: 'entity_ref' | 'owner_ref' | 'system',
  values: string[],
): void {
  query.whereIn(
    ['s.source_id', 's.id'],
    knex('entity_links')
      .select('source_id', 'secret_id')
      .whereIn(column, values),
  );
}
