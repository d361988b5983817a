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
import { boundTexts, selectRows } from '../../store/common/rows';
import type { BatchContext } from './context';
import { GONE } from '../../store/common/presence';

/** In the ref of an object of the core group that is in no namespace. */
const IS_NAMESPACE = '/-/Namespace/-/';

/**
 * Has rules asked again of what is in namespaces that have other labels than before, as
 * these tell which environment it belongs to. To be called before the objects are written.
 */
export async function noteRelabelled(
  context: BatchContext,
  objects: ObjectObservation[],
): Promise<void> {
  const namespaces = objects.filter(({ ref }) => ref.includes(IS_NAMESPACE));
  if (context.blank || namespaces.length === 0) {
    return;
  }
  const stored = await loadNamespaces(
    context,
    namespaces.map(({ ref }) => ref),
  );
  const before = new Map(stored.map(({ name, labels }) => [name, labels]));
  await noteAllIn(
    context,
    namespaces
      .filter(
        ({ name, labels }) =>
          JSON.stringify(labels) !== (before.get(name) ?? '{}'),
      )
      .map(({ name }) => name),
  );
}

/** The same of namespaces of which nothing is known any more. */
export async function noteUnlabelled(
  context: BatchContext,
  refs: string[],
): Promise<void> {
  const namespaces = refs.filter(ref => ref.includes(IS_NAMESPACE));
  if (namespaces.length > 0) {
    const stored = await loadNamespaces(context, namespaces);
    await noteAllIn(
      context,
      stored.filter(({ labels }) => labels !== '{}').map(({ name }) => name),
    );
  }
}

async function loadNamespaces(
  { tx, fence }: BatchContext,
  refs: string[],
): Promise<{ name: string; labels: string }[]> {
  const bound = boundTexts(tx, 'ref', refs);
  return await selectRows(
    tx,
    `select o.name, o.labels from ${bound.sql}
     ${bound.join} objects o on o.source_id = ? and o.ref = x.ref`,
    [...bound.bindings, fence.sourceId],
  );
}

async function noteAllIn(
  { tx, fence, changedIds }: BatchContext,
  namespaces: string[],
): Promise<void> {
  if (namespaces.length === 0) {
    return;
  }
  const bound = boundTexts(tx, 'namespace', namespaces);
  const rows = await selectRows<{ id: string }>(
    tx,
    `select s.id from ${bound.sql} ${bound.join} secrets s
       on s.source_id = ? and s.namespace = x.namespace and s.presence <> ${GONE}`,
    [...bound.bindings, fence.sourceId],
  );
  rows.forEach(({ id }) => changedIds.add(id));
}
