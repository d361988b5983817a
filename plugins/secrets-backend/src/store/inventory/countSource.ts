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
import { EXISTS } from '../common/presence';

/** What of a source is counted. */
export type CountedTable = 'secrets' | 'objects';

/** Counts the secrets or the objects of a source, which looks at each of its rows. */
export async function countSource(
  knex: Knex,
  sourceId: string,
  table: CountedTable,
): Promise<void> {
  const count = knex(table).where({ source_id: sourceId }).count('*');
  await knex('sources')
    .where({ id: sourceId })
    .update(
      table === 'secrets'
        ? { secret_count: count.where({ presence: EXISTS }) }
        : { object_count: count },
    );
}
