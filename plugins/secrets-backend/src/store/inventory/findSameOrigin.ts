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
import { selectOne } from './getSecret';
import { selectSecrets, type SourceStates } from './secretFilters';
import type { VisibilityFilter } from './VisibilityFilter';

const MOST_OTHERS = 50;

/**
 * Other secrets whose deliverers read from a place of the same name. Whether it
 * is the same place is not known: two clusters may each have a store of that name.
 */
export async function findSameOrigin(
  knex: Knex,
  sources: SourceStates,
  id: string,
  visibility: VisibilityFilter,
): Promise<{ id: string; ref: string }[]> {
  const own: { origin: string | null } | undefined = await selectOne(
    knex,
    sources,
    id,
    visibility,
  ).first('s.origin');
  if (!own?.origin) {
    return [];
  }
  return await selectSecrets(knex, sources, { visibility })
    .where('s.presence', 2)
    .where('s.origin', own.origin)
    .whereNot('s.id', id)
    .orderBy('s.ref')
    .limit(MOST_OTHERS)
    .select('s.id', 's.ref');
}
