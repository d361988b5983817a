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

const AT_A_TIME = 1000;

/** Names by their ids. */
export async function loadNames(
  knex: Knex,
  ids: readonly number[],
): Promise<(id: number) => string> {
  const names = new Map<number, string>();
  const distinct = [...new Set(ids)];
  for (let from = 0; from < distinct.length; from += AT_A_TIME) {
    const rows: { id: number; name: string }[] = await knex('audit_names')
      .whereIn('id', distinct.slice(from, from + AT_A_TIME))
      .select('id', 'name');
    rows.forEach(({ id, name }) => names.set(id, name));
  }
  return id => names.get(id) ?? '';
}
