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
import { selectVisible, whereInSystem, whereOwnedBy } from './applyVisibility';
import { LISTED, RESOURCE } from '../common/presence';
import { boundRows } from '../common/rows';
import { whereFeeding } from './feeding';
import type { SourceStatus } from './sourceStates';
import { NO_OWNER, type SecretFilters } from './types';
import type { VisibilityFilter } from './VisibilityFilter';

/** More words than these are not looked for. */
const MOST_WORDS = 10;

export type SourceStates = ReadonlyMap<string, SourceStatus>;

/**
 * Secrets that are listed and that a request selects, as `s`, in whatever state: neither
 * gone ones nor those of retired sources.
 */
export function selectSecrets(
  knex: Knex,
  sources: SourceStates,
  query: {
    visibility: VisibilityFilter;
    filters?: SecretFilters;
    /** Also resources that are no secrets. */
    withResources?: boolean;
    /** The query names few secrets in another way, see {@link selectVisible}. */
    areFew?: boolean;
  },
): Knex.QueryBuilder {
  const builder = selectVisible(knex, query.visibility, {
    areFew: query.areFew ?? query.filters?.ids !== undefined,
  })
    .whereIn('s.presence', query.withResources ? [...LISTED, RESOURCE] : LISTED)
    .whereIn('s.source_id', [...sources.keys()]);
  applyFilters(builder, query.filters ?? {}, knex);
  if (query.filters?.feeds) {
    whereFeeding(knex, builder, query.filters.feeds, {
      sources,
      visibility: query.visibility,
    });
  }
  return builder;
}

/** The ids of sources whose rows may be out of date. */
export function staleIds(sources: SourceStates): string[] {
  return [...sources.values()].filter(({ stale }) => stale).map(({ id }) => id);
}

/** The sources that a provider still names. */
export function withoutRetired(sources: SourceStates): SourceStates {
  return new Map(
    [...sources].filter(([, { retiredAt }]) => retiredAt === undefined),
  );
}

function applyFilters(
  query: Knex.QueryBuilder,
  filters: SecretFilters,
  knex: Knex,
): void {
  for (const word of wordsOf(filters.q)) {
    query.whereRaw(`s.search like ? escape '!'`, [likePattern(word)]);
  }
  const columns = {
    's.id': filters.ids,
    's.source_id': filters.sourceIds,
    's.system': filters.sourceKinds,
    's.namespace': filters.namespaces,
    's.class': filters.classes,
    's.deliverer_kind': filters.deliveries,
  };
  for (const [column, values] of Object.entries(columns)) {
    if (values?.length) {
      query.whereIn(column, values);
    }
  }
  if (filters.places) {
    const places = boundRows(
      knex,
      { sourceId: 'text', namespace: 'text' },
      filters.places,
    );
    query.whereRaw(
      `(s.source_id, s.namespace) in (select "sourceId", "namespace" from ${places.sql})`,
      places.bindings,
    );
  }
  if (filters.owners?.length) {
    whereOwned(query, knex, filters.owners);
  }
  if (filters.systems?.length) {
    whereInSystem(query, knex, filters.systems);
  }
}

function wordsOf(q: string | undefined): string[] {
  const words = (q ?? '').toLowerCase().split(/\s+/u).filter(Boolean);
  return words.slice(0, MOST_WORDS);
}

/** Of what contains a text literally, escaped by `!`. */
function likePattern(text: string): string {
  return `%${text.replace(/[!%_]/g, '!$&')}%`;
}

function whereOwned(
  query: Knex.QueryBuilder,
  knex: Knex,
  owners: string[],
): void {
  const refs = owners.filter(owner => owner !== NO_OWNER);
  query.where(builder => {
    if (refs.length > 0) {
      whereOwnedBy(builder, knex, refs);
    }
    if (refs.length < owners.length) {
      builder.orWhereNotExists(
        knex('entity_links as l')
          .join('entity_owners as o', 'o.entity_ref', 'l.entity_ref')
          .select(knex.raw('1'))
          .whereRaw('l.source_id = s.source_id and l.secret_id = s.id'),
      );
    }
  });
}

/** Whether a filter takes nothing out of sources: no team, no system, no environment. */
export function isOfWholeSources({
  owners,
  systems,
  places,
}: Pick<SecretFilters, 'owners' | 'systems' | 'places'>): boolean {
  return !owners?.length && !systems?.length && places === undefined;
}
