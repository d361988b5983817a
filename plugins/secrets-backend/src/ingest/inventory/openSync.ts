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

import type { SourceFence } from '../../store/sources/SourceFence';
import type { BatchContext } from './context';
import type { ReadBatch } from './readBatch';
import type { SeenRefs } from './SeenRefs';
import type { StreamRow } from './streams';

/** A full sync that this process is in the middle of. */
export interface OpenSync {
  generation: string;
  fence: number;
  seen: SeenRefs;
  /** Set once a row was written that had been seen before, as it is counted twice then. */
  miscounts: boolean;
  /** Set once a row turned up that should not be there, so that all are looked up. */
  notBlank: boolean;
  /** Set once an object was named that is not known to be as it was. */
  differs: boolean;
}

/** An id of a source has no blank in it. */
export function openKeyOf({ sourceId }: SourceFence, stream: string): string {
  return `${sourceId} ${stream}`;
}

/** The row of a stream as it is once the batch is applied, but for its end. */
export function openStream(
  before: StreamRow | undefined,
  batch: ReadBatch,
  { fence }: SourceFence,
): Omit<StreamRow, 'covers' | 'covers_in'> {
  if (
    !batch.generation ||
    (before?.open && before.generation === batch.generation)
  ) {
    if (before) {
      return { ...before };
    }
  }
  const begins = batch.generation !== undefined;
  return {
    stream: batch.stream,
    generation: batch.generation ?? null,
    generation_fence: fence,
    blank: begins && !before,
    open: begins,
    cursor: before?.cursor ?? null,
    opened_at: begins ? batch.observedAt : null,
    seen_at: before?.seen_at ?? null,
    completed_at: before?.completed_at ?? null,
  };
}

/** Whether a full sync began with another batch. */
export function isContinued(before: StreamRow | undefined, batch: ReadBatch) {
  return Boolean(before?.open && before.generation === batch.generation);
}

/** Whether a full sync is the one that a stream is in the middle of. */
export function isSame(
  open: OpenSync | undefined,
  stream: StreamRow,
  { fence }: SourceFence,
): boolean {
  return open?.generation === stream.generation && open?.fence === fence;
}

/** Remembers what a batch named; what is remembered of one that fails is told again by the next try. */
export function noteSeen(open: OpenSync, context: BatchContext): OpenSync {
  open.miscounts ||= context.rewritten.some(ref => open.seen.has(ref));
  for (const ref of context.unchanged) {
    open.seen.add(ref);
  }
  return open;
}
