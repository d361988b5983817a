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
import { countRows, CursorTable } from '../common/CursorTable';
import { selectOne } from './getSecret';
import type { SourceStates } from './secretFilters';
import type { HistoryEvent, StoredHistoryEntry } from './types';
import type { VisibilityFilter } from './VisibilityFilter';

const LARGEST_PAGE = 200;

/**
 * A page of what happened to a secret, newest first. That it was first seen is
 * told by its row and stands last: a first sync writes no history.
 */
export async function listHistory(
  knex: Knex,
  sources: SourceStates,
  id: string,
  options: { visibility: VisibilityFilter; cursor?: string; limit?: number },
): Promise<{ items: StoredHistoryEntry[]; nextCursor?: string } | undefined> {
  const secret:
    | { source_id: string; first_seen: string; secret_type: string }
    | undefined = await selectOne(knex, sources, id, options.visibility).first(
    's.source_id',
    's.first_seen',
    's.secret_type',
  );
  if (!secret) {
    return undefined;
  }
  const table = new CursorTable({
    order: 'history',
    types: ['number'],
    direction: 'desc',
    cursor: options.cursor,
    limit: options.limit,
    largest: LARGEST_PAGE,
  });
  const entries = knex('history').where({
    source_id: secret.source_id,
    secret_id: id,
  });
  // Counted from the oldest: the ids of the table tell how much happens elsewhere.
  const newest = await countRows(entries);
  const before = Number(table.after?.[0] ?? newest + 1);
  const rows: {
    at: string;
    event: HistoryEvent;
    keys: string | null;
    detail: string | null;
  }[] = await entries
    .orderBy('id', 'desc')
    .offset(Math.max(newest + 1 - before, 0))
    .limit(table.limit + 1)
    .select('at', 'event', 'keys', 'detail');
  const first = Math.min(before - 1, newest);
  const entriesFound = rows.map(
    (row, index): StoredHistoryEntry => ({
      id: String(first - index),
      at: row.at,
      event: row.event,
      ...(row.keys ? { keys: JSON.parse(row.keys) } : {}),
      ...(row.detail ? { detail: row.detail } : {}),
    }),
  );
  const { items, nextCursor } = table.page(entriesFound, ({ id: position }) => [
    Number(position),
  ]);
  if (nextCursor !== undefined) {
    return { items, nextCursor };
  }
  // Who names a secret that is not there tells of it before it appears.
  const [event, at] = [rows.at(-1)?.event, rows.at(-1)?.at];
  const neverSeen = secret.secret_type === '';
  const namedFirst =
    at === secret.first_seen &&
    (event === 'referencedMissing' ||
      (event === 'deliveryFailed' && neverSeen));
  if (!namedFirst) {
    items.push({ id: 'first', at: secret.first_seen, event: 'appeared' });
  }
  return { items };
}
