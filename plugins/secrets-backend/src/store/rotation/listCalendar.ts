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
import { loadRenewals } from '../inventory/loadRenewals';
import { selectSecrets, type SourceStates } from '../inventory/secretFilters';
import { toPlace, type SecretFields } from '../findings/findingRow';
import type {
  RotationQuery,
  RotationStore,
  RotationDay,
  RotationDue,
} from './RotationStore';
import { selectCertificates } from './listCertificates';

const DAYS = 90;
const DAY_MS = 86_400_000;
const MOST_A_DAY = 20;
/** More names than these are no help on one page; the numbers are of all. */
const MOST_NAMES = 500;

interface DueFields extends SecretFields {
  key: string;
  at: string;
}

/** What falls due in the next 90 days, by day in UTC. */
export async function listCalendar(
  knex: Knex,
  sources: SourceStates,
  query: RotationQuery & { now: number },
): ReturnType<RotationStore['listCalendar']> {
  const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const from = dayOf(query.now);
  const to = dayOf(query.now + DAYS * DAY_MS);
  const within: [string, string] = [
    new Date(query.now).toISOString(),
    `${to}T23:59:59.999Z`,
  ];
  const keys = selectSecrets(knex, sources, query)
    .join('rotation_keys as r', join =>
      join.on('r.source_id', 's.source_id').andOn('r.secret_id', 's.id'),
    )
    .whereIn('r.state', ['inPeriod', 'dueSoon'])
    .whereBetween('r.due_at', within);
  const certificates = selectCertificates(knex, sources, query).whereBetween(
    'c.not_after',
    within,
  );
  const dueKeys = await firstOf(keys, 'r.due_at', 'r.key');
  const ending = await firstOf(certificates, 'c.not_after', 'c.key');
  const renewals = await loadRenewals(knex, ending);
  const items: RotationDue[] = [
    ...dueKeys.map(row => ({
      kind: 'key' as const,
      at: row.at,
      key: row.key,
      secret: toPlace(row, sources),
    })),
    ...ending.map(row => {
      const renewal = renewals.get(row.id);
      return {
        kind: 'certificate' as const,
        at: row.at,
        key: row.key,
        secret: toPlace(row, sources),
        ...(renewal ? { renewed: renewal.ready === 'true' } : {}),
      };
    }),
  ].sort((one, other) => compare(one.at, other.at));
  const days = new Map<string, RotationDay>();
  const dayAt = (day: string) => {
    const known = days.get(day) ?? { day, keys: 0, certificates: 0, items: [] };
    days.set(day, known);
    return known;
  };
  for (const [day, count] of await countsOf(knex, keys, 'r.due_at')) {
    dayAt(day).keys = count;
  }
  for (const [day, count] of await countsOf(
    knex,
    certificates,
    'c.not_after',
  )) {
    dayAt(day).certificates = count;
  }
  for (const item of items) {
    const day = dayAt(item.at.slice(0, 10));
    if (day.items.length < MOST_A_DAY) {
      day.items.push(item);
    }
  }
  return {
    from,
    to,
    days: [...days.values()].sort((one, other) => compare(one.day, other.day)),
  };
}

async function firstOf(
  selected: Knex.QueryBuilder,
  at: string,
  key: string,
): Promise<DueFields[]> {
  return await selected
    .clone()
    .orderBy([at, 's.ref', key])
    .limit(MOST_NAMES)
    .select(
      's.source_id',
      's.id',
      's.ref',
      's.namespace',
      's.name',
      `${key} as key`,
      `${at} as at`,
    );
}

async function countsOf(
  knex: Knex,
  selected: Knex.QueryBuilder,
  at: string,
): Promise<[day: string, count: number][]> {
  const day = knex.raw('substr(??, 1, 10)', [at]);
  const rows: { day: string; count: number | string }[] = await selected
    .clone()
    .groupBy(day)
    .select(
      knex.raw('substr(??, 1, 10) as day', [at]),
      knex.raw('count(*) as count'),
    );
  return rows.map(row => [row.day, Number(row.count)]);
}

function compare(one: string, other: string): number {
  if (one === other) {
    return 0;
  }
  return one < other ? -1 : 1;
}
