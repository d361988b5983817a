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
import {
  boundRows,
  insertRows,
  isAnyOf,
  isSqlite,
  selectRows,
} from '../../store/common/rows';
import { compareBy } from '../../store/common/groups';
import {
  type HolderRow,
  OTHERS_HOLD_IT,
  selectHolders,
} from '../../store/inventory/sharedValues/valueHolders';
import {
  SEVERAL,
  type ValueGroup,
} from '../../store/inventory/sharedValues/otherKeys';
import { isDecided } from '../../store/findings/sharedValues/isShared';
import { columnsOf } from '../../store/tables';

const KEY = { fingerprint: 'text', fingerprint_key_id: 'text' } as const;

const COLUMNS = {
  ...KEY,
  ...columnsOf('value_groups', 'any_place', 'hand_place', 'inside', 'outside'),
};

/** So that two who add to a row at the same time both do. */
const MERGED = `(fingerprint, fingerprint_key_id) do update set
  any_place = case when value_groups.any_place = excluded.any_place
    then excluded.any_place else '${SEVERAL}' end,
  hand_place = case
    when value_groups.hand_place is null then excluded.hand_place
    when excluded.hand_place is null
      or value_groups.hand_place = excluded.hand_place
      then value_groups.hand_place
    else '${SEVERAL}' end,
  inside = value_groups.inside or excluded.inside,
  outside = value_groups.outside or excluded.outside`;

/** A key of a secret that was analysed. */
export type OwnRow = Pick<
  HolderRow,
  | 'source_id'
  | 'secret_id'
  | 'key'
  | 'fingerprint'
  | 'fingerprint_key_id'
  | 'place'
  | 'copied'
  | 'production'
  | 'class'
>;

/** Selects the secrets that count, as `s`. */
export function selectCounting(tx: Knex): Knex.QueryBuilder {
  return tx('secrets as s')
    .join('sources as t', 't.id', 's.source_id')
    .whereNull('t.retired_at');
}

/**
 * Brings up to date what is known of the values that some secrets have in common
 * with others, so that a group need not be looked at for each that joins it: only
 * when something is new in it may a rule speak of those that were there before,
 * and that is so a few times at most, as nothing is taken back when one leaves.
 *
 * What may be decided another way by somebody who adds to the same group at this
 * moment is locked, in one order, and read again by who comes second.
 *
 * @param sharing - the ids of the secrets, as `loadKeyFacts` finds them
 * @returns the keys that hold such values, each with its group, and the values in
 *   whose group something is new
 */
export async function updateValueGroups(
  tx: Knex,
  sourceId: string,
  sharing: readonly string[],
): Promise<{
  held: { row: OwnRow; group: ValueGroup }[];
  changed: Set<string>;
}> {
  const own = await loadOwn(tx, sourceId, sharing);
  if (own.length === 0) {
    return { held: [], changed: new Set() };
  }
  const known = await loadGroups(tx, own);
  const groups = new Map(known);
  const unknown = own.filter(row => !known.has(keyOf(row)));
  for (const group of await countGroups(tx, unknown)) {
    groups.set(keyOf(group), group);
  }
  for (const row of own) {
    const group = groups.get(keyOf(row));
    groups.set(keyOf(row), group ? merge(group, groupOf(row)) : groupOf(row));
  }
  const changed = [...groups.values()].filter(
    group => !isSame(group, known.get(keyOf(group))),
  );
  const undecided = new Set(
    own
      .filter(row => !isDecided(row, groups.get(keyOf(row))!))
      .map(row => keyOf(row)),
  );
  changed.forEach(group => undecided.add(keyOf(group)));
  const locked = [...undecided]
    .map(key => groups.get(key)!)
    .sort(compareBy(keyOf));
  if (changed.length > 0) {
    await insertRows(tx, 'value_groups', COLUMNS, locked, MERGED);
  }
  if (locked.length > 0 && !isSqlite(tx)) {
    const now = await loadGroups(tx, locked, 'order by 1, 2 for share of g');
    now.forEach((group, key) => groups.set(key, group));
  }
  return {
    held: own.map(row => ({ row, group: groups.get(keyOf(row))! })),
    changed: new Set(changed.map(({ fingerprint }) => fingerprint)),
  };
}

