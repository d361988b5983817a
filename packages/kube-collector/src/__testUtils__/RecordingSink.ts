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

import type { Observation, ObservationBatch } from '@keyward/observation';
import type { CollectorReport, CollectorSink } from '../collector';

/** Keeps what a collector hands over, as an inventory would. */
export class RecordingSink implements CollectorSink {
  readonly cursors: Record<string, string> = {};
  secretRefs?: CollectorSink['secretRefs'];
  readonly batches: ObservationBatch[] = [];
  readonly reports: CollectorReport[] = [];
  /** What exists now, by stream and ref. */
  readonly streams = new Map<string, Map<string, Observation>>();
  readonly #named = new Map<string, Set<string>>();
  readonly #abort = new AbortController();

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  stop() {
    this.#abort.abort();
  }

  get lastReport(): CollectorReport {
    return Object.assign({}, ...this.reports);
  }

  get refs(): string[] {
    return [...this.streams.values()]
      .flatMap(items => [...items.keys()])
      .sort();
  }

  async apply(batch: ObservationBatch) {
    this.batches.push(batch);
    const items = this.streams.get(batch.stream) ?? new Map();
    this.streams.set(batch.stream, items);
    for (const observation of batch.upserts) {
      items.set(observation.ref, observation);
    }
    for (const ref of batch.gone) {
      items.delete(ref);
    }
    if (batch.generation) {
      const key = `${batch.stream} ${batch.generation}`;
      const named = this.#named.get(key) ?? new Set();
      this.#named.set(key, named);
      batch.upserts.forEach(({ ref }) => named.add(ref));
      if (batch.complete) {
        for (const ref of items.keys()) {
          if (!named.has(ref)) {
            items.delete(ref);
          }
        }
      }
    }
    if (batch.cursor !== undefined) {
      this.cursors[batch.stream] = batch.cursor;
    }
  }

  async report(report: CollectorReport) {
    this.reports.push(report);
  }
}
