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

import { EXISTS, GONE, RESOURCE } from '../../store/common/presence';
import { boundTexts, selectRows, updateRows } from '../../store/common/rows';
import type { BatchContext, SecretName } from './context';
import { copySourcesOf, deleteByRefs, noteCopied } from './labels';
import { columnsOf } from '../../store/tables';

/**
 * Notes that secrets, or other resources, are gone: the stream that held them does not any more, and no other one took
 * them over (as with a Secret that was given the label of a sealing key). Their rows and keys stay: who creates one again
 * with the same value did not renew the value.
 */
export async function removeSecrets(
  context: BatchContext,
  refs: string[],
): Promise<void> {
  if (refs.length === 0) {
    return;
  }
  const { tx, fence, stream, history, observedAt } = context;
  const { accessIds, changedIds, touched } = context;
  const bound = boundTexts(tx, 'ref', refs);
  const rows = await selectRows<SecretName & { id: string }>(
    tx,
    `select s.id, s.namespace, s.name from ${bound.sql}
     ${bound.join} secrets s on s.source_id = ? and s.ref = x.ref and s.presence in (${EXISTS}, ${RESOURCE})
       and s.stream = ?`,
    [...bound.bindings, fence.sourceId, stream],
  );
  for (const { id, namespace, name } of rows) {
    history.push({ secretId: id, at: observedAt, event: 'gone' });
    changedIds.add(id);
    accessIds.add(id);
    touched.add({ namespace, name });
  }
  await updateRows(
    tx,
    'secrets',
    ['source_id', 'id'],
    columnsOf(
      'secrets',
      'source_id',
      'id',
      'presence',
      'gone_at',
      'stream',
      'stamp',
      'urgency',
      'delivery_failed',
    ),
    rows.map(({ id }) => ({
      source_id: fence.sourceId,
      id,
      presence: GONE,
      gone_at: observedAt,
      urgency: 0,
      delivery_failed: false,
    })),
  );
  noteCopied(context, await copySourcesOf(context, refs));
  await deleteByRefs(tx, 'labels', fence.sourceId, refs);
}
