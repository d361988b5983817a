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

import { mountedClassRefs } from '@keyward/kube-model';
import type { Knex } from 'knex';
import { boundRows, isAnyOf, selectRows } from '../common/rows';
import { isUnlimited, selectVisible } from './applyVisibility';
import type { SourceStates } from './secretFilters';
import { TOP_LEVEL_JOINS, topLevel } from './topLevel';
import type { StoredTaker } from './types';
import type { VisibilityFilter } from './VisibilityFilter';

const MOST_TAKERS = 100;
/** Further ones of a namespace are not looked at. */
const MOST_MOUNTING = 2000;
const CLASS = '/secrets-store.csi.x-k8s.io/SecretProviderClass/';

interface TakerRow {
  source_id: string;
  namespace: string;
  kind: string;
  name: string;
}

/**
 * What takes the value of a secret of another system into its pods without a Secret: as
 * annotations for an agent say, or by a class of the CSI driver that it mounts. Told are
 * those in namespaces of which the caller sees some secret: who may see none there learns
 * nothing of what runs there.
 */
export async function loadTakers(
  knex: Knex,
  sources: SourceStates,
  ref: string,
  visibility: VisibilityFilter,
): Promise<StoredTaker[]> {
  const ofSources = isAnyOf(knex, 'e.source_id', [...sources.keys()]);
  const stated = await selectRows<{ source_id: string; via_ref: string }>(
    knex,
    `select distinct e.source_id, e.via_ref from edges e
     where e.from_ref = ? and e.to_ref = e.via_ref and ${ofSources.sql}
     order by e.source_id, e.via_ref limit ?`,
    [ref, ...ofSources.bindings, MOST_TAKERS],
  );
  const classes = stated.filter(({ via_ref: via }) => via.includes(CLASS));
  const objects = [
    ...stated.filter(({ via_ref: via }) => !via.includes(CLASS)),
    ...(await findMounting(knex, classes)),
  ];
  if (objects.length === 0) {
    return [];
  }
  const bound = boundRows(
    knex,
    { source_id: 'text', via_ref: 'text' },
    objects,
  );
  const rows = await selectRows<TakerRow>(
    knex,
    `select o.source_id, min(coalesce(${topLevel(
      'namespace',
    )}, '')) as namespace,
       min(${topLevel('kind')}) as kind, min(${topLevel('name')}) as name
     from ${bound.sql} ${bound.join} objects o
       on o.source_id = x.source_id and o.ref = x.via_ref
     ${TOP_LEVEL_JOINS}
     group by o.source_id, ${topLevel('ref')}
     order by o.source_id, 2, 3, 4 limit ?`,
    [...bound.bindings, MOST_TAKERS],
  );
  const isSeen = await seenPlaces(knex, rows, visibility);
  return rows.filter(isSeen).map(({ source_id: sourceId, ...row }) => ({
    ...row,
    sourceId,
    sourceTitle: sources.get(sourceId)!.title,
  }));
}

/** What mounts some classes. */
async function findMounting(
  knex: Knex,
  classes: readonly { source_id: string; via_ref: string }[],
): Promise<{ source_id: string; via_ref: string }[]> {
  if (classes.length === 0) {
    return [];
  }
  const bound = boundRows(
    knex,
    { source_id: 'text', via_ref: 'text' },
    classes,
  );
  const rows = await selectRows<{
    source_id: string;
    ref: string;
    namespace: string;
    detail: string;
  }>(
    knex,
    `select distinct o.source_id, o.ref, o.namespace, o.detail
     from ${bound.sql} ${bound.join} objects c
       on c.source_id = x.source_id and c.ref = x.via_ref
     join objects o on o.source_id = c.source_id and o.namespace = c.namespace
     where o.detail like '%"secretProviderClasses":["%'
     order by o.source_id, o.ref limit ?`,
    [...bound.bindings, MOST_MOUNTING],
  );
  const wanted = new Set(
    classes.map(({ source_id: source, via_ref: via }) => `${source} ${via}`),
  );
  return rows
    .filter(({ source_id: source, namespace, detail }) =>
      mountedClassRefs({ namespace, detail: JSON.parse(detail) }, source).some(
        via => wanted.has(`${source} ${via}`),
      ),
    )
    .map(({ source_id, ref }) => ({ source_id, via_ref: ref }));
}

async function seenPlaces(
  knex: Knex,
  rows: readonly TakerRow[],
  visibility: VisibilityFilter,
): Promise<(row: TakerRow) => boolean> {
  if (rows.length === 0 || isUnlimited(visibility)) {
    return () => true;
  }
  const seen: { source_id: string; namespace: string }[] = await selectVisible(
    knex,
    visibility,
  )
    .whereIn('s.source_id', [...new Set(rows.map(row => row.source_id))])
    .whereIn('s.namespace', [...new Set(rows.map(row => row.namespace))])
    .distinct('s.source_id', 's.namespace');
  const places = new Set(
    seen.map(({ source_id: source, namespace }) => `${source} ${namespace}`),
  );
  return ({ source_id: source, namespace }) =>
    places.has(`${source} ${namespace}`);
}
