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

import type { Knex } from 'knex';
import { removeObjects } from './applyObjects';
import {
  NameSet,
  writeHistory,
  type BatchContext,
  type SourceFence,
} from './context';
import { findUnjudged } from './findUnjudged';
import { refreshSecrets } from './refreshSecrets';
import { removeSecrets } from './removeSecrets';
import { isSecretStream, loadExistenceJudge } from './streams';

const PAGE = 5000;

/** Lets all be gone that streams held which nobody follows any more. */
export async function dropStreams(
  tx: Knex.Transaction,
  fence: SourceFence,
  retained: string[],
  observedAt: string,
): Promise<BatchContext[]> {
  const { sourceId } = fence;
  const rows: { stream: string }[] = await tx('streams')
    .where({ source_id: sourceId })
    .whereNotIn('stream', retained)
    .select('stream');
  const contexts = rows.map(({ stream }) => ({
    tx,
    fence,
    stream,
    generation: undefined,
    blank: false,
    observedAt,
    seenAt: undefined,
    history: [],
    unchanged: [],
    changedIds: new Set<string>(),
    touched: new NameSet(),
  }));
  for (const context of contexts) {
    await emptyStream(context);
    await tx('streams')
      .where({ source_id: sourceId, stream: context.stream })
      .delete();
  }
  const isJudged = await loadExistenceJudge(tx, sourceId);
  for (const context of contexts) {
    if (isSecretStream(context.stream)) {
      // What was known to be missing is not known any more.
      context.touched.addAll(await findUnjudged(tx, sourceId));
    }
    await refreshSecrets(context, context.touched.values(), isJudged);
    await writeHistory(context);
  }
  return contexts;
}

async function emptyStream(context: BatchContext): Promise<void> {
  const { tx, fence, stream } = context;
  const held = { source_id: fence.sourceId, stream };
  for (;;) {
    const secrets: { ref: string }[] = await tx('secrets')
      .where({ ...held, presence: 2 })
      .limit(PAGE)
      .select('ref');
    await removeSecrets(
      context,
      secrets.map(({ ref }) => ref),
    );
    if (secrets.length < PAGE) {
      break;
    }
  }
  await tx('secrets').where(held).update({ stream: null });
  for (;;) {
    const objects: { ref: string }[] = await tx('objects')
      .where(held)
      .limit(PAGE)
      .select('ref');
    await removeObjects(
      context,
      objects.map(({ ref }) => ref),
    );
    if (objects.length < PAGE) {
      break;
    }
  }
}
