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
import type { Environments } from './Environments';
import { loadEnvironments, type NamespacePlace } from './loadEnvironments';

/** In place of a name: namespaces of which no environment is known. */
export const NO_ENVIRONMENT = 'none';

/** The namespaces of some environments, of all sources. */
export async function findPlaces(
  knex: Knex,
  environments: Environments,
  names: readonly string[],
): Promise<NamespacePlace[]> {
  const places: NamespacePlace[] = await knex('secrets as s')
    .join('sources as o', 'o.id', 's.source_id')
    .distinct({
      sourceId: 's.source_id',
      sourceTitle: 'o.title',
      namespace: 's.namespace',
    });
  const environmentOf = await loadEnvironments(knex, environments, places);
  return places.filter(place =>
    names.includes(environmentOf(place) ?? NO_ENVIRONMENT),
  );
}
