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

import type { KeyFacts } from '@keyward/findings';
import type { Knex } from 'knex';
import { isAnyOf, selectRows } from '../store/common/rows';
import { compareBy, groupBy } from '../store/common/groups';
import { OTHERS_HOLD_IT } from '../store/inventory/sharedValues/valueHolders';
import type { Row } from '../store/tables';

/** More keys of one secret than these are judged as if they were not there. */
const MOST_KEYS = 1000;

interface KeyRow
  extends Row<
    'secret_keys',
    'secret_id' | 'name' | 'weak' | 'age_earliest' | 'age_latest'
  > {
  class: KeyFacts['class'];
  size: KeyFacts['size'] | null;
  weakness: KeyFacts['weakness'] | null;
  transit: KeyFacts['transit'] | null;
  age_basis: KeyFacts['age']['basis'];
  shared: boolean | number;
}

/** What is known of the keys of some secrets of one source. */
export interface LoadedKeys {
  /** What rules need, by id of the secret and in the order of their names. */
  facts: Map<string, KeyFacts[]>;
  /** The ids of the secrets with a key whose value another secret has a key with as well. */
  sharing: Set<string>;
}

/** Reads what rules need of the keys of some secrets, and which of these have a value in common with another secret. */
export async function loadKeyFacts(
  knex: Knex,
  sourceId: string,
  ids: readonly string[],
): Promise<LoadedKeys> {
  const wanted = isAnyOf(knex, 'k.secret_id', ids);
  const rows = await selectRows<KeyRow>(
    knex,
    `select k.secret_id, k.name, k.class, k.size, k.weak, k.weakness, k.transit,
       k.age_earliest, k.age_latest, k.age_basis, ${OTHERS_HOLD_IT} as shared
     from secret_keys k where k.source_id = ? and ${wanted.sql}`,
    [sourceId, ...wanted.bindings],
  );
  const facts = new Map(
    [...groupBy(rows, row => row.secret_id)].map(([id, keys]) => [
      id,
      keys
        .sort(compareBy(key => key.name))
        .slice(0, MOST_KEYS)
        .map(toFacts),
    ]),
  );
  const sharing = rows
    .filter(row => Boolean(row.shared))
    .map(row => row.secret_id);
  return { facts, sharing: new Set(sharing) };
}

function toFacts(row: KeyRow): KeyFacts {
  return {
    name: row.name,
    class: row.class,
    ...(row.size ? { size: row.size } : {}),
    weak: Boolean(row.weak),
    ...(row.weakness ? { weakness: row.weakness } : {}),
    ...(row.transit ? { transit: row.transit } : {}),
    age: {
      ...(row.age_earliest ? { earliest: row.age_earliest } : {}),
      ...(row.age_latest ? { latest: row.age_latest } : {}),
      basis: row.age_basis,
    },
  };
}
