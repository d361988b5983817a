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

type Restarts = NonNullable<SecretFacts['restarts']>;

interface RestartingRow {
  to_ref: string;
  kind: string;
  name: string;
  detail: string;
}

/**
 * What restarts workloads for new values of some secrets and how often, by ref of the
 * secret, as far as what delivers them says so in `restarts` and
 * `newValueEverySeconds` of its detail. Of several objects the one that restarts most
 * often counts.
 */
export async function findRestarts(
  knex: Knex,
  refs: string[],
): Promise<Map<string, Restarts>> {
  const result = new Map<string, Restarts>();
  if (refs.length === 0) {
    return result;
  }
  const wanted = isAnyOf(knex, 'e.to_ref', refs);
  const rows = await selectRows<RestartingRow>(
    knex,
    `select distinct e.to_ref, o.kind, o.name, o.detail from edges e
     join objects o on o.source_id = e.source_id and o.ref = e.via_ref
     where ${wanted.sql} and o.detail like '%"newValueEverySeconds":%'
       and (e.ready is null or e.ready <> 'false')
     order by e.to_ref, o.kind, o.name`,
    wanted.bindings,
  );
  for (const { to_ref: ref, kind, name, detail } of rows) {
    const { restarts, newValueEverySeconds: seconds } = JSON.parse(detail);
    const known = result.get(ref);
    if (
      Array.isArray(restarts) &&
      restarts.length > 0 &&
      typeof seconds === 'number' &&
      !(known && known.everyMs <= seconds * 1000)
    ) {
      result.set(ref, {
        by: `${kind} ${name}`,
        everyMs: seconds * 1000,
        targets: restarts.map(String),
      });
    }
  }
  return result;
}
