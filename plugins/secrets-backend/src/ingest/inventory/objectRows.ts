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

import { createHash } from 'node:crypto';
import { CLASSIFIER_VERSION } from '@keyward/values';
import {
  EXTRACTION_VERSION,
  mountedClassRefs,
  soughtReferencesOf,
} from '@keyward/kube-model';
import { knownSystems } from '@keyward/kube-model/systems';
import { formatObjectRef, type ObjectObservation } from '@keyward/observation';
import { columnsOf } from '../../store/tables';
import type { BatchContext } from './context';
import { whereaboutsOf } from './soughtReferences';
import type { PlacedReference } from './topics';

/** Another one when what is read or kept of an object changes, so that all are written again. */
const ROW_VERSION = `2.${CLASSIFIER_VERSION}.${EXTRACTION_VERSION}`;

/** Another one when what is made of an object's relations changes. */
const RELATIONS_VERSION = 3;

export const OBJECT_COLUMNS = columnsOf(
  'objects',
  'source_id',
  'ref',
  'stream',
  'generation',
  'stamp',
  'relations',
  'api_group',
  'api_version',
  'kind',
  'namespace',
  'name',
  'uid',
  'created_at',
  'owner_ref',
  'labels',
  'pod_labels',
  'annotations',
  'status',
  'detail',
);

export const REFERENCE_COLUMNS = columnsOf(
  'object_references',
  'source_id',
  'object_ref',
  'position',
  'namespace',
  'name',
  'how',
  'keys',
  'container',
  'container_kind',
  'path',
  'optional',
  'sub_path',
);

/** Whether it is, or makes, pods that a selector may select. */
export function mayBeSelected(object: ObjectObservation): boolean {
  return (
    isSelectable(object) &&
    (object.podLabels !== undefined ||
      (object.kind === 'Pod' && object.apiGroup === ''))
  );
}

/** What is stored of a reference. */
export function referenceColumnsOf(
  reference: Omit<PlacedReference, 'objectRef' | 'position'>,
) {
  return {
    namespace: reference.namespace,
    name: reference.name,
    how: reference.how,
    keys: reference.keys && JSON.stringify(reference.keys),
    container: reference.container,
    container_kind: reference.containerKind,
    path: reference.path,
    optional: reference.optional ?? false,
    sub_path: reference.subPath ?? false,
  };
}

/** What rules about certificates ask of the objects around a secret. */
function certificateDetailOf({
  apiGroup,
  kind,
  detail,
}: ObjectObservation): unknown[] {
  return knownSystems.kind(apiGroup, kind)?.isRenewing
    ? [detail?.renewalTime, detail?.failedAttempts]
    : [detail?.tlsHosts].filter(Boolean);
}

/** What rules about secrets ask of the objects that restart workloads for them. */
function restartDetailOf({ detail }: ObjectObservation): unknown[] {
  const seconds = detail?.newValueEverySeconds;
  return seconds === undefined ? [] : [seconds, detail?.restarts];
}

/** The mode decides about how much of an object is read, and the Secrets that there are about what its texts name. */
export function stampOf(
  object: ObjectObservation,
  { fence }: BatchContext,
): string | undefined {
  return object.resourceVersion
    ? [
        ROW_VERSION,
        fence.mode,
        object.uid,
        object.resourceVersion,
        ...namedByTexts(object),
      ].join('|')
    : undefined;
}

/** A digest of the references that are found by convention, where there are any. */
function namedByTexts(object: ObjectObservation): string[] {
  const places = [...object.references, ...soughtReferencesOf(object)]
    .filter(({ how }) => how === 'convention')
    .map(({ name, ...where }) =>
      'namespace' in where ? `${where.namespace}/${name}` : name,
    );
  return places.length > 0
    ? [createHash('sha1').update(places.join()).digest('base64')]
    : [];
}

/** Most changes of a pod are of its status; this says whether more did change. */
export function relationsOf(
  object: ObjectObservation,
  sourceId: string,
): string {
  return createHash('sha1')
    .update(
      JSON.stringify([
        ownerRefOf(object, sourceId),
        object.references,
        object.deliveries,
        ...(object.edges ? [object.edges] : []),
        ...(object.reads ? [object.reads] : []),
        ...(object.configMaps ? [object.configMaps] : []),
        object.status?.ready,
        object.status?.reason,
        object.labels,
        object.podLabels,
        object.annotations.filter(({ value }) => value !== undefined),
        RELATIONS_VERSION,
        mountedClassRefs(object, sourceId),
        ...certificateDetailOf(object),
        ...restartDetailOf(object),
        ...whereaboutsOf(object),
      ]),
    )
    .digest('base64');
}

/** Selectors are for what people know; of what a controller makes they find the controller's labels. */
export function isSelectable(object: ObjectObservation): boolean {
  return !object.owners.some(({ controller }) => controller);
}

/** The ref of its controller, which is in the same namespace. */
export function ownerRefOf(
  object: ObjectObservation,
  sourceId: string,
): string | undefined {
  const owner = object.owners.find(({ controller }) => controller);
  if (!owner) {
    return undefined;
  }
  const slash = owner.apiVersion.indexOf('/');
  return formatObjectRef({
    sourceId,
    apiGroup: slash < 0 ? '' : owner.apiVersion.slice(0, slash),
    kind: owner.kind,
    namespace: object.namespace,
    name: owner.name,
  });
}
