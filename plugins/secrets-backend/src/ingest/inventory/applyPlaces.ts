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

import { randomUUID } from 'node:crypto';
import type {
  ExposureObservation,
  ObjectObservation,
} from '@keyward/observation';
import {
  GONE,
  KUBERNETES,
  PLACE_KIND,
  PLACE_REF,
  RESOURCE,
} from '../../store/common/presence';
import {
  boundRows,
  insertRows,
  selectRows,
  storableJson,
  updateRows,
} from '../../store/common/rows';
import type { BatchContext } from './context';
import { deleteByRefs, replaceLabels } from './labels';
import { NEW_COLUMNS, searchTextOf } from './secretRows';
import { columnsOf, type Row } from '../../store/tables';

const PLACE_COLUMNS = columnsOf(
  'secrets',
  'source_id',
  'id',
  'presence',
  'stream',
  'detail',
  'search',
  'last_seen',
  'gone_at',
);

/** Nobody delivers what is no Secret. */
const NO_DELIVERER = { kind: 'unknown', basis: 'type' } as const;

/** What is kept of an object in which credentials stand in plain text. */
export interface PlaceDetail {
  labels: Record<string, string>;
  annotations: ObjectObservation['annotations'];
  owners: ObjectObservation['owners'];
  managers: [];
  exposures: ExposureObservation[];
}

type PlaceRow = Row<'secrets', 'id' | 'ref' | 'presence' | 'detail'>;

/**
 * Keeps a row for each object, other than Secrets, in which credentials stand
 * in plain text, and lets go of it when none do any more. It stands among the
 * secrets, so that it is linked, owned and seen as they are, but is listed with
 * its findings only; see docs/adr/0004-exposures.md.
 */
export async function applyPlaces(
  context: BatchContext,
  objects: ObjectObservation[],
): Promise<void> {
  const { blank, fence, stream, observedAt, changedIds, touched } = context;
  const looked = objects.filter(
    ({ namespace, exposures }) =>
      namespace !== undefined && (!blank || exposures),
  );
  const stored = blank
    ? new Map<string, PlaceRow>()
    : await loadPlaces(
        context,
        looked.map(({ ref }) => ref),
      );
  const inserts = [];
  const updates = [];
  for (const object of looked) {
    const row = stored.get(placeRefOf(object.ref));
    if (!row && !object.exposures) {
      continue;
    }
    const namespace = object.namespace!;
    const name = placeNameOf(object.kind, object.name);
    const detail = storableJson(detailOf(object));
    const presence = object.exposures ? RESOURCE : GONE;
    if (row && row.presence === presence && row.detail === detail) {
      continue;
    }
    const columns = {
      source_id: fence.sourceId,
      id: row?.id ?? randomUUID(),
      presence,
      stream,
      detail,
      search: searchTextOf({
        namespace,
        name,
        keys: object.exposures ?? [],
      }),
      last_seen: observedAt,
      gone_at: presence === GONE ? observedAt : null,
    };
    changedIds.add(columns.id);
    touched.add({ namespace, name });
    if (row) {
      updates.push(columns);
      continue;
    }
    inserts.push({
      ...columns,
      ref: placeRefOf(object.ref),
      namespace,
      name,
      system: KUBERNETES,
      resource_kind: PLACE_KIND,
      secret_type: object.kind,
      class: 'other',
      taken: 'metadata',
      key_count: 0,
      key_names: '[]',
      own_deliverer: JSON.stringify(NO_DELIVERER),
      deliverer: JSON.stringify(NO_DELIVERER),
      deliverer_kind: NO_DELIVERER.kind,
      delivery_failed: false,
      consumer_count: 0,
      consumers: '[]',
      urgency: 0,
      age_basis: 'unknown',
      age_sort: '',
      first_seen: observedAt,
    });
  }
  await insertRows(context.tx, 'secrets', NEW_COLUMNS, inserts);
  await updateRows(
    context.tx,
    'secrets',
    ['source_id', 'id'],
    PLACE_COLUMNS,
    updates,
  );
  await replaceLabels(
    context,
    looked.filter(({ ref }) => stored.has(placeRefOf(ref))).map(toLabelled),
    { stored: true },
  );
  await replaceLabels(
    context,
    looked
      .filter(({ ref, exposures }) => exposures && !stored.has(placeRefOf(ref)))
      .map(toLabelled),
    { stored: false },
  );
}

/** Objects that are gone are no places any more. */
export async function removePlaces(
  context: BatchContext,
  objectRefs: string[],
): Promise<void> {
  const { tx, fence, observedAt, changedIds } = context;
  const rows = [...(await loadPlaces(context, objectRefs)).values()].filter(
    ({ presence }) => presence === RESOURCE,
  );
  rows.forEach(({ id }) => changedIds.add(id));
  await updateRows(
    tx,
    'secrets',
    ['source_id', 'id'],
    columnsOf('secrets', 'source_id', 'id', 'presence', 'gone_at'),
    rows.map(({ id }) => ({
      source_id: fence.sourceId,
      id,
      presence: GONE,
      gone_at: observedAt,
    })),
  );
  await deleteByRefs(
    tx,
    'labels',
    fence.sourceId,
    rows.map(({ ref }) => ref),
  );
}

/** A name that no Secret can have. */
export function placeNameOf(kind: string, name: string): string {
  return `${kind}/${name}`;
}

/** Refs of objects have no colon before their first slash, as those of secrets have. */
function placeRefOf(objectRef: string): string {
  return `${PLACE_REF}${objectRef}`;
}

async function loadPlaces(
  { tx, fence }: BatchContext,
  objectRefs: string[],
): Promise<Map<string, PlaceRow>> {
  if (objectRefs.length === 0) {
    return new Map();
  }
  const bound = boundRows(
    tx,
    { ref: 'text' },
    objectRefs.map(ref => ({ ref: placeRefOf(ref) })),
  );
  const rows = await selectRows<PlaceRow>(
    tx,
    `select s.id, s.ref, s.presence, s.detail from ${bound.sql}
     ${bound.join} secrets s on s.source_id = ? and s.ref = x.ref`,
    [...bound.bindings, fence.sourceId],
  );
  return new Map(rows.map(row => [row.ref, row]));
}

function detailOf(object: ObjectObservation): PlaceDetail {
  return {
    labels: { ...object.podLabels, ...object.labels },
    annotations: object.annotations,
    owners: object.owners,
    managers: [],
    exposures: object.exposures ?? [],
  };
}

function toLabelled({
  ref,
  labels,
  podLabels,
  annotations,
  exposures,
}: ObjectObservation) {
  return {
    ref: placeRefOf(ref),
    labels: exposures ? labels : {},
    podLabels: exposures ? podLabels : {},
    annotations: exposures ? annotations : [],
  };
}
