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

import type { ObjectObservation } from '@keyward/observation';
import { boundTexts, insertRows, selectRows } from '../../store/common/rows';
import { TAKES_CONFIG_MAP } from '../../store/common/presence';
import { insertEdges, updateEdgeStatus } from '../../store/edges/insertEdges';
import { applyPlaces, placeNameOf, removePlaces } from './applyPlaces';
import { instantOf, type BatchContext } from './context';
import { deleteByRefs, replaceLabels } from './labels';
import { findMountedReferences } from './mountedReferences';
import { noteRelabelled, noteUnlabelled } from './noteNamespaces';
import { findSoughtReferences } from './soughtReferences';
import {
  type PlacedReference,
  topicsAmong,
  topicsOf,
  topicsOfSecrets,
} from './topics';
import {
  isSelectable,
  mayBeSelected,
  OBJECT_COLUMNS,
  ownerRefOf,
  REFERENCE_COLUMNS,
  referenceColumnsOf,
  relationsOf,
  stampOf,
} from './objectRows';
import { namesBelow, namesOf } from './objectNames';
import type { Row } from '../../store/tables';

type StampRow = Row<'objects', 'ref' | 'stream' | 'stamp' | 'relations'>;

/** Writes what is new or changed of a batch's objects. */
export async function applyObjects(
  context: BatchContext,
  objects: ObjectObservation[],
): Promise<void> {
  if (objects.length === 0) {
    return;
  }
  const stored = context.blank
    ? new Map<string, StampRow>()
    : await loadStamps(context, objects);
  const written: ObjectObservation[] = [];
  /** Of which others depend on something that differs. */
  const related: ObjectObservation[] = [];
  /** Of which it may be the time only that differs. */
  const unrelated: ObjectObservation[] = [];
  for (const object of objects) {
    const row = stored.get(object.ref);
    if (
      row &&
      row.stream === context.stream &&
      row.stamp !== null &&
      row.stamp === stampOf(object, context)
    ) {
      context.unchanged.push(object.ref);
      continue;
    }
    if (row) {
      context.rewritten.push(object.ref);
    }
    written.push(object);
    if (row?.relations !== relationsOf(object, context.fence.sourceId)) {
      related.push(object);
    } else {
      unrelated.push(object);
    }
  }
  await noteRelabelled(context, related);
  await writeObjects(context, written);
  await applyPlaces(context, written);
  await writeRelations(context, related, stored);
  await updateEdgeStatus(context.tx, context.fence.sourceId, unrelated);
}

async function loadStamps(
  { tx, fence }: BatchContext,
  objects: ObjectObservation[],
): Promise<Map<string, StampRow>> {
  const bound = boundTexts(
    tx,
    'ref',
    objects.map(({ ref }) => ref),
  );
  const rows = await selectRows<StampRow>(
    tx,
    `select o.ref, o.stream, o.stamp, o.relations from ${bound.sql}
     ${bound.join} objects o on o.source_id = ? and o.ref = x.ref`,
    [...bound.bindings, fence.sourceId],
  );
  return new Map(rows.map(row => [row.ref, row]));
}

async function writeObjects(
  context: BatchContext,
  objects: ObjectObservation[],
): Promise<void> {
  const { tx, fence, stream, generation, blank } = context;
  const { sourceId } = fence;
  const rows = objects.map(object => ({
    source_id: sourceId,
    ref: object.ref,
    stream,
    generation,
    stamp: stampOf(object, context),
    relations: relationsOf(object, sourceId),
    api_group: object.apiGroup,
    api_version: object.apiVersion,
    kind: object.kind,
    namespace: object.namespace,
    name: object.name,
    uid: object.uid,
    created_at: instantOf(object.createdAt),
    owner_ref: ownerRefOf(object, sourceId),
    labels: JSON.stringify(object.labels),
    pod_labels: JSON.stringify(object.podLabels ?? {}),
    annotations: JSON.stringify(object.annotations),
    status: object.status && JSON.stringify(object.status),
    detail: object.detail && JSON.stringify(object.detail),
  }));
  const sets = Object.keys(OBJECT_COLUMNS)
    .map(name => `"${name}" = excluded."${name}"`)
    .join(', ');
  await insertRows(
    tx,
    'objects',
    OBJECT_COLUMNS,
    rows,
    blank ? undefined : `(source_id, ref) do update set ${sets}`,
  );
}

