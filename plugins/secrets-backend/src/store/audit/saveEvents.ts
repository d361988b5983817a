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
import { boundRows, insertRows, selectRows } from '../common/rows';
import { columnsOf, type Row } from '../tables';
import type { AuditBatch } from './AuditStore';
import type { AuditName, AuditNames } from './AuditNames';
import { ACTIONS, GRADES, OUTCOMES, REASONS } from './codes';
import { namesOf, type EventNames } from './eventNames';
import { dayOf, hourOf } from './times';

/** More pods than run on a node tell nothing. */
const MOST_PODS = 500;

const COLUMNS = columnsOf(
  'audit_events',
  'source',
  'hash',
  'at',
  'received_at',
  'target',
  'subject',
  'impersonator',
  'pod',
  'more_pods',
  'through',
  'address',
  'client',
  'granted_by',
  'verb',
  'audit_id',
  'action',
  'outcome',
  'grade',
  'reason',
);

/** A row that is bound: its hash in hex. */
export type EventRow = Omit<
  Row<'audit_events', keyof typeof COLUMNS>,
  'hash' | 'at'
> & {
  hash: string;
  at: number;
};

/** The events of a batch as rows, in the order in which everybody writes them. */
export async function toEventRows(
  names: AuditNames,
  { sourceId, events }: AuditBatch,
  now: number,
): Promise<EventRow[]> {
  const named = events.map(each => namesOf(sourceId, each));
  const idOf = await names.idsOf(named.flatMap(allOf), dayOf(now));
  const idOrNull = (name: AuditName | undefined) => (name ? idOf(name) : null);
  const rows = events.map(({ event, attribution }, index): EventRow => {
    const of = named[index];
    const [pod, ...more] = of.pods.slice(0, MOST_PODS).map(idOf);
    return {
      source: idOf(of.source),
      hash: event.hash,
      at: Date.parse(event.at),
      received_at: now,
      target: idOf(of.target),
      subject: idOf(of.subject),
      impersonator: idOrNull(of.impersonator),
      pod: pod ?? null,
      more_pods: more.length > 0 ? `,${more.join()},` : null,
      through: idOrNull(of.through),
      address: idOrNull(of.address),
      client: idOrNull(of.client),
      granted_by: idOrNull(of.granted_by),
      verb: event.verb,
      audit_id: event.auditId,
      action: ACTIONS.indexOf(event.action),
      outcome: OUTCOMES.indexOf(event.outcome),
      grade: GRADES.indexOf(attribution.grade),
      reason: REASONS.indexOf(attribution.reason),
    };
  });
  return rows.sort(
    (one, other) => one.at - other.at || (one.hash < other.hash ? -1 : 1),
  );
}

function allOf({ pods, ...names }: EventNames): AuditName[] {
  return [...Object.values(names), ...pods.slice(0, MOST_PODS)];
}

/** Inserts the rows that are not there yet, and counts them by the hour. Returns how many these were. */
export async function saveEvents(
  tx: Knex.Transaction,
  rows: readonly EventRow[],
): Promise<number> {
  if (rows.length === 0) {
    return 0;
  }
  const bound = boundRows(tx, COLUMNS, rows);
  const columns = bound.columns.map(name => `"${name}"`).join(', ');
  const inserted = await selectRows<{ hash: Buffer }>(
    tx,
    `insert into audit_events (${columns})
     select ${columns} from ${bound.sql} where true
     on conflict (at, source, hash) do nothing returning hash`,
    bound.bindings,
  );
  const hashes = new Set(inserted.map(({ hash }) => hash.toString('hex')));
  const added = new Map(
    rows.filter(({ hash }) => hashes.has(hash)).map(row => [row.hash, row]),
  );
  await countEvents(tx, [...added.values()]);
  return added.size;
}

async function countEvents(
  tx: Knex.Transaction,
  rows: readonly EventRow[],
): Promise<void> {
  const counts = new Map<string, Row<'audit_rollups'>>();
  for (const { at, target, subject, action, verb, grade, outcome } of rows) {
    const key = [target, hourOf(at), subject, action, verb, grade];
    const id = key.join();
    const count = counts.get(id) ?? {
      target,
      hour: hourOf(at),
      subject,
      action,
      verb,
      grade,
      count: 0,
      denied: 0,
      last_at: null,
    };
    const isDenied = outcome === OUTCOMES.indexOf('denied');
    counts.set(id, {
      ...count,
      count: count.count + 1,
      denied: count.denied + (isDenied ? 1 : 0),
      last_at: isDenied
        ? count.last_at
        : Math.max(Number(count.last_at ?? 0), at),
    });
  }
  // In one order, as others count the same at the same time.
  const sorted = [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
  await insertRows(
    tx,
    'audit_rollups',
    columnsOf(
      'audit_rollups',
      'target',
      'hour',
      'subject',
      'action',
      'verb',
      'grade',
      'count',
      'denied',
      'last_at',
    ),
    sorted.map(([, row]) => row),
    `(target, hour, subject, action, verb, grade) do update set
       count = audit_rollups.count + excluded.count,
       denied = audit_rollups.denied + excluded.denied,
       last_at = case
         when excluded.last_at > audit_rollups.last_at
           or audit_rollups.last_at is null then excluded.last_at
         else audit_rollups.last_at end`,
  );
}
