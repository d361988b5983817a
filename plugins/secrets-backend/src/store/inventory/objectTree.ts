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
import { boundRows } from '../common/rows';

/** Objects and what belongs to them, two levels deep, as `tree (top, source_id, ref)`; of the objects of `boundObjects`, as `given`. */
export const TREE = `
  tree as (
    select x.ref as top, x.source_id, x.ref from given x
    union all
    select x.ref, c.source_id, c.ref from given x
      join objects c on c.source_id = x.source_id and c.owner_ref = x.ref
    union all
    select x.ref, d.source_id, d.ref from given x
      join objects c on c.source_id = x.source_id and c.owner_ref = x.ref
      join objects d on d.source_id = c.source_id and d.owner_ref = c.ref
  )`;

/** Refs of objects with the source that each begins with. */
export function boundObjects(knex: Knex, refs: string[]) {
  return boundRows(
    knex,
    { source_id: 'text', ref: 'text' },
    refs.map(ref => ({ source_id: ref.split('/', 1)[0], ref })),
  );
}
