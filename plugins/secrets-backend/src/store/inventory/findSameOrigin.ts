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

import { parseSecretRef } from '@keyward/observation';
import type { Knex } from 'knex';
import { selectVisible } from './applyVisibility';
import { selectOne } from './getSecret';
import { selectSecrets, type SourceStates } from './secretFilters';
import type { VisibilityFilter } from './VisibilityFilter';
import { EXISTS } from '../common/presence';

interface Origin {
  from_ref: string | null;
  locator: string | null;
}

const MOST_OTHERS = 50;
const MOST_EDGES = 500;

/**
 * Other secrets that are delivered from the same secret, or from a place of the same
 * name as long as it is not known of both which secret that is: two clusters may each
 * have a store of that name. Known is what the caller may see.
 */
export async function findSameOrigin(
  knex: Knex,
  sources: SourceStates,
  id: string,
  visibility: VisibilityFilter,
): Promise<{ id: string; ref: string }[]> {
  const own: { ref: string } | undefined = await selectOne(
    knex,
    sources,
    id,
    visibility,
  ).first('s.ref');
  const stored: Origin[] = own
    ? await knex('edges')
        .where('to_ref', own.ref)
        .limit(MOST_EDGES)
        .select('from_ref', 'locator')
    : [];
  const edges = await hideOthers(knex, stored, visibility);
  const refs = edges.flatMap(edge => edge.from_ref ?? []);
  const locatorsOf = (isKnown: boolean) =>
    edges
      .filter(edge => (edge.from_ref !== null) === isKnown)
      .flatMap(edge => edge.locator ?? []);
  const unknown = locatorsOf(false);
  const known = locatorsOf(true);
  if (refs.length + unknown.length === 0) {
    return [];
  }
  const fed = knex('edges as e')
    .whereIn('e.from_ref', refs)
    .orWhereIn('e.locator', unknown)
    .orWhere(where => where.whereIn('e.locator', known).whereNull('e.from_ref'))
    .select('e.to_source', 'e.to_ref');
  return await selectSecrets(knex, sources, { visibility })
    .where('s.presence', EXISTS)
    .whereIn(['s.source_id', 's.ref'], fed)
    .whereNot('s.id', id)
    .orderBy('s.ref')
    .limit(MOST_OTHERS)
    .select('s.id', 's.ref');
}

/** Which secret a place means is known to nobody who may not see that secret: by what it feeds it would be told. */
async function hideOthers(
  knex: Knex,
  edges: Origin[],
  visibility: VisibilityFilter,
): Promise<Origin[]> {
  const refs = edges.flatMap(edge => edge.from_ref ?? []);
  if (refs.length === 0) {
    return edges;
  }
  const seen = new Set<string | null>(
    await selectVisible(knex, visibility)
      .whereIn('s.source_id', [
        ...new Set(refs.map(ref => parseSecretRef(ref).sourceId)),
      ])
      .whereIn('s.ref', refs)
      .pluck('s.ref'),
  );
  return edges.map(edge => ({
    ...edge,
    from_ref: seen.has(edge.from_ref) ? edge.from_ref : null,
  }));
}
