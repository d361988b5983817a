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

import type { AnnotationObservation } from '@keyward/observation';
import { labelEntries } from '../../store/inventory/labelEntries';
import { COPY_OF } from '../../store/common/presence';
import { boundTexts, insertRows, selectRows } from '../../store/common/rows';
import type { BatchContext, SecretName } from './context';
import { columnsOf } from '../../store/tables';

interface Labelled {
  ref: string;
  labels: Record<string, string>;
  podLabels?: Record<string, string>;
  annotations: AnnotationObservation[];
  copyOf?: SecretName;
}

/** Stores labels such that selectors are answered by SQL. */
export async function replaceLabels(
  { tx, fence }: Pick<BatchContext, 'tx' | 'fence'>,
  labelled: Labelled[],
  { stored }: { stored: boolean },
): Promise<void> {
  if (stored) {
    await deleteByRefs(
      tx,
      'labels',
      fence.sourceId,
      labelled.map(({ ref }) => ref),
    );
  }
  const rows = new Map<string, object>();
  for (const item of labelled) {
    const entries = [
      ...labelEntries(item),
      ...(item.copyOf ? [[COPY_OF, placeOf(item.copyOf)] as const] : []),
    ];
    for (const [key, value] of entries) {
      rows.set(JSON.stringify([item.ref, key, value]), {
        source_id: fence.sourceId,
        ref: item.ref,
        key,
        value,
      });
    }
  }
  await insertRows(
    tx,
    'labels',
    columnsOf('labels', 'source_id', 'ref', 'key', 'value'),
    [...rows.values()],
    'do nothing',
  );
}

function placeOf({ namespace, name }: SecretName): string {
  return `${namespace}/${name}`;
}

/** The secrets of which some secrets were copies so far, or which what makes them copies. */
export async function copySourcesOf(
  { tx, fence }: BatchContext,
  refs: string[],
): Promise<SecretName[]> {
  if (refs.length === 0) {
    return [];
  }
  const bound = boundTexts(tx, 'ref', refs);
  const rows = await selectRows<{ place: string }>(
    tx,
    `select l.value as place from ${bound.sql}
       ${bound.join} labels l on l.source_id = ? and l.ref = x.ref and l.key = '${COPY_OF}'
     union
     select r.namespace || '/' || r.name as place from ${bound.sql}
       ${bound.join} edges e on e.source_id = ? and e.to_ref = x.ref
       ${bound.join} object_references r on r.source_id = e.source_id
         and r.object_ref = e.via_ref and r.how = 'copy'`,
    [...bound.bindings, fence.sourceId, ...bound.bindings, fence.sourceId],
  );
  return rows.map(({ place }) => {
    const [namespace, name] = place.split('/');
    return { namespace, name };
  });
}

/** Notes that secrets were copied, or are no longer. */
export function noteCopied(
  { touched, described }: BatchContext,
  sources: SecretName[],
): void {
  touched.addAll(sources);
  described.addAll(sources);
}

/** Deletes the rows of some objects or secrets of a source. */
export async function deleteByRefs(
  tx: BatchContext['tx'],
  table: 'edges' | 'labels' | 'objects' | 'object_references',
  sourceId: string,
  refs: string[],
): Promise<void> {
  if (refs.length === 0) {
    return;
  }
  const column =
    { edges: 'holder', object_references: 'object_ref' }[table as string] ??
    'ref';
  const bound = boundTexts(tx, 'ref', refs);
  await tx.raw(
    `delete from ${table} where source_id = ? and ${column} in (select ref from ${bound.sql})`,
    [sourceId, ...bound.bindings],
  );
}
