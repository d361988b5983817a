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
import { selectPage } from '../common/selectPage';
import type { Row } from '../tables';
import { applyFilters } from './applyFilters';
import type { AuditedPod, AuditFilters, StoredEvent } from './AuditQuery';
import { ACTIONS, GRADES, OUTCOMES, REASONS } from './codes';
import { findVisibleIds } from './findVisibleIds';
import { loadNames } from './loadNames';

const COLUMNS = [
  'id',
  'source',
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
] as const;

type EventRow = Row<'audit_events', (typeof COLUMNS)[number]>;

/** A page of events, the newest first. */
export async function listEvents(
  knex: Knex,
  filters: AuditFilters,
  page: { cursor?: string; limit: number },
): Promise<{ items: StoredEvent[]; nextCursor?: string }> {
  const query = knex('audit_events as e');
  applyFilters(query, knex, filters);
  const { items, nextCursor } = await selectPage<EventRow>(
    knex,
    [
      {
        query,
        fields: COLUMNS.map(name => `e.${name}`),
        expressions: [
          { sql: 'e.at', type: 'number' },
          { sql: 'e.id', type: 'number' },
        ],
      },
    ],
    { order: 'audit', direction: 'desc', ...page },
  );
  const names = await loadNames(knex, items.flatMap(namedBy));
  const ids = await findVisibleIds(
    knex,
    filters.visibility,
    items.map(({ target }) => names(target)),
  );
  return {
    items: items.map(row => toEvent(row, names, ids)),
    ...(nextCursor !== undefined && { nextCursor }),
  };
}

function namedBy(row: EventRow): number[] {
  return [
    row.source,
    row.target,
    row.subject,
    row.impersonator,
    row.through,
    row.address,
    row.client,
    row.granted_by,
    ...podIdsOf(row),
  ].filter(id => id !== null);
}

function podIdsOf({ pod, more_pods: more }: EventRow): number[] {
  return pod === null
    ? []
    : [pod, ...(more ?? '').split(',').filter(Boolean).map(Number)];
}

function toEvent(
  row: EventRow,
  names: (id: number) => string,
  ids: ReadonlyMap<string, string>,
): StoredEvent {
  const ref = names(row.target);
  const secretId = ids.get(ref);
  const optional = (id: number | null) => (id === null ? '' : names(id));
  const [kind, namespace, name] = optional(row.through).split('/');
  const impersonator = optional(row.impersonator);
  const client = optional(row.client);
  const grant = optional(row.granted_by);
  return {
    id: String(row.id),
    sourceId: names(row.source),
    at: toIso(row.at),
    receivedAt: toIso(row.received_at),
    auditId: row.audit_id,
    action: ACTIONS[row.action],
    verb: row.verb,
    target: { ref, ...(secretId !== undefined && { secretId }) },
    subject: names(row.subject),
    ...(impersonator && { impersonator }),
    ...(kind && { through: { kind, namespace, name } }),
    pods: podIdsOf(row).map(id => toPod(names(id))),
    grade: GRADES[row.grade],
    reason: REASONS[row.reason],
    addresses: optional(row.address).split(' ').filter(Boolean),
    ...(client && { client }),
    outcome: OUTCOMES[row.outcome],
    ...(grant && readGrant(grant)),
  };
}

/** Without one that was too long to be kept as it was. */
function readGrant(text: string): Pick<StoredEvent, 'grant'> {
  try {
    return { grant: JSON.parse(text) };
  } catch {
    return {};
  }
}

function toPod(text: string): AuditedPod {
  const [sourceId, namespace, name, uid] = text.split('/');
  return { sourceId, namespace, name, ...(uid && { uid }) };
}

function toIso(ms: number | string): string {
  return new Date(Number(ms)).toISOString();
}
