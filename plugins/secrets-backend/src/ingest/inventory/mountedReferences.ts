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

import { mountedClassRefs, mountedReferences } from '@keyward/kube-model';
import { type ReferenceObservation } from '@keyward/observation';
import { boundTexts, selectRows } from '../../store/common/rows';
import { placeOf } from '../../store/edges/placeOf';
import type { BatchContext, SecretName } from './context';

const CLASS = '/secrets-store.csi.x-k8s.io/SecretProviderClass/';
/** After those that an object has of itself. */
const FIRST_POSITION = 1_000_000;
const LAST_POSITION = 1_999_999;

/** An object as far as it mounts something. */
interface MountingObject {
  ref: string;
  namespace?: string;
  detail?: Record<string, unknown>;
}

/** A reference that an object has by what it mounts, as a row. */
export interface MountedReference extends ReferenceObservation {
  objectRef: string;
  position: number;
}

/**
 * What a batch changes of the references that objects have by mounting
 * SecretProviderClasses: of its own objects, and of all that mount one of its
 * classes, whose rows it deletes. To be called when what the classes make is
 * stored, and the references of the batch's own objects are not any more.
 *
 * @param refs - of the classes that were written or removed
 */
export async function findMountedReferences(
  context: BatchContext,
  objects: MountingObject[],
  refs: string[],
): Promise<MountedReference[]> {
  const { sourceId } = context.fence;
  const own = new Set(objects.map(({ ref }) => ref));
  const others = (await findMounting(context, refs)).filter(
    ({ ref }) => !own.has(ref),
  );
  await forgetMounted(
    context,
    others.map(({ ref }) => ref),
  );
  const mounting = [...objects, ...others];
  const made = await loadMade(
    context,
    mounting.flatMap(object => mountedClassRefs(object, sourceId)),
  );
  return mounting.flatMap(object =>
    mountedReferences(object, sourceId, ref => made.get(ref) ?? []).map(
      (reference, index) => ({
        ...reference,
        objectRef: object.ref,
        position: FIRST_POSITION + index,
      }),
    ),
  );
}

/** The objects that mount one of some classes. Classes change so rarely that these need no index. */
async function findMounting(
  { tx, fence }: BatchContext,
  refs: string[],
): Promise<MountingObject[]> {
  const classes = new Set(refs.filter(ref => ref.includes(CLASS)));
  if (classes.size === 0) {
    return [];
  }
  const rows: { ref: string; namespace: string; detail: string }[] = await tx(
    'objects',
  )
    .where({ source_id: fence.sourceId })
    .whereLike('detail', '%"secretProviderClasses":["%')
    .select('ref', 'namespace', 'detail');
  return rows
    .map(row => ({ ...row, detail: JSON.parse(row.detail) }))
    .filter(object =>
      mountedClassRefs(object, fence.sourceId).some(ref => classes.has(ref)),
    );
}

async function forgetMounted(
  { tx, fence }: BatchContext,
  refs: string[],
): Promise<void> {
  if (refs.length === 0) {
    return;
  }
  const bound = boundTexts(tx, 'ref', refs);
  await tx.raw(
    `delete from object_references where source_id = ? and position between ? and ?
     and object_ref in (select ref from ${bound.sql})`,
    [fence.sourceId, FIRST_POSITION, LAST_POSITION, ...bound.bindings],
  );
}

/** What classes make, by their refs. */
async function loadMade(
  { tx, fence }: BatchContext,
  refs: string[],
): Promise<Map<string, SecretName[]>> {
  const made = new Map<string, SecretName[]>();
  if (refs.length === 0) {
    return made;
  }
  const bound = boundTexts(tx, 'ref', [...new Set(refs)]);
  const rows = await selectRows<{ via_ref: string; to_ref: string }>(
    tx,
    `select e.via_ref, e.to_ref from ${bound.sql}
     ${bound.join} edges e on e.source_id = ? and e.holder = x.ref and e.via_ref = x.ref
     group by e.via_ref, e.to_ref
     order by e.via_ref, min(e.position)`,
    [...bound.bindings, fence.sourceId],
  );
  for (const { via_ref, to_ref: ref } of rows) {
    const name = placeOf(ref, fence.sourceId);
    if (name) {
      const names = made.get(via_ref);
      if (names) {
        names.push(name);
      } else {
        made.set(via_ref, [name]);
      }
    }
  }
  return made;
}
