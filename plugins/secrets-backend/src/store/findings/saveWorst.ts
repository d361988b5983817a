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

/**
 * Notes at some secrets how bad the worst of their findings is that rest on no other
 * secret, so that lists of secrets sort and count by it.
 */
export async function saveWorst(
  tx: Knex,
  sourceId: string,
  secretIds: Iterable<string>,
): Promise<void> {
  const ids = [...new Set(secretIds)];
  if (ids.length === 0) {
    return;
  }
  const wanted = isAnyOf(tx, 'id', ids);
  const worst = `(select coalesce(-max(f.rank), 0) from findings f
    where f.source_id = secrets.source_id and f.secret_id = secrets.id
      and f.active and f.same_value is null)`;
  await tx.raw(
    `update secrets set worst = ${worst}
     where source_id = ? and ${wanted.sql} and worst <> ${worst}`,
    [sourceId, ...wanted.bindings],
  );
}
