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
import type { BatchContext } from './context';
import type { ReadBatch } from './readBatch';

const EXISTENCE = new Set(['appeared', 'gone']);

/**
 * Counts up what those go by who keep an answer on access: a batch with objects
 * that decide about it, secrets that came or went, or the end of a full sync.
 */
export async function noteAccess(
  { tx, fence, blank, history }: BatchContext,
  batch: ReadBatch,
): Promise<void> {
  const isOther =
    batch.complete ||
    (!blank &&
      (batch.goneObjects.length > 0 ||
        batch.objects.some(isObservedForAccess) ||
        history.some(({ event }) => EXISTENCE.has(event))));
  if (isOther) {
    await tx('sources')
      .where({ id: fence.sourceId })
      .increment('access_revision', 1);
  }
}
