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
import { isAnyOf } from '../common/rows';
import { KUBERNETES } from '../common/presence';
import type { VisibilityFilter } from '../inventory';

/** Which requests somebody sees. */
export interface RequestFilter {
  /** Those of which it would show every Secret. */
  visibility: VisibilityFilter;
  /** The ref of a user, who sees what they requested themselves as well. */
  requestedBy?: string;
}

/**
 * Keeps of requests as `r` those that a filter shows: of which it would show every Secret,
 * whether that is there yet or not, by the place and the entity, and those of one user. The
 * owners of an entity are known once it was linked, so its requester would not see a request
 * before that.
 */
export function whereVisible(
  query: Knex.QueryBuilder,
  knex: Knex,
  { visibility, requestedBy }: RequestFilter,
): void {
  query.where(any => {
    any.whereNotExists(
      knex('request_targets as t')
        .whereRaw('t.request_id = r.id')
        .whereNot(builder => addCondition(builder, knex, visibility))
        .select(knex.raw('1')),
    );
    if (requestedBy !== undefined) {
      any.orWhere('r.requested_by', requestedBy);
    }
  });
}

function addCondition(
  query: Knex.QueryBuilder,
  knex: Knex,
  filter: VisibilityFilter,
): void {
  if ('all' in filter) {
    query.whereRaw('1 = 1');
  } else if ('none' in filter) {
    query.whereRaw('1 = 0');
  } else if ('anyOf' in filter) {
    query.whereRaw('1 = 0');
    for (const part of filter.anyOf) {
      query.orWhere(builder => addCondition(builder, knex, part));
    }
  } else if ('allOf' in filter) {
    query.whereRaw('1 = 1');
    for (const part of filter.allOf) {
      query.andWhere(builder => addCondition(builder, knex, part));
    }
  } else if ('not' in filter) {
    query.whereNot(builder => addCondition(builder, knex, filter.not));
  } else if ('entityRefs' in filter) {
    const any = isAnyOf(knex, 'r.entity_ref', filter.entityRefs);
    query.whereRaw(any.sql, any.bindings);
  } else if ('ownerRefs' in filter) {
    query.whereIn('r.entity_ref', selectOwned(knex, filter.ownerRefs));
  } else if ('sourceIds' in filter) {
    query.whereIn('t.cluster', filter.sourceIds);
  } else if ('namespaces' in filter) {
    query.whereIn('t.namespace', filter.namespaces);
  } else if ('locations' in filter) {
    // Its places are namespaces, which have none below them.
    query.whereRaw(filter.system === KUBERNETES ? '1 = 1' : '1 = 0');
    if (!filter.locations.includes('')) {
      query.whereIn('t.namespace', filter.locations);
    }
  } else {
    // An unknown filter must not become a filter that lets everything through.
    throw new Error('Unknown kind of visibility filter');
  }
}

/** The refs of entities with any of these owners. */
export function selectOwned(
  knex: Knex,
  ownerRefs: string[],
): Knex.QueryBuilder {
  return knex('entity_owners')
    .select('entity_ref')
    .whereIn('owner_ref', ownerRefs);
}
