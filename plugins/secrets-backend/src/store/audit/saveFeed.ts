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
import { insertRows } from '../common/rows';
import { columnsOf } from '../tables';
import type { AuditBatch } from './AuditStore';

/** Notes what came from a source, and of which hours. */
export async function saveFeed(
  tx: Knex.Transaction,
  batch: AuditBatch,
  now: number,
): Promise<void> {
  const { sourceId, kind, entries, newest, refused, hasBodies } = batch;
  const received = new Date(now).toISOString();
  const isRefused = refused.count > 0;
  await insertRows(
    tx,
    'audit_feeds',
    columnsOf(
      'audit_feeds',
      'source',
      'kind',
      'since',
      'received_at',
      'last_at',
      'ahead_ms',
      'body_at',
      'entries',
      'refused',
      'refused_sample',
      'refused_at',
    ),
    [
      {
        source: sourceId,
        kind,
        since: received,
        received_at: received,
        last_at: newest ?? null,
        ahead_ms: newest === undefined ? 0 : Math.max(0, newest - now),
        body_at: hasBodies ? received : null,
        entries: [...entries.values()].reduce((sum, count) => sum + count, 0),
        refused: refused.count,
        refused_sample: isRefused ? refused.sample ?? null : null,
        refused_at: isRefused ? received : null,
      },
    ],
    `(source) do update set
       received_at = excluded.received_at,
       last_at = case
         when excluded.last_at > audit_feeds.last_at
           or audit_feeds.last_at is null then excluded.last_at
         else audit_feeds.last_at end,
       ahead_ms = case when excluded.last_at is null
         then audit_feeds.ahead_ms else excluded.ahead_ms end,
       body_at = coalesce(excluded.body_at, audit_feeds.body_at),
       entries = audit_feeds.entries + excluded.entries,
       refused = audit_feeds.refused + excluded.refused,
       refused_sample = coalesce(excluded.refused_sample, audit_feeds.refused_sample),
       refused_at = coalesce(excluded.refused_at, audit_feeds.refused_at)`,
  );
  await insertRows(
    tx,
    'audit_hours',
    columnsOf('audit_hours', 'source', 'hour', 'entries'),
    [...entries]
      .sort(([one], [other]) => one - other)
      .map(([hour, count]) => ({ source: sourceId, hour, entries: count })),
    `(source, hour) do update set
       entries = audit_hours.entries + excluded.entries`,
  );
}