/** The keys of some secrets whose values other secrets have a key with as well, all else of which is read only of those. */
async function loadOwn(
  tx: Knex,
  sourceId: string,
  sharing: readonly string[],
): Promise<OwnRow[]> {
  if (sharing.length === 0) {
    return [];
  }
  const wanted = isAnyOf(tx, 's.id', sharing);
  return await selectHolders(
    tx,
    selectCounting(tx)
      .where('s.source_id', sourceId)
      .whereRaw(wanted.sql, wanted.bindings),
  ).whereRaw(OTHERS_HOLD_IT);
}

async function loadGroups(
  tx: Knex,
  of: { fingerprint: string; fingerprint_key_id: string }[],
  end: string = '',
): Promise<Map<string, ValueGroup>> {
  const names = [...new Map(of.map(each => [keyOf(each), each])).values()].map(
    ({ fingerprint, fingerprint_key_id: keyId }) => ({
      fingerprint,
      fingerprint_key_id: keyId,
    }),
  );
  const bound = boundRows(tx, KEY, names);
  const rows = await selectRows<ValueGroup>(
    tx,
    `select ${Object.keys(COLUMNS)
      .map(name => `g.${name}`)
      .join(', ')} from ${bound.sql} ${bound.join} value_groups g
       on g.fingerprint = x.fingerprint
       and g.fingerprint_key_id = x.fingerprint_key_id ${end}`,
    bound.bindings,
  );
  return new Map(
    rows.map(row => [
      keyOf(row),
      { ...row, inside: Boolean(row.inside), outside: Boolean(row.outside) },
    ]),
  );
}

/** What there is in groups that nobody has looked at before. */
async function countGroups(tx: Knex, own: OwnRow[]): Promise<ValueGroup[]> {
  if (own.length === 0) {
    return [];
  }
  const wanted = isAnyOf(tx, 'k.fingerprint', [
    ...new Set(own.map(({ fingerprint }) => fingerprint)),
  ]);
  const holders = selectHolders(tx, selectCounting(tx)).whereRaw(
    wanted.sql,
    wanted.bindings,
  );
  const rows: (Pick<ValueGroup, 'fingerprint' | 'fingerprint_key_id'> & {
    any_least: string;
    any_greatest: string;
    hand_least: string | null;
    hand_greatest: string | null;
    inside: number | null;
    outside: number | null;
  })[] = await tx(holders.as('h'))
    .groupBy('fingerprint', 'fingerprint_key_id')
    .select(
      'fingerprint',
      'fingerprint_key_id',
      tx.raw(
        `min(place) as any_least, max(place) as any_greatest,
         min(case when not copied then place end) as hand_least,
         max(case when not copied then place end) as hand_greatest,
         max(case when production then 1 end) as inside,
         max(case when not production then 1 end) as outside`,
      ),
    );
  return rows.map(row => ({
    fingerprint: row.fingerprint,
    fingerprint_key_id: row.fingerprint_key_id,
    any_place: row.any_least === row.any_greatest ? row.any_least : SEVERAL,
    hand_place: row.hand_least === row.hand_greatest ? row.hand_least : SEVERAL,
    inside: Boolean(row.inside),
    outside: Boolean(row.outside),
  }));
}

function groupOf(row: OwnRow): ValueGroup {
  return {
    fingerprint: row.fingerprint,
    fingerprint_key_id: row.fingerprint_key_id,
    any_place: row.place,
    hand_place: row.copied ? null : row.place,
    inside: row.production !== null && Boolean(row.production),
    outside: row.production !== null && !row.production,
  };
}

function merge(one: ValueGroup, other: ValueGroup): ValueGroup {
  return {
    ...one,
    any_place: one.any_place === other.any_place ? one.any_place : SEVERAL,
    hand_place: mergeHand(one.hand_place, other.hand_place),
    inside: one.inside || other.inside,
    outside: one.outside || other.outside,
  };
}

function mergeHand(one: string | null, other: string | null): string | null {
  if (one === null || other === null || one === other) {
    return one ?? other;
  }
  return SEVERAL;
}

function isSame(one: ValueGroup, other: ValueGroup | undefined): boolean {
  return (
    one.any_place === other?.any_place &&
    one.hand_place === other.hand_place &&
    one.inside === other.inside &&
    one.outside === other.outside
  );
}

function keyOf(row: {
  fingerprint: string;
  fingerprint_key_id: string;
}): string {
  return `${row.fingerprint} ${row.fingerprint_key_id}`;
}
