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

import { toWebUrl } from '@keyward/backstage-plugin-secrets-common';
import type { Knex } from 'knex';
import type { SourceState } from './types';
import type { Row } from '../tables';

/** Longer without a word from its holder, and nobody follows a source. */
const HEARTBEAT_MS = 30_000;
/** A source that is not live is followed in part at most; this far behind its rows may be out of date. */
export const BEHIND_MS = 300_000;

interface SourceRow
  extends Row<
    'sources',
    | 'id'
    | 'kind'
    | 'title'
    | 'mode'
    | 'dashboard_url'
    | 'state_since'
    | 'last_full_sync'
    | 'followed_to'
    | 'heartbeat_at'
    | 'retired_at'
  > {
  state: SourceState;
}

/** What the rows of a source need to know of it. */
export interface SourceStatus {
  id: string;
  kind: string;
  title: string;
  mode?: string;
  dashboardUrl?: string;
  state: SourceState;
  stateSince: string;
  lastFullSync?: string;
  followedTo?: string;
  /** Since when no provider names it; only if such sources were requested. ISO 8601 */
  retiredAt?: string;
  /** Whether its rows may be out of date; those of a retired source always may. */
  stale: boolean;
}

/**
 * The sources that a provider names, by id.
 *
 * @param options - `withRetired` adds those that no provider names any more and of which
 *   the rows are still kept
 */
export async function loadSourceStates(
  knex: Knex,
  now: number,
  options: { withRetired?: boolean } = {},
): Promise<Map<string, SourceStatus>> {
  const rows = await knex('sources')
    .modify(query => {
      if (!options.withRetired) {
        query.whereNull('retired_at');
      }
    })
    .orderBy('id')
    .select<SourceRow[]>(
      'id',
      'kind',
      'title',
      'mode',
      'dashboard_url',
      'state',
      'state_since',
      'last_full_sync',
      'followed_to',
      'heartbeat_at',
      'retired_at',
    );
  return new Map(rows.map(row => [row.id, statusOf(row, now)]));
}

function statusOf(row: SourceRow, now: number): SourceStatus {
  const silent =
    row.state !== 'noCredential' &&
    (row.heartbeat_at === null
      ? now - Date.parse(row.state_since) > HEARTBEAT_MS
      : now - Date.parse(row.heartbeat_at) > HEARTBEAT_MS);
  const state = silent ? 'down' : row.state;
  const known = row.followed_to ?? row.last_full_sync;
  const behind =
    state !== 'live' &&
    (known === null
      ? state === 'degraded'
      : now - Date.parse(known) > BEHIND_MS);
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    mode: row.mode ?? undefined,
    dashboardUrl: toWebUrl(row.dashboard_url ?? undefined),
    state,
    stateSince:
      silent && row.state !== 'down'
        ? row.heartbeat_at ?? row.state_since
        : row.state_since,
    lastFullSync: row.last_full_sync ?? undefined,
    followedTo: row.followed_to ?? undefined,
    ...(row.retired_at !== null && { retiredAt: row.retired_at }),
    stale:
      row.retired_at !== null ||
      state === 'down' ||
      state === 'noCredential' ||
      behind,
  };
}
