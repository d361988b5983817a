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
import type { VisibilityFilter } from '../inventory';
import { isUnlimited, selectVisible } from '../inventory/applyVisibility';
import type { Row } from '../tables';
import type { AuditCoverage } from './AuditQuery';
import { AUDITED_KINDS } from './AuditTokenStore';
import { HOUR_MS, hourOf } from './times';

/** More gaps than these tell no more. */
const MOST_GAPS = 100;

/** What came from which sources that somebody may see anything of. */
export async function loadCoverage(
  knex: Knex,
  visibility: VisibilityFilter,
  { from, to }: { from: number; to: number },
): Promise<AuditCoverage[]> {
  const query = knex('sources')
    .where({ retired_at: null })
    .whereIn('kind', [...AUDITED_KINDS])
    .orderBy('id');
  if (!isUnlimited(visibility)) {
    query.whereIn('id', selectVisible(knex, visibility).select('s.source_id'));
  }
  const sources: { id: string; title: string; kind: string }[] =
    await query.select('id', 'title', 'kind');
  const ids = sources.map(({ id }) => id);
  const feeds: Row<'audit_feeds'>[] = await knex('audit_feeds').whereIn(
    'source',
    ids,
  );
  const bySource = new Map(feeds.map(feed => [feed.source, feed]));
  const hours = await loadHours(knex, ids, from, to);
  return sources.map(({ id, title, kind }) => {
    const feed = bySource.get(id);
    return {
      sourceId: id,
      title,
      kind,
      entries: Number(feed?.entries ?? 0),
      refused: Number(feed?.refused ?? 0),
      ...(feed && describeFeed(feed)),
      gaps: gapsOf(
        hours.get(id) ?? new Set(),
        hourOf(from),
        Math.ceil(to / HOUR_MS),
      ),
    };
  });
}

function describeFeed(feed: Row<'audit_feeds'>): Partial<AuditCoverage> {
  const ahead = Number(feed.ahead_ms);
  return {
    recordedSince: feed.since,
    lastReceivedAt: feed.received_at,
    ...(feed.last_at !== null && {
      lastEventAt: new Date(Number(feed.last_at)).toISOString(),
    }),
    ...(ahead > 0 && { clockAheadMs: ahead }),
    ...(feed.refused_at !== null && {
      lastRefused: { at: feed.refused_at, sample: feed.refused_sample ?? '' },
    }),
    ...(feed.body_at !== null && { bodiesAt: feed.body_at }),
  };
}

async function loadHours(
  knex: Knex,
  sources: readonly string[],
  from: number,
  to: number,
): Promise<Map<string, Set<number>>> {
  const rows: { source: string; hour: number }[] = await knex('audit_hours')
    .whereIn('source', [...sources])
    .where('hour', '>=', hourOf(from))
    .where('hour', '<', Math.ceil(to / HOUR_MS))
    .select('source', 'hour');
  const hours = new Map<string, Set<number>>();
  for (const { source, hour } of rows) {
    hours.set(source, (hours.get(source) ?? new Set()).add(hour));
  }
  return hours;
}

/** Whole hours of which nothing came, those that follow each other as one; the last first if there are too many. */
function gapsOf(
  hours: ReadonlySet<number>,
  from: number,
  to: number,
): AuditCoverage['gaps'] {
  const gaps: { from: number; to: number }[] = [];
  for (let hour = from; hour < to; hour += 1) {
    const last = gaps.at(-1);
    if (hours.has(hour)) {
      continue;
    }
    if (last?.to === hour) {
      last.to = hour + 1;
    } else {
      gaps.push({ from: hour, to: hour + 1 });
    }
  }
  const toIso = (hour: number) => new Date(hour * HOUR_MS).toISOString();
  return gaps
    .slice(-MOST_GAPS)
    .map(gap => ({ from: toIso(gap.from), to: toIso(gap.to) }));
}
