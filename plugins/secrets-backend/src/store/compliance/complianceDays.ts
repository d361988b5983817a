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

import type { ComplianceFacts, Tally } from '@keyward/compliance';
import type { Knex } from 'knex';
import { groupBy } from '../common/groups';
import { insertRows, isAnyOf, updateRows } from '../common/rows';
import { columnsOf, type Row as RowOf } from '../tables';

const KEPT_DAYS = 400;
const DAY_MS = 86_400_000;

const KEY = ['scope', 'check_id', 'valid_from'];
const KEY_COLUMNS = columnsOf(
  'compliance_counts',
  'scope',
  'check_id',
  'valid_from',
);
const COUNTS = { good: 'integer', bad: 'integer', unknown: 'integer' } as const;

type Row = RowOf<
  'compliance_counts',
  'scope' | 'check_id' | 'valid_from' | 'valid_to' | 'good' | 'bad' | 'unknown'
>;

/** A day in UTC, whatever the time zone of the portal. */
export function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/**
 * Keeps what was counted of some scopes on a day; writes only what differs from what is
 * kept. Once more on the same day, the later counts are those of the day. A scope
 * without counts is no more.
 */
export async function keepCounts(
  knex: Knex,
  day: string,
  counted: ReadonlyMap<string, ComplianceFacts['tallies']>,
): Promise<void> {
  await knex.transaction(async tx => {
    const asked = isAnyOf(tx, 'scope', [...counted.keys()]);
    const open: Row[] = await tx('compliance_counts')
      .whereRaw(asked.sql, asked.bindings)
      .whereNull('valid_to');
    const byScope = groupBy(open, row => row.scope);
    const added: Omit<Row, 'valid_to'>[] = [];
    const changed: Omit<Row, 'valid_to'>[] = [];
    const ended: Row[] = [];
    for (const [scope, tallies] of counted) {
      const rows = byScope.get(scope) ?? [];
      if (rows.some(row => row.valid_from > day)) {
        // The clock of this replica is behind.
        continue;
      }
      const known = new Map(rows.map(row => [row.check_id, row]));
      for (const [check, tally] of Object.entries(tallies)) {
        const before = known.get(check);
        known.delete(check);
        if (!tally || (before && isSame(before, tally))) {
          continue;
        }
        const { good, bad, unknown } = tally;
        const row = {
          scope,
          check_id: check,
          valid_from: day,
          good,
          bad,
          unknown,
        };
        if (before?.valid_from === day) {
          changed.push(row);
        } else {
          added.push(row);
          if (before) {
            ended.push({ ...before, valid_to: day });
          }
        }
      }
      // Of checks that nobody counts for any more.
      for (const row of known.values()) {
        ended.push({ ...row, valid_to: day });
      }
    }
    const columns = { ...KEY_COLUMNS, ...COUNTS };
    await updateRows(tx, 'compliance_counts', KEY, columns, changed);
    await updateRows(
      tx,
      'compliance_counts',
      KEY,
      { ...KEY_COLUMNS, valid_to: 'text' },
      ended,
    );
    // What ended today may begin again today.
    await insertRows(
      tx,
      'compliance_counts',
      columns,
      added,
      `(${KEY.join(', ')}) do update set valid_to = null, ${Object.keys(COUNTS)
        .map(name => `${name} = excluded.${name}`)
        .join(', ')}`,
    );
  });
}

/** Notes that all of a day was kept, and forgets what is too old. */
export async function completeDay(knex: Knex, day: string): Promise<void> {
  const oldest = dayOf(Date.parse(day) - KEPT_DAYS * DAY_MS);
  await knex('compliance_days').insert({ day }).onConflict('day').ignore();
  await knex('compliance_days').where('day', '<', oldest).delete();
  await knex('compliance_counts').where('valid_to', '<', oldest).delete();
}

/** The scopes of which something is kept up to now. */
export async function loadKeptScopes(knex: Knex): Promise<string[]> {
  return await knex('compliance_counts')
    .whereNull('valid_to')
    .distinct('scope')
    .pluck('scope');
}

/** What was counted of a scope on each of the days that were kept, the oldest first. */
export async function loadDays(
  knex: Knex,
  scope: string,
  since: string,
): Promise<{ day: string; tallies: Record<string, Tally> }[]> {
  const days: string[] = await knex('compliance_days')
    .where('day', '>=', since)
    .orderBy('day')
    .pluck('day');
  const rows: Row[] = await knex('compliance_counts')
    .where({ scope })
    .where(query =>
      query.whereNull('valid_to').orWhere('valid_to', '>', since),
    );
  return days.flatMap(day => {
    const valid = rows.filter(
      row =>
        row.valid_from <= day && (row.valid_to === null || row.valid_to > day),
    );
    const tallies = Object.fromEntries(
      valid.map(({ check_id, good, bad, unknown }) => [
        check_id,
        { good, bad, unknown },
      ]),
    );
    // A scope that was not there on the day has no counts of it.
    return valid.length > 0 ? [{ day, tallies }] : [];
  });
}

/** What was counted of some scopes on one day, by scope; of a day that was not kept nothing. */
export async function loadDay(
  knex: Knex,
  day: string,
  scopes: readonly string[],
): Promise<Map<string, Record<string, Tally>>> {
  const result = new Map<string, Record<string, Tally>>();
  const isKept = await knex('compliance_days').where({ day }).first('day');
  if (!isKept || scopes.length === 0) {
    return result;
  }
  const asked = isAnyOf(knex, 'scope', scopes);
  const rows: Row[] = await knex('compliance_counts')
    .whereRaw(asked.sql, asked.bindings)
    .where('valid_from', '<=', day)
    .where(query => query.whereNull('valid_to').orWhere('valid_to', '>', day));
  for (const { scope, check_id: check, good, bad, unknown } of rows) {
    const tallies = result.get(scope) ?? {};
    tallies[check] = { good, bad, unknown };
    result.set(scope, tallies);
  }
  return result;
}

function isSame(row: Row, { good, bad, unknown }: Tally): boolean {
  return row.good === good && row.bad === bad && row.unknown === unknown;
}
