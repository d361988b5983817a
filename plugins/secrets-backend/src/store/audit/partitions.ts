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
import { isSqlite } from '../common/rows';
import { DAY_MS, dayOf } from './times';

const NAME = /^audit_events_(\d{4})(\d\d)(\d\d)$/;

/** A day that events are kept of, and the table that it is in. */
export interface Partition {
  day: number;
  name: string;
}

/** Those that there are; none on SQLite. */
export async function listPartitions(knex: Knex): Promise<Partition[]> {
  if (isSqlite(knex)) {
    return [];
  }
  const names: string[] = await knex('pg_inherits as i')
    .join('pg_class as c', 'c.oid', 'i.inhrelid')
    .whereRaw("i.inhparent = 'audit_events'::regclass")
    .orderBy('c.relname')
    .pluck('c.relname');
  return names.flatMap(name => {
    const [, year, month, date] = NAME.exec(name) ?? [];
    return year ? { name, day: dayOf(Date.UTC(+year, +month - 1, +date)) } : [];
  });
}

/**
 * Makes the partitions of some days. They are made apart and then attached, so that
 * nobody who writes or reads other days waits.
 */
export async function addPartitions(
  knex: Knex,
  days: readonly number[],
): Promise<void> {
  if (isSqlite(knex) || days.length === 0) {
    return;
  }
  await knex.transaction(async tx => {
    await tx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
      'keyward partitions of audit events',
    ]);
    const there = new Set((await listPartitions(tx)).map(({ day }) => day));
    for (const day of days) {
      if (!there.has(day)) {
        const name = nameOf(day);
        await tx.raw('create table ?? (like audit_events including all)', [
          name,
        ]);
        await tx.raw(
          `alter table audit_events attach partition ??
           for values from (${day * DAY_MS}) to (${(day + 1) * DAY_MS})`,
          [name],
        );
      }
    }
  });
}

function nameOf(day: number): string {
  const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
  return `audit_events_${date.replaceAll('-', '')}`;
}
