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

import type { Attributes } from '@keyward/observation';
import type { Knex } from 'knex';
import { KUBERNETES } from '../common/presence';
import { countFed } from './feeding';
import type { SourceStates } from './secretFilters';
import type { VisibilityFilter } from './VisibilityFilter';

/** What is said of secrets of other systems than Kubernetes besides: few are among the secrets of a page. */
export async function loadOfOtherSystems(
  knex: Knex,
  sources: SourceStates,
  visibility: VisibilityFilter,
  rows: readonly { id: string; ref: string; system: string }[],
): Promise<Map<string, { attributes: Attributes; feedCount: number }>> {
  const others = rows.filter(({ system }) => system !== KUBERNETES);
  if (others.length === 0) {
    return new Map();
  }
  const [attributes, fed] = await Promise.all([
    knex('secrets')
      .whereIn(
        'id',
        others.map(({ id }) => id),
      )
      .select('id', 'attributes'),
    countFed(
      knex,
      { sources, visibility },
      others.map(({ ref }) => ref),
    ),
  ]);
  const attributesOf = new Map<string, string | null>(
    attributes.map(row => [row.id, row.attributes]),
  );
  return new Map(
    others.map(({ id, ref }) => [
      id,
      {
        attributes: JSON.parse(attributesOf.get(id) ?? '{}'),
        feedCount: fed.get(ref) ?? 0,
      },
    ]),
  );
}
