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

import { parseSecretRef } from '@keyward/observation';
import type { SecretFacts } from '@keyward/findings';
import type { Knex } from 'knex';
import { isAnyOf, selectRows } from '../store/common/rows';
import { EDGE_COLUMNS, locatorOf, type EdgeRow } from '../store/edges/edgeRow';
import { describeLocator } from '../store/edges/locatorKeyOf';
import { GONE } from '../store/common/presence';

type LostOrigins = NonNullable<SecretFacts['lostOrigins']>;

/**
 * What some secrets got their values from and what is gone, by ref of the secret. A
 * place is named as the deliverer names it, and only where a value was delivered from
 * there: who names another one's place must not learn what becomes of it.
 */
export async function findLostOrigins(
  knex: Knex,
  refs: string[],
): Promise<Map<string, LostOrigins>> {
  const result = new Map<string, LostOrigins>();
  if (refs.length === 0) {
    return result;
  }
  const wanted = isAnyOf(knex, 'e.to_ref', refs);
  const rows = await selectRows<
    EdgeRow & { to_ref: string; from_ref: string; gone_at: string }
  >(
    knex,
    `select e.to_ref, ${EDGE_COLUMNS}, f.gone_at from edges e
     join secrets f on f.source_id = e.from_source and f.ref = e.from_ref
     where ${wanted.sql} and f.presence = ${GONE} and f.gone_at is not null
       and (e.via_ref is null or e.last_sync is not null or e.ready = 'true')
     order by e.source_id, e.holder, e.position`,
    wanted.bindings,
  );
  for (const row of rows) {
    const locator = locatorOf(row);
    const from = locator
      ? describeLocator(locator)
      : parseSecretRef(row.from_ref).sourceKind;
    const lost = result.get(row.to_ref) ?? [];
    if (!lost.some(each => each.from === from)) {
      lost.push({ from, since: row.gone_at });
    }
    result.set(row.to_ref, lost);
  }
  return result;
}
