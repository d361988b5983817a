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
import { boundRows } from '../common/rows';
import { RESOURCE } from '../common/presence';
import { selectVisible } from './applyVisibility';
import { loadLineage } from './loadLineage';
import {
  resourceNameOf,
  selectResourceRows,
  toResource,
  type ResourceRow,
} from './resourceRow';
import type { SourceStates } from './secretFilters';
import type { DeliveredSecret, ListedResource } from './types';
import type { VisibilityFilter } from './VisibilityFilter';

/** More than these deliver nothing for which one would be asked. */
const MOST_SECRETS = 20;

/**
 * The resources as which modules observe the objects that deliver a secret. Whoever
 * sees the secret sees them. Those of other namespaces are left out: who may write
 * there may say that they deliver anything.
 */
export async function findDeliverers(
  knex: Knex,
  sources: SourceStates,
  { sourceId, namespace, deliveries }: DeliveredSecret,
): Promise<ListedResource[]> {
  const wanted = deliveries
    .filter(each => each.sourceId === sourceId && each.namespace === namespace)
    .map(({ kind, name }) => ({
      source_id: sourceId,
      namespace,
      name: resourceNameOf(kind, name),
    }));
  if (wanted.length === 0) {
    return [];
  }
  const bound = boundRows(
    knex,
    { source_id: 'text', namespace: 'text', name: 'text' },
    wanted,
  );
  const rows: ResourceRow[] = await selectResourceRows(
    knex('secrets as s')
      .whereRaw(
        `(s.source_id, s.namespace, s.name) in
          (select source_id, namespace, name from ${bound.sql})`,
        bound.bindings,
      )
      .where('s.presence', RESOURCE)
      .orderBy(['s.source_id', 's.namespace', 's.name', 's.id']),
    knex,
  );
  return rows.map(row => toResource(row, sources));
}

/**
 * One resource that is no secret: if the filter shows it, or a secret that it
 * delivers.
 */
export async function getResource(
  knex: Knex,
  sources: SourceStates,
  id: string,
  visibility: VisibilityFilter,
): Promise<ListedResource | undefined> {
  const ofId = (query: Knex.QueryBuilder) =>
    query
      .where('s.id', id)
      .where('s.presence', RESOURCE)
      .whereIn('s.source_id', [...sources.keys()]);
  const row: ResourceRow | undefined = await selectResourceRows(
    ofId(knex('secrets as s')),
    knex,
  ).first();
  if (!row) {
    return undefined;
  }
  const own = await ofId(
    selectVisible(knex, visibility, { areFew: true }),
  ).first('s.id');
  return own || (await deliversVisible(knex, sources, row, visibility))
    ? toResource(row, sources)
    : undefined;
}

/**
 * Whether a resource delivers a secret of its own namespace that the filter shows, as
 * the page of the secret tells.
 */
async function deliversVisible(
  knex: Knex,
  sources: SourceStates,
  resource: ResourceRow,
  visibility: VisibilityFilter,
): Promise<boolean> {
  const end = resource.name.indexOf('/');
  const edges = knex('edges as e')
    .join('objects as o', join =>
      join.on('o.source_id', 'e.source_id').andOn('o.ref', 'e.via_ref'),
    )
    .whereRaw('e.to_source = s.source_id and e.to_ref = s.ref')
    .where('o.source_id', resource.source_id)
    .where('o.namespace', resource.namespace)
    .where('o.kind', resource.name.slice(0, Math.max(end, 0)))
    .where('o.name', resource.name.slice(end + 1))
    .select(knex.raw('1'));
  const secrets: {
    ref: string;
    namespace: string;
    own_deliverer: string;
  }[] = await selectVisible(knex, visibility, { areFew: true })
    .where('s.source_id', resource.source_id)
    .where('s.namespace', resource.namespace)
    .whereExists(edges)
    .orderBy('s.ref')
    .limit(MOST_SECRETS)
    .select('s.ref', 's.namespace', 's.own_deliverer');
  for (const secret of secrets) {
    const { deliveries } = await loadLineage(knex, sources, secret, visibility);
    const isOne = deliveries.some(
      ({ sourceId, kind, namespace = '', name }) =>
        sourceId === resource.source_id &&
        namespace === resource.namespace &&
        resourceNameOf(kind, name) === resource.name,
    );
    if (isOne) {
      return true;
    }
  }
  return false;
}
