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
import type { Row } from '../tables';
import type { SourceStates } from './secretFilters';
import type { ListedResource } from './types';

const COLUMNS = [
  's.id',
  's.ref',
  's.source_id',
  's.resource_kind',
  's.namespace',
  's.name',
  's.detail',
  's.attributes',
  's.urgency',
  's.worst',
  's.last_seen',
];

/** What is read of a resource that is no secret. */
export type ResourceRow = Row<
  'secrets',
  | 'id'
  | 'ref'
  | 'source_id'
  | 'resource_kind'
  | 'namespace'
  | 'name'
  | 'detail'
  | 'attributes'
  | 'urgency'
  | 'worst'
  | 'last_seen'
> & { sync_requested_at: string | null };

/** The same of `secrets` as `s`. */
export function selectResourceRows(
  query: Knex.QueryBuilder,
  knex: Knex,
): Knex.QueryBuilder {
  return query.select(
    ...COLUMNS,
    knex('resource_syncs as r')
      .whereRaw('r.source_id = s.source_id and r.secret_id = s.id')
      .select('r.requested_at')
      .as('sync_requested_at'),
  );
}

export function toResource(
  row: ResourceRow,
  sources: SourceStates,
): ListedResource {
  const { status } = JSON.parse(row.detail);
  return {
    id: row.id,
    ref: row.ref,
    sourceId: row.source_id,
    sourceTitle: sources.get(row.source_id)?.title ?? row.source_id,
    kind: row.resource_kind,
    namespace: row.namespace,
    name: row.name,
    attributes: JSON.parse(row.attributes ?? '{}'),
    ...(status?.ready ? { ready: status.ready } : {}),
    ...(status?.reason ? { reason: status.reason } : {}),
    ...(status?.since ? { since: status.since } : {}),
    ...(row.sync_requested_at
      ? { syncRequestedAt: row.sync_requested_at }
      : {}),
    lastSeen: row.last_seen,
  };
}

/** The name that modules give to what they observe of an object. */
export function resourceNameOf(kind: string, name: string): string {
  return `${kind}/${name}`;
}
