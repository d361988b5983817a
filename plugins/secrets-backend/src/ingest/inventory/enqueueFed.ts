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

import { enqueueAnalyses } from '../../store/analyses/analyses';
import { KUBERNETES } from '../../store/common/presence';
import { boundRows, selectRows } from '../../store/common/rows';
import { systemOf, type BatchContext } from './context';

/** Has what gets its value from secrets that came, went or changed analysed, in whatever source it is. */
export async function enqueueFed({
  tx,
  fence,
  blank,
  accessIds,
  changedIds,
  observedAt,
}: BatchContext): Promise<void> {
  const ids = new Set([...accessIds, ...changedIds]);
  // What a cluster feeds that is read for the first time is mostly in it, and analysed with it.
  if ((blank && systemOf(fence) === KUBERNETES) || ids.size === 0) {
    return;
  }
  const bound = boundRows(
    tx,
    { id: 'text' },
    [...ids].map(id => ({ id })),
  );
  const rows = await selectRows<{ source_id: string; id: string }>(
    tx,
    `select distinct t.source_id, t.id from ${bound.sql}
     ${bound.join} secrets f on f.source_id = ? and f.id = x.id
     ${bound.join} edges e on e.from_ref = f.ref
     ${bound.join} secrets t on t.source_id = e.to_source and t.ref = e.to_ref`,
    [...bound.bindings, fence.sourceId],
  );
  await enqueueAnalyses(
    tx,
    rows.map(({ source_id: sourceId, id: secretId }) => ({
      sourceId,
      secretId,
      dueAt: observedAt,
    })),
  );
}