async function writeRelations(
  context: BatchContext,
  objects: ObjectObservation[],
  stored: Map<string, StampRow>,
): Promise<void> {
  if (objects.length === 0) {
    return;
  }
  const { tx, fence, touched, described } = context;
  const { sourceId } = fence;
  const before = objects.filter(({ ref }) => stored.has(ref));
  const refsBefore = before.map(({ ref }) => ref);
  const namesBefore = await namesOf(context, refsBefore);
  touched.addAll(namesBefore);
  await deleteByRefs(tx, 'object_references', sourceId, refsBefore);
  await deleteByRefs(tx, 'edges', sourceId, refsBefore);
  const references = [];
  for (const object of objects) {
    for (const [position, reference] of object.references.entries()) {
      references.push({
        source_id: sourceId,
        object_ref: object.ref,
        position,
        ...referenceColumnsOf(reference),
      });
    }
    for (const [index, configMap] of (object.configMaps ?? []).entries()) {
      const namespace = object.namespace ?? '';
      const name = placeNameOf('ConfigMap', configMap);
      touched.add({ namespace, name });
      references.push({
        source_id: sourceId,
        object_ref: object.ref,
        // Beside those to Secrets.
        position: -1 - index,
        namespace,
        name,
        how: TAKES_CONFIG_MAP,
        optional: true,
        sub_path: false,
      });
    }
    touched.addAll(object.references);
    touched.addAll(object.deliveries);
    if (isSelectable(object)) {
      described.addAll(object.references);
      described.addAll(object.deliveries);
    }
  }
  await insertRows(tx, 'object_references', REFERENCE_COLUMNS, references);
  await insertEdges(tx, sourceId, objects);
  await writeMounted(
    context,
    objects,
    objects.map(({ ref }) => ref),
  );
  await replaceLabels(context, before.filter(isSelectable), { stored: true });
  await replaceLabels(
    context,
    objects.filter(object => !stored.has(object.ref) && isSelectable(object)),
    { stored: false },
  );
  await writeSought(context, {
    objects,
    told: topicsAmong(namesBefore),
    pods: objects.some(mayBeSelected),
  });
  touched.addAll(
    await namesBelow(
      context,
      objects.map(({ ref }) => ref),
    ),
  );
}

/** References by what objects mount. */
async function writeMounted(
  context: BatchContext,
  objects: ObjectObservation[],
  refs: string[],
): Promise<void> {
  const { touched, described } = context;
  const mounted = await findMountedReferences(context, objects, refs);
  touched.addAll(mounted);
  described.addAll(mounted);
  await insertPlaced(context, mounted);
}

/** What objects choose by the labels of Secrets, where a batch has written or removed some. */
export async function followSecrets(context: BatchContext): Promise<void> {
  const told = topicsOfSecrets(context.touched.values());
  if (told.length > 0) {
    await writeSought(context, { objects: [], told, pods: false });
  }
}

/** References of which other objects tell the namespace. */
async function writeSought(
  context: BatchContext,
  batch: Parameters<typeof findSoughtReferences>[1],
): Promise<void> {
  const { fence, touched, described } = context;
  await insertPlaced(
    context,
    batch.objects.flatMap(object => topicsOf(object, fence.sourceId)),
  );
  const sought = await findSoughtReferences(context, batch);
  touched.addAll(sought);
  described.addAll(sought);
  await insertPlaced(context, sought);
}

async function insertPlaced(
  { tx, fence }: BatchContext,
  references: PlacedReference[],
): Promise<void> {
  await insertRows(
    tx,
    'object_references',
    REFERENCE_COLUMNS,
    references.map(({ objectRef, position, ...reference }) => ({
      source_id: fence.sourceId,
      object_ref: objectRef,
      position,
      ...referenceColumnsOf(reference),
    })),
  );
}

/** Deletes objects; what they referred to and delivered is touched. */
export async function removeObjects(
  context: BatchContext,
  refs: string[],
): Promise<void> {
  if (refs.length === 0) {
    return;
  }
  const { tx, fence, touched } = context;
  const namesBefore = await namesOf(context, refs);
  touched.addAll(namesBefore);
  touched.addAll(await namesBelow(context, refs));
  await removePlaces(context, refs);
  await noteUnlabelled(context, refs);
  for (const table of [
    'object_references',
    'edges',
    'labels',
    'objects',
  ] as const) {
    await deleteByRefs(tx, table, fence.sourceId, refs);
  }
  await writeMounted(context, [], refs);
  await writeSought(context, {
    objects: [],
    told: topicsAmong(namesBefore),
    pods: true,
  });
}
