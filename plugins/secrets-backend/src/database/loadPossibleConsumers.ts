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

import { ANY_NAMESPACE } from '@keyward/model';
import type { Knex } from 'knex';
import { boundTexts, selectRows } from './rows';

/** So many are named. */
const MOST = 3;

/**
 * What refers to secrets of some names in a namespace that is not known, as
 * kind/name by the secret's name.
 */
export async function loadPossibleConsumers(
  knex: Knex,
  sourceId: string,
  names: readonly string[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  if (names.length === 0) {
    return found;
  }
  const bound = boundTexts(knex, 'name', [...new Set(names)]);
  const rows = await selectRows<{
    name: string;
    kind: string;
    object_name: string;
  }>(
    knex,
    `select distinct r.name, o.kind, o.name as object_name from ${bound.sql}
     ${bound.join} object_references r on r.source_id = ? and r.namespace = '${ANY_NAMESPACE}'
       and r.name = x.name
     join objects o on o.source_id = r.source_id and o.ref = r.object_ref
     order by r.name, o.kind, o.name`,
    [...bound.bindings, sourceId],
  );
  for (const { name, kind, object_name: object } of rows) {
    const consumers = found.get(name) ?? [];
    found.set(name, consumers);
    if (consumers.length < MOST) {
      consumers.push(`${kind}/${object}`);
    }
  }
  return found;
}
