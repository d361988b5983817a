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

import type { SecretFacts } from '@keyward/findings';
import type { Knex } from 'knex';
import { isAnyOf, selectRows } from '../store/common/rows';
import { EDGE_COLUMNS, locatorOf, type EdgeRow } from '../store/edges/edgeRow';
import { describeLocator } from '../store/edges/locatorKeyOf';
import { EXISTS } from '../store/common/presence';
import { syncIntervalOf } from './syncIntervalOf';

type NewerOrigins = NonNullable<SecretFacts['newerOrigins']>;

/**
 * What some secrets got their values from and what was changed since they were last
 * synced, by ref of the secret. Only what a source dates exactly counts, and only where
 * a value was delivered from there: who names another one's place must not learn when it
 * changes. What names a version gets that version.
 */
export async function findNewerOrigins(
  knex: Knex,
  refs: string[],
): Promise<Map<string, NewerOrigins>> {
  const result = new Map<string, NewerOrigins>();
  if (refs.length === 0) {
    return result;
  }
  const wanted = isAnyOf(knex, 'e.to_ref', refs);
  const rows = await selectRows<
    EdgeRow & {
      to_ref: string;
      last_sync: string;
      set_at: string;
      detail: string | null;
    }
  >(
    knex,
    `select e.to_ref, ${EDGE_COLUMNS}, f.age_earliest as set_at, o.detail from edges e
     join secrets f on f.source_id = e.from_source and f.ref = e.from_ref
     join objects o on o.source_id = e.source_id and o.ref = e.via_ref
     where ${wanted.sql} and f.presence = ${EXISTS} and f.age_basis = 'source'
       and f.age_earliest > e.last_sync and e.version is null
       and (e.ready is null or e.ready <> 'false')
     order by e.source_id, e.holder, e.position`,
    wanted.bindings,
  );
  for (const row of rows) {
    const locator = locatorOf(row);
    if (locator) {
      const everyMs = syncIntervalOf(JSON.parse(row.detail ?? '{}'));
      result.set(row.to_ref, [
        ...(result.get(row.to_ref) ?? []),
        {
          from: describeLocator(locator),
          setAt: row.set_at,
          syncedAt: row.last_sync,
          ...(everyMs === undefined ? {} : { everyMs }),
        },
      ]);
    }
  }
  return result;
}
