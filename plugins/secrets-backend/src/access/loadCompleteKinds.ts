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

import { accessLists } from '@keyward/kube-access';
import type { Knex } from 'knex';

const DUMP = 'dump';

/**
 * The kinds of which all objects of a source are known, not those of some
 * namespaces only. A dump says which it holds; an earlier one counts no more.
 */
export async function loadCompleteKinds(
  knex: Knex,
  sourceId: string,
): Promise<{ kinds: Set<string>; isDump: boolean }> {
  const rows: { stream: string; completed_at: string }[] = await knex('streams')
    .where({ source_id: sourceId })
    .whereIn('stream', [...Object.keys(accessLists), DUMP])
    .whereNotNull('completed_at')
    .select('stream', 'completed_at');
  const dump = rows.find(({ stream }) => stream === DUMP);
  return {
    kinds: new Set(
      rows
        .filter(each => !dump || each.completed_at === dump.completed_at)
        .flatMap(({ stream }) => accessLists[stream] ?? []),
    ),
    isDump: dump !== undefined,
  };
}
