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

import { believedDeliveries } from '@keyward/kube-model';
import type { DelivererObservation } from '@keyward/observation';
import type { Knex } from 'knex';
import {
  EDGE_COLUMNS,
  locatorOf,
  statusOf,
  type EdgeRow,
} from '../edges/edgeRow';
import { isAnyOf, selectRows } from '../common/rows';
import { selectVisible } from './applyVisibility';
import { loadFedWorkloads } from './loadFedWorkloads';
import type { SourceStates } from './secretFilters';
import type {
  LineageSecret,
  StoredDelivery,
  StoredFeed,
  StoredOrigin,
  StoredSecretDetail,
} from './types';
import type { VisibilityFilter } from './VisibilityFilter';
import { EXISTS } from '../common/presence';

const MOST_EDGES = 500;
/** Of how many that it feeds the workloads are told: more would be no picture any more. */
const MOST_FOLLOWED = 12;

interface Edge extends EdgeRow {
  source_id: string;
  to_ref: string;
  via_ref: string | null;
  api_group: string | null;
  kind: string | null;
  namespace: string | null;
  name: string | null;
}

const SELECTED = `e.source_id, e.to_ref, e.via_ref, ${EDGE_COLUMNS},
  o.api_group, o.kind, o.namespace, o.name`;
const VIA =
  'left join objects o on o.source_id = e.source_id and o.ref = e.via_ref';

const SECRET_COLUMNS = [
  'source_id',
  'id',
  'ref',
  'namespace',
  'name',
  'presence',
  'age_earliest',
  'age_basis',
].map(column => `s.${column}`);

/**
 * Where a secret's value comes from and where it goes on to. Of a secret at the other
 * end nothing is told but to who may see it: a place that the deliverer itself names
 * is told as that, whether or not something is there.
 */
export async function loadLineage(
  knex: Knex,
  sources: SourceStates,
  secret: { ref: string; namespace: string; own_deliverer: string },
  visibility: VisibilityFilter,
): Promise<Pick<StoredSecretDetail, 'deliveries' | 'origins' | 'feeds'>> {
  const sourceIds = [...sources.keys()];
  const [incoming, fed] = await Promise.all([
    selectIncoming(knex, sourceIds, secret),
    loadFed(knex, sources, visibility, secret.ref),
  ]);
  const [origins, outgoing] = await Promise.all([
    loadVisible(
      knex,
      sources,
      visibility,
      incoming.flatMap(edge => edge.from_ref ?? []),
    ),
    selectOutgoing(knex, sourceIds, secret.ref, [...fed.keys()]),
  ]);
  const feeds = toFeeds(outgoing, fed);
  const workloads = await loadFedWorkloads(
    knex,
    feeds.slice(0, MOST_FOLLOWED).map(feed => feed.secret),
  );
  return {
    ...toDeliveries(believed(incoming, secret), origins),
    feeds: feeds.map(feed => ({
      ...feed,
      workloads: workloads.get(feed.secret.id) ?? [],
    })),
  };
}

/** Those of its own namespace first: of others there may be any number. */
async function selectIncoming(
  knex: Knex,
  sourceIds: string[],
  { ref, namespace }: { ref: string; namespace: string },
): Promise<Edge[]> {
  const ofSources = isAnyOf(knex, 'e.source_id', sourceIds);
  return await selectRows<Edge>(
    knex,
    `select ${SELECTED} from edges e ${VIA}
     where e.to_ref = ? and ${ofSources.sql}
     order by case when o.namespace <> ? then 1 else 0 end,
       e.source_id, e.holder, e.position
     limit ?`,
    [ref, ...ofSources.bindings, namespace, MOST_EDGES],
  );
}

/** The first edge to each of some secrets. */
async function selectOutgoing(
  knex: Knex,
  sourceIds: string[],
  ref: string,
  fed: string[],
): Promise<Edge[]> {
  if (fed.length === 0) {
    return [];
  }
  const ofSources = isAnyOf(knex, 'e.source_id', sourceIds);
  const toFed = isAnyOf(knex, 'e.to_ref', fed);
  return await selectRows<Edge>(
    knex,
    `select * from (
       select ${SELECTED}, row_number() over (
         partition by e.to_ref order by e.source_id, e.holder, e.position
       ) as nth
       from edges e ${VIA}
       where e.from_ref = ? and ${ofSources.sql} and ${toFed.sql}
     ) x where x.nth = 1
     order by x.source_id, x.to_ref`,
    [ref, ...ofSources.bindings, ...toFed.bindings],
  );
}

