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
import {
  EDGE_COLUMNS,
  locatorOf,
  statusOf,
  type EdgeRow,
} from '../edges/edgeRow';
import { selectRows } from '../common/rows';
import { selectVisible } from './applyVisibility';
import type { SourceStates } from './secretFilters';
import type {
  LineageSecret,
  StoredDelivery,
  StoredFeed,
  StoredOrigin,
  StoredSecretDetail,
} from './types';
import type { VisibilityFilter } from './VisibilityFilter';

const MOST_EDGES = 500;

interface Edge extends EdgeRow {
  source_id: string;
  to_ref: string;
  via_ref: string | null;
  api_group: string | null;
  kind: string | null;
  namespace: string | null;
  name: string | null;
}

/**
 * Where a secret's value comes from and where it goes on to. Of a secret at the other
 * end nothing is told but to who may see it: a place that the deliverer itself names
 * is told as that, whether or not something is there.
 */
export async function loadLineage(
  knex: Knex,
  sources: SourceStates,
  { ref }: { ref: string },
  visibility: VisibilityFilter,
): Promise<Pick<StoredSecretDetail, 'deliveries' | 'origins' | 'feeds'>> {
  const [incoming, outgoing] = await Promise.all(
    (['to_ref', 'from_ref'] as const).map(
      async end => await selectEdges(knex, sources, end, ref),
    ),
  );
  const others = await loadVisible(knex, sources, visibility, [
    ...incoming.flatMap(edge => edge.from_ref ?? []),
    ...outgoing.map(edge => edge.to_ref),
  ]);
  return {
    ...toDeliveries(incoming, others),
    feeds: toFeeds(outgoing, others),
  };
}

async function selectEdges(
  knex: Knex,
  sources: SourceStates,
  end: 'to_ref' | 'from_ref',
  ref: string,
): Promise<Edge[]> {
  const rows = await selectRows<Edge>(
    knex,
    `select e.source_id, e.to_ref, e.via_ref, ${EDGE_COLUMNS},
       o.api_group, o.kind, o.namespace, o.name
     from edges e
     left join objects o on o.source_id = e.source_id and o.ref = e.via_ref
     where e.${end} = ?
     order by e.source_id, e.holder, e.position
     limit ?`,
    [ref, MOST_EDGES],
  );
  return rows.filter(({ source_id: sourceId }) => sources.has(sourceId));
}

/** Secrets that the filter shows, by ref, whether or not they are there still. */
async function loadVisible(
  knex: Knex,
  sources: SourceStates,
  visibility: VisibilityFilter,
  refs: string[],
): Promise<Map<string, LineageSecret>> {
  if (refs.length === 0) {
    return new Map();
  }
  const rows: {
    source_id: string;
    id: string;
    ref: string;
    namespace: string;
    name: string;
    presence: number;
  }[] = await selectVisible(knex, visibility)
    .whereIn('s.source_id', [...sources.keys()])
    .whereIn('s.ref', [...new Set(refs)])
    .select(
      ...['source_id', 'id', 'ref', 'namespace', 'name', 'presence'].map(
        column => `s.${column}`,
      ),
    );
  return new Map(
    rows.map(row => [
      row.ref,
      {
        id: row.id,
        ref: row.ref,
        namespace: row.namespace,
        name: row.name,
        sourceTitle: sources.get(row.source_id)!.title,
        exists: Number(row.presence) === 2,
      },
    ]),
  );
}

function toDeliveries(
  edges: Edge[],
  others: Map<string, LineageSecret>,
): Pick<StoredSecretDetail, 'deliveries' | 'origins'> {
  const deliveries = new Map<string, StoredDelivery>();
  const origins: StoredOrigin[] = [];
  for (const edge of edges) {
    const origin = originOf(edge, others);
    if (edge.via_ref === null || edge.kind === null) {
      origins.push(...origin);
      continue;
    }
    const delivery = deliveries.get(edge.via_ref) ?? {
      objectRef: edge.via_ref,
      apiGroup: edge.api_group!,
      kind: edge.kind,
      namespace: edge.namespace ?? undefined,
      name: edge.name!,
      from: [],
      ...statusOf(edge),
    };
    delivery.from.push(...origin);
    deliveries.set(edge.via_ref, delivery);
  }
  return { deliveries: [...deliveries.values()], origins };
}

/** Of a ref alone that the caller may not see nothing is left to tell. */
function originOf(
  edge: Edge,
  others: Map<string, LineageSecret>,
): StoredOrigin[] {
  const secret = edge.from_ref === null ? undefined : others.get(edge.from_ref);
  const locator = locatorOf(edge);
  return secret || locator
    ? [{ ...(locator ? { locator } : {}), ...(secret ? { secret } : {}) }]
    : [];
}

function toFeeds(
  edges: Edge[],
  others: Map<string, LineageSecret>,
): StoredFeed[] {
  const feeds = new Map<string, StoredFeed>();
  for (const edge of edges) {
    const secret = others.get(edge.to_ref);
    if (secret && !feeds.has(secret.ref)) {
      feeds.set(secret.ref, {
        secret,
        ...(edge.kind !== null
          ? { via: { kind: edge.kind, name: edge.name! } }
          : {}),
        ...statusOf(edge),
      });
    }
  }
  return [...feeds.values()];
}
