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
import { isAnyOf } from '../common/rows';
import type { VisibilityFilter } from '../inventory';
import { selectVisible } from '../inventory/applyVisibility';

/** The ids of those secrets of some refs that somebody may see. */
export async function findVisibleIds(
  knex: Knex,
  visibility: VisibilityFilter,
  refs: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (refs.length === 0) {
    return new Map();
  }
  const any = isAnyOf(knex, 's.ref', [...new Set(refs)]);
  const rows: { id: string; ref: string }[] = await selectVisible(
    knex,
    visibility,
    { areFew: true },
  )
    .whereRaw(any.sql, any.bindings)
    .select('s.id', 's.ref');
  return new Map(rows.map(({ id, ref }) => [ref, id]));
}
