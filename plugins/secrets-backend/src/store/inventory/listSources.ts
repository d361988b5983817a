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
import { loadSourceStates } from './sourceStates';
import type { StoredSource } from './types';
import type { Row } from '../tables';

const HOUR_MS = 3_600_000;
const HOURS = 24;

interface SourceRow
  extends Row<
    'sources',
    'id' | 'kind' | 'clock_skew_ms' | 'problems' | 'warnings' | 'progress'
  > {
  secret_count: number | string;
  object_count: number | string;
  sync_requested_at: string | null;
}

/** The sources that a provider names, with their numbers. */
export async function listSources(
  knex: Knex,
  now: number,
): Promise<StoredSource[]> {
  const states = await loadSourceStates(knex, now);
  const rows: SourceRow[] = await knex('sources as s')
    .leftJoin('source_leases as l', 'l.source_id', 's.id')
    .whereNull('s.retired_at')
    .orderBy('s.id')
    .select(
      's.id',
      's.kind',
      's.clock_skew_ms',
      's.problems',
      's.warnings',
      's.progress',
      's.secret_count',
      's.object_count',
      'l.sync_requested_at',
    );
  const hours = lastHours(now);
  const heartbeats = await loadHeartbeats(knex, hours[0]);
  return rows.flatMap(row => {
    const status = states.get(row.id);
    if (!status) {
      return [];
    }
    return {
      id: row.id,
      kind: row.kind,
      title: status.title,
      mode: status.mode,
      state: status.state,
      stateSince: status.stateSince,
      lastFullSync: status.lastFullSync,
      followedTo: status.followedTo,
      clockSkewMs:
        row.clock_skew_ms === null ? undefined : Number(row.clock_skew_ms),
      secretCount: Number(row.secret_count),
      objectCount: Number(row.object_count),
      problems: JSON.parse(row.problems),
      warnings: JSON.parse(row.warnings),
      progress: row.progress ? JSON.parse(row.progress) : undefined,
      syncRequestedAt: row.sync_requested_at ?? undefined,
      dashboardUrl: status.dashboardUrl,
      stale: status.stale,
      heartbeat: hours.map(
        hour => heartbeats.get(`${row.id} ${hour}`) ?? 'unknown',
      ),
    };
  });
}

/** Asks the holder of a source for a full sync; false for a source that nobody names. */
export async function requestSync(
  knex: Knex,
  sourceId: string,
  now: number,
): Promise<boolean> {
  const source = await knex('sources')
    .where({ id: sourceId })
    .whereNull('retired_at')
    .first('id');
  if (!source) {
    return false;
  }
  const changed = await knex('source_leases')
    .where({ source_id: sourceId })
    .update({ sync_requested_at: new Date(now).toISOString() });
  return changed > 0;
}

/** The hour of an instant, as `source_heartbeats` holds it. */
export function hourOf(time: number): string {
  return new Date(time).toISOString().slice(0, 13);
}

function lastHours(now: number): string[] {
  return Array.from({ length: HOURS }, (_, index) =>
    hourOf(now - (HOURS - 1 - index) * HOUR_MS),
  );
}

async function loadHeartbeats(
  knex: Knex,
  since: string,
): Promise<Map<string, string>> {
  const rows: { source_id: string; hour: string; state: string }[] = await knex(
    'source_heartbeats',
  )
    .where('hour', '>=', since)
    .select('source_id', 'hour', 'state');
  return new Map(
    rows.map(({ source_id, hour, state }) => [`${source_id} ${hour}`, state]),
  );
}
