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
import { MISSING_URGENCY } from '../common/presence';
import { isNarrow } from './applyVisibility';
import { selectRows } from '../common/rows';
import { selectSecrets, staleIds, type SourceStates } from './secretFilters';
import { NO_OWNER, type StoredCount, type StoredSummary } from './types';
import {
  NEEDS_ACTION,
  selectWithWorst,
  WORST,
  WORST_SHOWN,
  type SecretsQuery,
  withRaised,
} from './worstFindings';

const MOST_VALUES = 50;

/** Facets by a column of the secret itself. */
const OWN_FACETS = {
  source: 'source_id',
  namespace: 'namespace',
  class: 'class',
  delivery: 'deliverer_kind',
} as const;

interface TotalsRow {
  total: number | string | null;
  attention: number | string | null;
  critical: number | string | null;
  high: number | string | null;
  medium: number | string | null;
  low: number | string | null;
  delivery_failed: number | string | null;
  missing: number | string | null;
  source_stale: number | string | null;
  consumed: number | string | null;
  last_seen: string | null;
}

interface CountRow {
  facet: string;
  value: string;
  count: number | string;
  attention: number | string | null;
}

/** Numbers over the secrets that a request selects, in two looks at them: one at each, one at those with links. */
export async function summarizeSecrets(
  knex: Knex,
  sources: SourceStates,
  asked: SecretsQuery,
): Promise<StoredSummary> {
  const query = await withRaised(knex, sources, asked);
  const select = () => selectWithWorst(knex, sources, query);
  const [{ totals, counts }, links] = await Promise.all([
    countSecrets(select(), sources, knex),
    countLinks(
      select,
      // Whatever their state: what it leaves out does no harm.
      isNarrow(query.visibility)
        ? selectSecrets(knex, sources, query)
        : undefined,
      knex,
    ),
  ]);
  const total = Number(totals.total);
  const attention = Number(totals.attention ?? 0);
  const facet = (name: string, rows: CountRow[]) =>
    rows.filter(row => row.facet === name).map(toCount);
  const source = facet('source', counts).map(count => ({
    ...count,
    title: sources.get(count.value)?.title,
  }));
  const owned = links.find(row => row.facet === 'owned');
  const observed = source
    .map(({ value }) => sources.get(value))
    .map(status => status?.followedTo ?? status?.lastFullSync ?? '')
    .concat(String(totals.last_seen ?? ''))
    .sort()
    .at(-1);
  return {
    total,
    attention,
    critical: Number(totals.critical ?? 0),
    high: Number(totals.high ?? 0),
    medium: Number(totals.medium ?? 0),
    low: Number(totals.low ?? 0),
    deliveryFailed: Number(totals.delivery_failed ?? 0),
    missing: Number(totals.missing ?? 0),
    sourceStale: Number(totals.source_stale ?? 0),
    consumed: Number(totals.consumed ?? 0),
    ...(observed ? { lastObserved: observed } : {}),
    facets: {
      source,
      namespace: facet('namespace', counts),
      owner: [
        ...facet('owner', links),
        ...countOwnerless(total, attention, owned),
      ]
        .sort((a, b) => b.count - a.count)
        .slice(0, MOST_VALUES),
      system: facet('system', links),
      class: facet('class', counts),
      delivery: facet('delivery', counts),
    },
    staleSources: await findStaleSources(select(), sources),
  };
}

/** 1 for what is of a stale source. */
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

/** 1 for what needs action. */
const ATTENTION = `case when ${WORST_SHOWN} <= ${NEEDS_ACTION} then 1 else 0 end`;

/** How many there are by how bad the worst finding of each is. */
const SEVERITIES = Object.entries(WORST) as [keyof typeof WORST, number][];

