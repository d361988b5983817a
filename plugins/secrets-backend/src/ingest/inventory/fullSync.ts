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

import type { BatchContext } from './context';
import type { ReadBatch } from './readBatch';
import type { StreamRow } from './streams';

/** Whoever uses a secret does so for longer than that. */
const LONGEST_GAP_MS = 24 * 60 * 60 * 1000;
/** So much later than it happened may a change be told, and so far apart may clocks be. */
const LATENCY_MS = 60_000;

/** Moves a stream to where it is after a batch. */
export function moveStream(stream: StreamRow, batch: ReadBatch): void {
  if (batch.complete) {
    stream.open = false;
    stream.blank = false;
    stream.seen_at = laterOf(stream.seen_at, stream.opened_at);
    stream.completed_at = batch.observedAt;
  }
  if (batch.cursor !== undefined) {
    stream.cursor = batch.cursor;
    if (!stream.open && stream.completed_at !== null) {
      // A stream tells things in order, hence nothing before this is untold.
      stream.seen_at = laterOf(
        stream.seen_at,
        new Date(Date.parse(batch.observedAt) - LATENCY_MS).toISOString(),
      );
    }
  }
}

/**
 * A source is fully synced when none of its streams is in the middle of it.
 *
 * @param hidesBefore - whether what was observed before it says nothing of what was in between
 */
export async function noteFullSync(
  { tx, fence, observedAt }: BatchContext,
  hidesBefore: boolean,
): Promise<void> {
  if (hidesBefore) {
    await tx('sources')
      .where({ id: fence.sourceId })
      .update({ observed_since: null });
  }
  await tx('sources')
    .where({ id: fence.sourceId })
    .whereNotExists(
      tx('streams')
        .where({ source_id: fence.sourceId, open: true })
        .select('stream'),
    )
    .update({
      last_full_sync: observedAt,
      observed_since: tx.raw('coalesce(observed_since, ?)', [observedAt]),
    });
}

/** Whether so much time is untold before a full sync that something may have come and gone in it. */
export function hidMuch({ seen_at, opened_at }: StreamRow): boolean {
  return (
    seen_at !== null &&
    opened_at !== null &&
    Date.parse(opened_at) - Date.parse(seen_at) > LONGEST_GAP_MS
  );
}

function laterOf(a: string | null, b: string | null): string | null {
  return a !== null && (b === null || a > b) ? a : b;
}
