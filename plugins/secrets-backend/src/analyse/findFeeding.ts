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
import { GONE } from '../store/common/presence';
import { isAnyOf, selectRows } from '../store/common/rows';

/** Which of some secrets others are to get their values from, by refs. */
export async function findFeeding(
  knex: Knex,
  refs: string[],
): Promise<Set<string>> {
  if (refs.length === 0) {
    return new Set();
  }
  const wanted = isAnyOf(knex, 'e.from_ref', refs);
  const rows = await selectRows<{ from_ref: string }>(
    knex,
    `select distinct e.from_ref from edges e
     join secrets t on t.source_id = e.to_source and t.ref = e.to_ref
     where ${wanted.sql} and t.presence > ${GONE}`,
    wanted.bindings,
  );
  return new Set(rows.map(({ from_ref: ref }) => ref));
}
