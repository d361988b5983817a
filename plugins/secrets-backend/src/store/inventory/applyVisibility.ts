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
import { KUBERNETES } from '../common/presence';
import { isAnyOf } from '../common/rows';
import type { VisibilityFilter } from './VisibilityFilter';

/**
 * So many entities are bound one by one, of which the databases know how few they are.
 * A team can have any number, and a statement has room for some ten thousand values.
 */
const MOST_BOUND = 200;

/**
 * Secrets as `s`, narrowed by one SQL condition. Where the filter asks for links
 * in any case, the links lead: an entity has few among many secrets.
 *
 * @param options - `areFew` where the query names few secrets in another way, which
 *   then leads: a caller can own very many
 */
export function selectVisible(
  knex: Knex,
  filter: VisibilityFilter,
  options: { areFew?: boolean } = {},
): Knex.QueryBuilder {
  const parts = partsOf(filter);
  const lead = options.areFew ? undefined : leadOf(parts);
  if (!lead) {
    return applyParts(knex('secrets as s'), parts, knex);
  }
  const links = knex('entity_links as l').distinct('source_id', 'secret_id');
  whereEntities(links, lead, knex);
  const query = knex(links.as('v')).join('secrets as s', join =>
    join.on('s.source_id', 'v.source_id').andOn('s.id', 'v.secret_id'),
  );
  return applyParts(
    query,
    parts.filter(part => part !== lead),
    knex,
  );
}

/** Whether a filter asks for links in any case, hence for few among many secrets. */
export function isNarrow(filter: VisibilityFilter): boolean {
  return leadOf(partsOf(filter)) !== undefined;
}

/** Whether a filter shows everything. */
export function isUnlimited(filter: VisibilityFilter): boolean {
  return partsOf(filter).every(part => 'all' in part);
}

function leadOf(parts: VisibilityFilter[]): LinkFilter | undefined {
  return parts.find(isByEntity) ?? parts.find(isByOwner);
}

type LinkFilter = { entityRefs: string[] } | { ownerRefs: string[] };

function isByEntity(
  filter: VisibilityFilter,
): filter is { entityRefs: string[] } {
  return 'entityRefs' in filter;
}

function isByOwner(
  filter: VisibilityFilter,
): filter is { ownerRefs: string[] } {
  return 'ownerRefs' in filter;
}

/** Links as `l` of some entities, or of what some owners have. */
function whereEntities(
  links: Knex.QueryBuilder,
  filter: LinkFilter,
  knex: Knex,
): Knex.QueryBuilder {
  if (!('entityRefs' in filter)) {
    return links.whereIn('l.entity_ref', selectOwned(knex, filter.ownerRefs));
  }
  if (filter.entityRefs.length <= MOST_BOUND) {
    return links.whereIn('l.entity_ref', filter.entityRefs);
  }
  const any = isAnyOf(knex, 'l.entity_ref', filter.entityRefs);
  return links.whereRaw(any.sql, any.bindings);
}

/** The refs of entities with any of these owners. */
function selectOwned(knex: Knex, ownerRefs: string[]): Knex.QueryBuilder {
  return knex('entity_owners')
    .select('entity_ref')
    .whereIn('owner_ref', ownerRefs);
}

/** What has to hold all together. */
function partsOf(filter: VisibilityFilter): VisibilityFilter[] {
  return 'allOf' in filter ? filter.allOf.flatMap(partsOf) : [filter];
}

function applyParts(
  query: Knex.QueryBuilder,
  parts: VisibilityFilter[],
  knex: Knex,
): Knex.QueryBuilder {
  for (const part of parts) {
    query.where(builder => addCondition(builder, part, knex));
  }
  return query;
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
  } else if ('entityRefs' in filter || 'ownerRefs' in filter) {
    const links = knex('entity_links as l')
      .select(knex.raw('1'))
      .whereRaw('l.source_id = s.source_id and l.secret_id = s.id');
    query.whereExists(whereEntities(links, filter, knex));
  } else if ('sourceIds' in filter) {
    query.whereIn('s.source_id', filter.sourceIds);
  } else if ('namespaces' in filter) {
    query
      .where('s.system', KUBERNETES)
      .whereIn('s.namespace', filter.namespaces);
  } else if ('locations' in filter) {
    query.where('s.system', filter.system);
    whereWithin(query, filter.locations);
  } else {
    // An unknown filter must not become a filter that lets everything through.
    throw new Error('Unknown kind of visibility filter');
  }
}

/** Secrets in one of some locations, which are texts, or below. */
function whereWithin(query: Knex.QueryBuilder, locations: string[]): void {
  query.where(builder => {
    builder.whereRaw('1 = 0');
    for (const location of locations) {
      if (location === '') {
        builder.orWhereRaw('1 = 1');
        continue;
      }
      builder
        .orWhere('s.namespace', location)
        // By bytes 0 is the next after the slash.
        .orWhereRaw('(s.namespace > ? and s.namespace < ?)', [
          `${location}/`,
          `${location}0`,
        ]);
    }
  });
}

/** Secrets that an entity of one of these owners has. */
export function whereOwnedBy(
  query: Knex.QueryBuilder,
  knex: Knex,
  ownerRefs: string[],
): void {
  const links = knex('entity_links as l').select('source_id', 'secret_id');
  query.whereIn(
    ['s.source_id', 's.id'],
    whereEntities(links, { ownerRefs }, knex),
  );
}

/** Secrets that an entity of one of these systems has. */
export function whereInSystem(
  query: Knex.QueryBuilder,
  knex: Knex,
  systems: string[],
): void {
  query.whereIn(
    ['s.source_id', 's.id'],
    knex('entity_links')
      .select('source_id', 'secret_id')
      .whereIn('system', systems),
  );
}
