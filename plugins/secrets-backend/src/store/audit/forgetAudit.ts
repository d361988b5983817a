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

import { setImmediate as giveWay } from 'node:timers/promises';
import type { Knex } from 'knex';
import { isSqlite } from '../common/rows';
import { withinLockTimeout } from '../common/withinLockTimeout';
import { listPartitions } from './partitions';
import {
  type AuditRetention,
  DEFAULT_AUDIT_RETENTION,
  type Hold,
} from './readAuditRetention';
import { DAY_MS, dayOf } from './times';

const HOURS_A_DAY = 24;
/** Who reads a day that is to be dropped has it for so long still. */
const PATIENCE_MS = 3000;

/** What of {@link forgetAudit} may be other than usual. */
export interface ForgetAuditOptions {
  retention?: AuditRetention;
  now?: number;
  signal?: AbortSignal;
}

/**
 * Deletes events and their numbers beyond their age, day by day, but for what is on
 * hold; then the names that nothing names any more.
 */
export async function forgetAudit(
  knex: Knex,
  options: ForgetAuditOptions = {},
): Promise<void> {
  const { retention = DEFAULT_AUDIT_RETENTION, signal } = options;
  const today = dayOf(options.now ?? Date.now());
  const { eventsDays, rollupsDays, holds } = retention;
  const daysBefore = (days: number[], age: number) =>
    days.filter(day => day < today - age && !isHeld(day, holds));
  const forget = async (
    days: number[],
    age: number,
    erase: (day: number) => Promise<void>,
  ) => {
    for (const day of daysBefore(days, age)) {
      if (signal?.aborted) {
        return;
      }
      await erase(day);
      await giveWay();
    }
  };
  if (isSqlite(knex)) {
    await forget(
      await daysOf(knex, 'audit_events', 'at', DAY_MS),
      eventsDays,
      day => deleteDay(knex, 'audit_events', 'at', day, DAY_MS),
    );
  } else {
    const partitions = await listPartitions(knex);
    const names = new Map(partitions.map(({ day, name }) => [day, name]));
    await forget([...names.keys()], eventsDays, async day => {
      await withinLockTimeout(knex, PATIENCE_MS, async tx => {
        await tx.schema.dropTableIfExists(names.get(day)!);
      });
    });
  }
  for (const table of ['audit_rollups', 'audit_hours']) {
    await forget(
      await daysOf(knex, table, 'hour', HOURS_A_DAY),
      rollupsDays,
      day => deleteDay(knex, table, 'hour', day, HOURS_A_DAY),
    );
  }
  const before = new Date((today - rollupsDays) * DAY_MS).toISOString();
  await knex('audit_feeds').where('received_at', '<', before).delete();
  await forgetNames(knex);
}

function isHeld(day: number, holds: readonly Hold[]): boolean {
  return holds.some(({ from, to }) => from <= day && day <= to);
}

/** The days that there are rows of. */
async function daysOf(
  knex: Knex,
  table: string,
  column: string,
  unit: number,
): Promise<number[]> {
  const [{ first, last }]: { first: number | null; last: number | null }[] =
    await knex(table).min({ first: column }).max({ last: column });
  if (first === null || last === null) {
    return [];
  }
  const from = Math.floor(Number(first) / unit);
  const to = Math.floor(Number(last) / unit);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

async function deleteDay(
  knex: Knex,
  table: string,
  column: string,
  day: number,
  unit: number,
): Promise<void> {
  await knex(table)
    .where(column, '>=', day * unit)
    .where(column, '<', (day + 1) * unit)
    .delete();
}

/** A name was used on the day of an event, or later; clocks may be a day ahead. */
async function forgetNames(knex: Knex): Promise<void> {
  const days = [
    ...(await daysOf(knex, 'audit_events', 'at', DAY_MS)),
    ...(await daysOf(knex, 'audit_rollups', 'hour', HOURS_A_DAY)),
  ];
  const query = knex('audit_names');
  if (days.length > 0) {
    query.where('used_on', '<', Math.min(...days) - 1);
  } else {
    query.where('used_on', '<', dayOf(Date.now()) - 1);
  }
  await query.delete();
}
