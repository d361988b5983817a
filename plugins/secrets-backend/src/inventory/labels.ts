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

import type { AnnotationObservation } from '@keyward/model';
import { boundRows, insertRows } from '../database/rows';
import type { BatchContext } from './context';

interface Labelled {
  ref: string;
  labels: Record<string, string>;
  podLabels?: Record<string, string>;
  annotations: AnnotationObservation[];
}

/** Confirmations of a claim may stand in an annotation as well as in a label. */
const LABEL_LIKE_ANNOTATION = /^keyward\.io\//;

/** Stores labels such that selectors are answered by SQL. */
export async function replaceLabels(
  { tx, fence }: BatchContext,
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
      ...Object.entries(item.labels),
      ...Object.entries(item.podLabels ?? {}),
      ...item.annotations
        .filter(({ key }) => LABEL_LIKE_ANNOTATION.test(key))
        .map(({ key, value }) => [key, value ?? ''] as const),
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
    { source_id: 'text', ref: 'text', key: 'text', value: 'text' },
    [...rows.values()],
    'do nothing',
  );
}

/** Deletes the rows of some objects or secrets of a source. */
export async function deleteByRefs(
  tx: BatchContext['tx'],
  table: 'labels' | 'objects' | 'object_references' | 'object_deliveries',
  sourceId: string,
  refs: string[],
): Promise<void> {
  if (refs.length === 0) {
    return;
  }
  const column = table.startsWith('object_') ? 'object_ref' : 'ref';
  const bound = boundRows(
    tx,
    { ref: 'text' },
    refs.map(ref => ({ ref })),
  );
  await tx.raw(
    `delete from ${table} where source_id = ? and ${column} in (select ref from ${bound.sql})`,
    [sourceId, ...bound.bindings],
  );
}
