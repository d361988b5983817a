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

/** A cluster whose rights are ranked. */
export interface Cluster {
  id: string;
  title: string;
}

/** The clusters that are observed, in the order of their ids. */
export async function listClusters(
  knex: Knex,
  sourceIds: string[] | undefined,
): Promise<Cluster[]> {
  return await knex('sources')
    .whereNull('retired_at')
    .where('kind', 'kubernetes')
    .modify(query => {
      if (sourceIds?.length) {
        query.whereIn('id', sourceIds);
      }
    })
    .orderBy('id')
    .select('id', 'title');
}
