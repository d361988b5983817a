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

import type { KeyFacts } from '@keyward/model';
import type { Knex } from 'knex';
import { boundRows, isAnyOf, selectRows } from '../database/rows';
import type { Environments } from './Environments';
import { compareBy, groupBy } from './groups';
import { loadEnvironments } from './loadEnvironments';

const MOST_SAME = 20;
/** More keys of one secret than these are judged as if they were not there. */
const MOST_KEYS = 1000;

interface KeyRow {
  secret_id: string;
  name: string;
  class: KeyFacts['class'];
  size: KeyFacts['size'] | null;
  weak: boolean | number;
  weakness: KeyFacts['weakness'] | null;
  age_earliest: string | null;
  age_latest: string | null;
  age_basis: KeyFacts['age']['basis'];
  /** Null as well where no other secret has a key with the same. */
  fingerprint: string | null;
  fingerprint_key_id: string | null;
}

interface SameRow {
  fingerprint: string;
  fingerprint_key_id: string;
  secret_id: string;
  ref: string;
  source_id: string;
  title: string | null;
  namespace: string;
  name: string;
  key: string;
  deliverer: string;
  total: number | string;
}

/** Reads what rules need of the keys of some secrets of one source, by id of the secret and in the order of their names. */
export async function loadKeyFacts(
  knex: Knex,
  sourceId: string,
  ids: readonly string[],
  environments: Environments,
): Promise<Map<string, KeyFacts[]>> {
  const rows = await loadKeys(knex, sourceId, ids);
  const shared = rows.filter(row => row.fingerprint !== null);
  /** How many keys of one secret have the same value. */
  const own = new Map<string, number>();
  for (const row of shared) {
    const key = `${row.secret_id} ${valueKey(row)}`;
    own.set(key, (own.get(key) ?? 0) + 1);
  }
  const same = await loadSameValues(knex, shared, own);
  const environmentOf = await loadEnvironments(
    knex,
    environments,
    [...same.values()].flat().map(placeOf),
  );
  const toFacts = (row: KeyRow): KeyFacts => {
    const holders = same.get(valueKey(row)) ?? [];
    const others = holders
      .filter(
        other =>
          other.secret_id !== row.secret_id || other.source_id !== sourceId,
      )
      .slice(0, MOST_SAME);
    const ownCount = own.get(`${row.secret_id} ${valueKey(row)}`) ?? 0;
    return {
      name: row.name,
      class: row.class,
      ...(row.size ? { size: row.size } : {}),
      weak: Boolean(row.weak),
      ...(row.weakness ? { weakness: row.weakness } : {}),
      age: {
        ...(row.age_earliest ? { earliest: row.age_earliest } : {}),
        ...(row.age_latest ? { latest: row.age_latest } : {}),
        basis: row.age_basis,
      },
      sameValues: others.map(other => {
        const environment = environmentOf(placeOf(other));
        return {
          secretId: other.secret_id,
          ref: other.ref,
          sourceId: other.source_id,
          namespace: other.namespace,
          name: other.name,
          key: other.key,
          ...(environment ? { environment } : {}),
          deliverer: other.deliverer,
        };
      }),
      sameValueCount: Math.max(
        others.length,
        Number(holders[0]?.total ?? 0) - ownCount,
      ),
    };
  };
  return new Map(
    [...groupBy(rows, row => row.secret_id)].map(([id, keys]) => [
      id,
      keys
        .sort(compareBy(key => key.name))
        .slice(0, MOST_KEYS)
        .map(toFacts),
    ]),
  );
}

async function loadKeys(
  knex: Knex,
  sourceId: string,
  ids: readonly string[],
): Promise<KeyRow[]> {
  const wanted = isAnyOf(knex, 'k.secret_id', ids);
  const isShared = `exists (
    select 1 from secret_keys k2 where k2.fingerprint = k.fingerprint
      and k2.fingerprint_key_id = k.fingerprint_key_id
      and not (k2.source_id = k.source_id and k2.secret_id = k.secret_id))`;
  return await selectRows<KeyRow>(
    knex,
    `select k.secret_id, k.name, k.class, k.size, k.weak, k.weakness,
       k.age_earliest, k.age_latest, k.age_basis,
       case when ${isShared} then k.fingerprint end as fingerprint,
       k.fingerprint_key_id
     from secret_keys k where k.source_id = ? and ${wanted.sql}`,
    [sourceId, ...wanted.bindings],
  );
}

/**
 * The keys that have a value, in the order of their refs, and how many there are
 * of them: so many that 20 are left without those of any one secret that asks.
 */
async function loadSameValues(
  knex: Knex,
  keys: readonly KeyRow[],
  own: ReadonlyMap<string, number>,
): Promise<Map<string, SameRow[]>> {
  const most = Math.max(0, ...own.values());
  const values = new Map(
    keys.map(row => [
      valueKey(row),
      {
        fingerprint: row.fingerprint,
        fingerprint_key_id: row.fingerprint_key_id,
      },
    ]),
  );
  if (values.size === 0) {
    return new Map();
  }
  const bound = boundRows(
    knex,
    { fingerprint: 'text', fingerprint_key_id: 'text' },
    [...values.values()],
  );
  const rows = await selectRows<SameRow>(
    knex,
    `select * from (
       select k.fingerprint, k.fingerprint_key_id, s.id as secret_id, s.ref, s.source_id,
         t.title, s.namespace, s.name, k.name as key, s.deliverer_kind as deliverer,
         count(*) over (partition by k.fingerprint, k.fingerprint_key_id) as total,
         row_number() over (partition by k.fingerprint, k.fingerprint_key_id
           order by s.ref, k.name) as place
       from ${bound.sql}
       ${bound.join} secret_keys k on k.fingerprint = x.fingerprint
         and k.fingerprint_key_id = x.fingerprint_key_id
       join secrets s on s.source_id = k.source_id and s.id = k.secret_id and s.presence = 2
       join sources t on t.id = s.source_id and t.retired_at is null
     ) as found where place <= ? order by place`,
    [...bound.bindings, MOST_SAME + most],
  );
  return groupBy(rows, valueKey);
}

function valueKey(row: {
  fingerprint: string | null;
  fingerprint_key_id: string | null;
}): string {
  return `${row.fingerprint_key_id} ${row.fingerprint}`;
}

function placeOf(row: SameRow) {
  return {
    sourceId: row.source_id,
    sourceTitle: row.title ?? undefined,
    namespace: row.namespace,
  };
}
