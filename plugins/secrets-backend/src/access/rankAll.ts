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
import { CursorTable } from '../store/common/CursorTable';
import type { AccessGraphs, SourceAccess } from './AccessGraphs';
import { type Cluster, listClusters } from './listClusters';

/** A page of a ranking, the most first. */
export interface Ranking<T> {
  items: T[];
  totalItems: number;
  nextCursor?: string;
  unknown: { sourceId: string; message: string }[];
}

/** What a ranking is asked for. */
export interface RankingQuery {
  sourceIds?: string[];
  cursor?: string;
  limit: number;
}

/** Something that has a place in a ranking. */
export interface RankedItem {
  sourceId: string;
  id: string;
}

/** What there is to rank in one cluster. */
export interface ClusterRanking<T> {
  items: T[];
}

/**
 * What there is to rank in all clusters, in the order of their ids.
 *
 * @param what - names what is worked out
 * @param options - `withRetired` for those that were observed as well
 */
export async function rankClusters<T extends ClusterRanking<object>>(
  { graphs, knex }: { graphs: AccessGraphs; knex: Knex },
  sourceIds: string[] | undefined,
  what: string,
  rank: (access: SourceAccess, cluster: Cluster) => Promise<T>,
  options: { withRetired?: boolean } = {},
): Promise<{
  clusters: T[];
  unknown: { sourceId: string; message: string }[];
}> {
  const clusters: T[] = [];
  const unknown: { sourceId: string; message: string }[] = [];
  for (const cluster of await listClusters(knex, sourceIds, options)) {
    const found = await graphs.rank(cluster, what, async access =>
      rank(access, cluster),
    );
    clusters.push(found);
    if (found.unknown !== undefined) {
      unknown.push({ sourceId: cluster.id, message: found.unknown });
    }
  }
  return { clusters, unknown };
}

/** Ranks what is found in all clusters, and gives a page of it. */
export async function rankAll<
  T extends RankedItem,
  TRanking extends ClusterRanking<T>,
>(
  access: { graphs: AccessGraphs; knex: Knex },
  query: RankingQuery,
  ranking: {
    /** Of the cursor. */
    order: string;
    weightOf: (item: T) => number;
    /** Everything in one cluster that has a place; it is kept. */
    rank: (access: SourceAccess, cluster: Cluster) => Promise<TRanking>;
  },
): Promise<Ranking<T> & { clusters: TRanking[] }> {
  const { order, weightOf, rank } = ranking;
  const table = new CursorTable({
    order,
    types: ['number', 'string'],
    cursor: query.cursor,
    limit: query.limit,
  });
  const { clusters, unknown } = await rankClusters(
    access,
    query.sourceIds,
    order,
    rank,
  );
  const ranked = clusters
    .flatMap(({ items }) => items)
    .map(item => ({
      item,
      place: [-weightOf(item), `${item.sourceId} ${item.id}`] as const,
    }));
  ranked.sort((one, other) => table.compare(one.place, other.place));
  const { items, nextCursor } = table.page(
    ranked.filter(({ place }) => table.isAfter(place)),
    ({ place }) => place,
  );
  return {
    items: items.map(({ item }) => item),
    totalItems: ranked.length,
    ...(nextCursor === undefined ? {} : { nextCursor }),
    unknown,
    clusters,
  };
}
