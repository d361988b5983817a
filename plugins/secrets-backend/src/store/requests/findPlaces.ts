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
import { selectVisible } from '../inventory/applyVisibility';
import type { VisibilityFilter } from '../inventory';

/** A namespace of a cluster. */
export interface Place {
  sourceId: string;
  namespace: string;
}

/** The namespaces with secrets that a filter shows. */
export async function findPlaces(
  knex: Knex,
  visibility: VisibilityFilter,
  limit: number,
): Promise<Place[]> {
  const rows: { source_id: string; namespace: string }[] = await selectVisible(
    knex,
    visibility,
  )
    .where('s.system', KUBERNETES)
    .distinct('s.source_id', 's.namespace')
    .orderBy(['s.source_id', 's.namespace'])
    .limit(limit);
  return rows.map(row => ({
    sourceId: row.source_id,
    namespace: row.namespace,
  }));
}