/** What others say of it counts as far as it agrees, see `believedDeliveries`. */
function believed(
  edges: Edge[],
  secret: { namespace: string; own_deliverer: string },
): Edge[] {
  const own: DelivererObservation = JSON.parse(secret.own_deliverer);
  const isBelieved = new Map<string, boolean>();
  return edges.filter(edge => {
    const { via_ref: via, kind, namespace, name, api_group: apiGroup } = edge;
    if (via === null || kind === null) {
      return true;
    }
    let told = isBelieved.get(via);
    if (told === undefined) {
      const object = {
        kind,
        apiGroup: apiGroup!,
        namespace: namespace ?? undefined,
        name: name!,
      };
      told =
        believedDeliveries(own, [object], secret.namespace).named.length > 0;
      isBelieved.set(via, told);
    }
    return told;
  });
}

/** The secrets that are fed by one and that the filter shows, by ref. */
async function loadFed(
  knex: Knex,
  sources: SourceStates,
  visibility: VisibilityFilter,
  ref: string,
): Promise<Map<string, KnownSecret>> {
  const fed = knex('edges')
    .where('from_ref', ref)
    .select('to_source', 'to_ref');
  const rows = await selectVisible(knex, visibility, { areFew: true })
    .whereIn(['s.source_id', 's.ref'], fed)
    .whereIn('s.source_id', [...sources.keys()])
    .orderBy(['s.source_id', 's.ref'])
    .limit(MOST_EDGES)
    .select(SECRET_COLUMNS);
  return toSecrets(rows, sources);
}

/** Secrets that the filter shows, by ref, whether or not they are there still. */
async function loadVisible(
  knex: Knex,
  sources: SourceStates,
  visibility: VisibilityFilter,
  refs: string[],
): Promise<Map<string, KnownSecret>> {
  if (refs.length === 0) {
    return new Map();
  }
  const rows = await selectVisible(knex, visibility)
    .whereIn('s.source_id', [...sources.keys()])
    .whereIn('s.ref', [...new Set(refs)])
    .select(SECRET_COLUMNS);
  return toSecrets(rows, sources);
}

interface SecretColumns {
  source_id: string;
  id: string;
  ref: string;
  namespace: string;
  name: string;
  presence: number;
  age_earliest: string | null;
  age_basis: string | null;
}

/** Another secret, and when its value was set, where its system says that exactly. */
interface KnownSecret {
  secret: LineageSecret;
  setAt?: string;
}

function toSecrets(
  rows: SecretColumns[],
  sources: SourceStates,
): Map<string, KnownSecret> {
  return new Map(
    rows.map(row => [
      row.ref,
      {
        secret: {
          id: row.id,
          sourceId: row.source_id,
          ref: row.ref,
          namespace: row.namespace,
          name: row.name,
          sourceTitle: sources.get(row.source_id)!.title,
          exists: Number(row.presence) === EXISTS,
        },
        ...(row.age_basis === 'source' && row.age_earliest !== null
          ? { setAt: row.age_earliest }
          : {}),
      },
    ]),
  );
}

function toDeliveries(
  edges: Edge[],
  others: Map<string, KnownSecret>,
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
      sourceId: edge.source_id,
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
  others: Map<string, KnownSecret>,
): StoredOrigin[] {
  const known = edge.from_ref === null ? undefined : others.get(edge.from_ref);
  const locator = locatorOf(edge);
  return known || locator
    ? [
        {
          ...(locator ? { locator } : {}),
          ...(known ? { secret: known.secret } : {}),
          ...(known && isNewer(known, edge) ? { isNewer: true } : {}),
        },
      ]
    : [];
}

/** What names a version gets that version, however old. */
function isNewer(
  { secret, setAt }: KnownSecret,
  { last_sync: syncedAt, version }: Edge,
): boolean {
  return (
    secret.exists &&
    version === null &&
    setAt !== undefined &&
    syncedAt !== null &&
    setAt > syncedAt
  );
}

function toFeeds(
  edges: Edge[],
  others: Map<string, KnownSecret>,
): Omit<StoredFeed, 'workloads'>[] {
  const feeds = new Map<string, Omit<StoredFeed, 'workloads'>>();
  for (const edge of edges) {
    const secret = others.get(edge.to_ref)?.secret;
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
