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

import { isObservedForAccess } from '@keyward/kube-access';
import { updateRows } from '../../store/common/rows';
import type { BatchContext } from './context';
import type { ReadBatch } from './readBatch';
import { columnsOf } from '../../store/tables';

/** Where more Secrets than that are other ones, all is read again. */
const MOST_SECRETS = 500;

/**
 * Counts up what those go by who keep an answer on access. `access_revision` of
 * the source says that all has to be read again: a batch with objects that
 * decide about it, or the end of a full sync. Single Secrets that came, changed
 * or went have a number of their own.
 */
export async function noteAccess(
  context: BatchContext,
  batch: ReadBatch,
): Promise<void> {
  const { tx, fence, blank, accessIds } = context;
  const isOther =
    batch.complete ||
    (!blank &&
      (batch.goneObjects.length > 0 ||
        batch.objects.some(isObservedForAccess) ||
        accessIds.size > MOST_SECRETS));
  if (isOther) {
    await tx('sources')
      .where({ id: fence.sourceId })
      .increment('access_revision', 1);
  } else if (!blank && accessIds.size > 0) {
    await noteSecrets(context);
  }
}

async function noteSecrets({ tx, fence, accessIds }: BatchContext) {
  const { sourceId } = fence;
  const [{ secrets_revision: revision }] = await tx('sources')
    .where({ id: sourceId })
    .increment('secrets_revision', 1)
    .returning<{ secrets_revision: number }[]>('secrets_revision');
  await updateRows(
    tx,
    'secrets',
    ['source_id', 'id'],
    columnsOf('secrets', 'source_id', 'id', 'access_revision'),
    [...accessIds].map(id => ({
      source_id: sourceId,
      id,
      access_revision: revision,
    })),
  );
}