/** Totals, and the facets of the secrets' own columns: counted once by all of these, added up by each. */
async function countSecrets(
  query: Knex.QueryBuilder,
  sources: SourceStates,
  knex: Knex,
): Promise<{ totals: TotalsRow; counts: CountRow[] }> {
  const columns = Object.values(OWN_FACETS);
  const counted = query
    .groupBy(columns.map(name => `s.${name}`))
    .select(
      ...columns.map(name => `s.${name}`),
      knex.raw('count(*) as total'),
      knex.raw(`sum(${ATTENTION}) as attention`),
      ...SEVERITIES.map(([name, worst]) =>
        knex.raw(
          `sum(case when ${WORST_SHOWN} = ${worst} then 1 else 0 end) as ${name}`,
        ),
      ),
      knex.raw(
        'sum(case when s.delivery_failed then 1 else 0 end) as delivery_failed',
      ),
      knex.raw(
        `sum(case when s.urgency <= ${MISSING_URGENCY} then 1 else 0 end) as missing`,
      ),
      knex.raw('sum(?) as source_stale', [staleness(knex, sources)]),
      knex.raw(
        'sum(case when s.consumer_count > 0 then 1 else 0 end) as consumed',
      ),
      knex.raw('max(s.last_seen) as last_seen'),
    );
  const sums = [
    'total',
    'attention',
    ...SEVERITIES.map(([name]) => name),
    'delivery_failed',
    'missing',
    'source_stale',
    'consumed',
  ].map(name => `sum(${name}) as ${name}`);
  const facets = Object.entries(OWN_FACETS).map(
    ([facet, column]) => `select * from (
      select '${facet}' as facet, ${column} as value, sum(total) as total,
        sum(attention) as attention, ${SEVERITIES.map(
          ([name]) => `0 as ${name}`,
        ).join(', ')}, 0 as delivery_failed, 0 as missing,
        0 as source_stale, 0 as consumed, '' as last_seen
      from counted group by ${column} order by 3 desc, 2 limit ${MOST_VALUES}
    ) as by_${facet}`,
  );
  const rows = await selectRows<TotalsRow & { facet: string; value: string }>(
    knex,
    `with counted as materialized ?
     select '' as facet, '' as value, ${sums.join(', ')},
       max(last_seen) as last_seen from counted
     union all ${facets.join(' union all ')}`,
    [counted],
  );
  return {
    totals: rows.find(({ facet }) => facet === '')!,
    counts: rows.map(row => ({ ...row, count: row.total ?? 0 })),
  };
}

/**
 * A secret counts once for each owner or system, however many entities link it. Most have
 * one link, and are counted by its entity; only the others have to be told apart.
 */
async function countLinks(
  select: () => Knex.QueryBuilder,
  narrow: Knex.QueryBuilder | undefined,
  knex: Knex,
): Promise<CountRow[]> {
  const several = knex('entity_links')
    .select('source_id', 'secret_id')
    .groupBy('source_id', 'secret_id')
    .havingRaw('count(*) > 1');
  if (narrow) {
    several.whereIn(
      ['source_id', 'secret_id'],
      narrow.select('s.source_id', 's.id'),
    );
  }
  const id = 'case when m.secret_id is not null then s.id end';
  const linked = select()
    .join('entity_links as l', join =>
      join.on('l.source_id', 's.source_id').andOn('l.secret_id', 's.id'),
    )
    .leftJoin('several as m', join =>
      join.on('m.source_id', 'l.source_id').andOn('m.secret_id', 'l.secret_id'),
    )
    .groupByRaw(`${id}, l.entity_ref`)
    .select(
      knex.raw(`${id} as id`),
      'l.entity_ref',
      // The same on all links of an entity.
      knex.raw('max(l.system) as system'),
      knex.raw('count(*) as count'),
      knex.raw(`sum(${ATTENTION}) as attention`),
    );
  const owners = 'linked k join entity_owners o on o.entity_ref = k.entity_ref';
  const owned = `linked k where exists (
    select 1 from entity_owners o where o.entity_ref = k.entity_ref)`;
  const facets = [
    facetOf('owner', 'o.owner_ref', `${owners} where 1 = 1`),
    facetOf('system', 'k.system', 'linked k where k.system is not null'),
    facetOf('owned', `''`, owned),
  ];
  return await selectRows<CountRow>(
    knex,
    `with several as materialized ?, linked as materialized ?
     ${facets.join(' union all ')}`,
    [several, linked],
  );
}

function facetOf(facet: string, value: string, from: string): string {
  return `select * from (
    select '${facet}' as facet, value, sum(count) as count, sum(attention) as attention
    from (
      select ${value} as value, k.count, k.attention from ${from} and k.id is null
      union all
      select value, 1, attention from (
        select distinct k.id, k.attention, ${value} as value from ${from} and k.id is not null
      ) as told_apart
    ) as t
    group by value order by 3 desc, 2 limit ${MOST_VALUES}
  ) as by_${facet}`;
}

/** Those that no owner is known of, as one more owner. */
function countOwnerless(
  total: number,
  attention: number,
  owned: CountRow | undefined,
): StoredCount[] {
  const count = total - Number(owned?.count ?? 0);
  return count > 0
    ? [
        {
          value: NO_OWNER,
          count,
          attention: attention - Number(owned?.attention ?? 0),
        },
      ]
    : [];
}

function toCount(row: CountRow): StoredCount {
  return {
    value: row.value,
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
