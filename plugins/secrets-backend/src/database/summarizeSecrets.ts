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
import { selectSecrets, staleIds, type SourceStates } from './secretFilters';
import type { SecretFilters, StoredCount, StoredSummary } from './types';
import type { VisibilityFilter } from './VisibilityFilter';

const MOST_VALUES = 50;

interface CountRow {
  value: string | null;
  count: number | string;
  attention: number | string | null;
}

/** Numbers over the secrets that a request selects. */
export async function summarizeSecrets(
  knex: Knex,
  sources: SourceStates,
  query: { visibility: VisibilityFilter; filters?: SecretFilters },
): Promise<StoredSummary> {
  const select = () => selectSecrets(knex, sources, query);
  const attention = attentionOf(knex, sources);
  const [
    totals,
    source,
    namespace,
    classes,
    delivery,
    owner,
    ownerless,
    system,
  ] = await Promise.all([
    select().first<Record<string, number | string | null>>(
      knex.raw('count(*) as total'),
      knex.raw('sum(?) as attention', [attention]),
      knex.raw(
        'sum(case when s.delivery_failed then 1 else 0 end) as delivery_failed',
      ),
      knex.raw('sum(case when s.urgency <= -4 then 1 else 0 end) as missing'),
      knex.raw('sum(?) as source_stale', [staleness(knex, sources)]),
      knex.raw(
        'sum(case when s.consumer_count > 0 then 1 else 0 end) as consumed',
      ),
      knex.raw('max(s.last_seen) as last_seen'),
    ),
    countBy(select(), 's.source_id', attention, knex),
    countBy(select(), 's.namespace', attention, knex),
    countBy(select(), 's.class', attention, knex),
    countBy(select(), 's.deliverer_kind', attention, knex),
    countByLink(select(), 'o.owner_ref', attention, knex),
    countOwnerless(select(), attention, knex),
    countByLink(select(), 'l.system', attention, knex),
  ]);
  const observed = source
    .map(({ value }) => sources.get(value!))
    .map(status => status?.followedTo ?? status?.lastFullSync ?? '')
    .concat(String(totals?.last_seen ?? ''))
    .sort()
    .at(-1);
  return {
    total: Number(totals?.total ?? 0),
    attention: Number(totals?.attention ?? 0),
    deliveryFailed: Number(totals?.delivery_failed ?? 0),
    missing: Number(totals?.missing ?? 0),
    sourceStale: Number(totals?.source_stale ?? 0),
    consumed: Number(totals?.consumed ?? 0),
    ...(observed ? { lastObserved: observed } : {}),
    facets: {
      source: source.map(row => ({
        ...toCount(row),
        title: sources.get(row.value!)?.title,
      })),
      namespace: namespace.map(toCount),
      owner: [...owner, ...ownerless]
        .map(toCount)
        .sort((a, b) => b.count - a.count)
        .slice(0, MOST_VALUES),
      system: system.map(toCount),
      class: classes.map(toCount),
      delivery: delivery.map(toCount),
    },
    staleSources: await findStaleSources(select(), sources),
  };
}

function staleness(knex: Knex, sources: SourceStates): Knex.Raw {
  const stale = staleIds(sources);
  return stale.length === 0
    ? knex.raw('0')
    : knex.raw(
        `case when s.source_id in (${stale
          .map(() => '?')
          .join(', ')}) then 1 else 0 end`,
        stale,
      );
}

function attentionOf(knex: Knex, sources: SourceStates): Knex.Raw {
  return knex.raw('case when s.urgency < 0 then 1 else ? end', [
    staleness(knex, sources),
  ]);
}

async function countBy(
  query: Knex.QueryBuilder,
  column: string,
  attention: Knex.Raw,
  knex: Knex,
): Promise<CountRow[]> {
  return await query
    .groupBy(column)
    .select(
      knex.raw('?? as value', [column]),
      knex.raw('count(*) as count'),
      knex.raw('sum(?) as attention', [attention]),
    )
    .orderByRaw('count desc, value')
    .limit(MOST_VALUES);
}

/** A secret counts once for each owner or system, however many entities link it. */
async function countByLink(
  query: Knex.QueryBuilder,
  column: 'o.owner_ref' | 'l.system',
  attention: Knex.Raw,
  knex: Knex,
): Promise<CountRow[]> {
  return await query
    .join('entity_links as l', join =>
      join.on('l.source_id', 's.source_id').andOn('l.secret_id', 's.id'),
    )
    .leftJoin('entity_owners as o', 'o.entity_ref', 'l.entity_ref')
    .whereNotNull(column)
    .groupBy(column)
    .select(
      knex.raw('?? as value', [column]),
      knex.raw('count(distinct s.id) as count'),
      knex.raw('count(distinct case when ? > 0 then s.id end) as attention', [
        attention,
      ]),
    )
    .orderByRaw('count desc, value')
    .limit(MOST_VALUES);
}

/** Those that no owner is known of, as one more owner. */
async function countOwnerless(
  query: Knex.QueryBuilder,
  attention: Knex.Raw,
  knex: Knex,
): Promise<CountRow[]> {
  const row: CountRow = await query
    .whereNotExists(
      knex('entity_links as l')
        .join('entity_owners as o', 'o.entity_ref', 'l.entity_ref')
        .select(knex.raw('1'))
        .whereRaw('l.source_id = s.source_id and l.secret_id = s.id'),
    )
    .first(
      knex.raw('count(*) as count'),
      knex.raw('sum(?) as attention', [attention]),
    );
  return Number(row.count) > 0 ? [{ ...row, value: 'none' }] : [];
}

function toCount(row: CountRow): StoredCount {
  return {
    value: row.value ?? '',
    count: Number(row.count),
    attention: Number(row.attention ?? 0),
  };
}

/** All of them, where the facet names but the 50 largest. */
async function findStaleSources(
  query: Knex.QueryBuilder,
  sources: SourceStates,
): Promise<StoredSummary['staleSources']> {
  const stale = staleIds(sources);
  if (stale.length === 0) {
    return [];
  }
  const rows: { source_id: string }[] = await query
    .whereIn('s.source_id', stale)
    .distinct('s.source_id')
    .orderBy('s.source_id');
  return rows.map(row => {
    const { id, title, state, stateSince } = sources.get(row.source_id)!;
    return { id, title, state, since: stateSince };
  });
}
