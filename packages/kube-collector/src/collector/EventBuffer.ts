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

import type { Observation } from '@keyward/observation';

const WAIT_MS = 100;
const LARGEST = 500;

/** What happened to objects since the last batch; the last word on each counts. */
export interface BufferedEvents {
  upserts: Observation[];
  gone: string[];
  cursor: string;
}

/** Gathers events for a moment, so that a burst is a few batches. */
export class EventBuffer {
  readonly #flush: (events: BufferedEvents) => Promise<void>;
  #events = new Map<string, Observation | undefined>();
  #cursor?: string;
  #timer?: NodeJS.Timeout;
  #flushing: Promise<void> = Promise.resolve();
  readonly #failed: () => void;
  #failure?: { error: unknown };

  /** @param failed - called when a batch could not be handed on later */
  constructor(
    flush: (events: BufferedEvents) => Promise<void>,
    failed: () => void,
  ) {
    this.#flush = flush;
    this.#failed = failed;
  }

  /** Why a batch could not be handed on. */
  get failure(): { error: unknown } | undefined {
    return this.#failure;
  }

  /**
   * @param observation - undefined for an object that is gone
   * @throws what an earlier flush threw
   */
  async add(ref: string, observation: Observation | undefined, cursor: string) {
    this.#events.set(ref, observation);
    await this.mark(cursor);
    if (this.#events.size >= LARGEST) {
      await this.flush();
    }
  }

  /** Nothing else happened up to a revision. */
  async mark(cursor: string) {
    if (this.#failure) {
      throw this.#failure.error;
    }
    this.#cursor = cursor;
    this.#timer ??= setTimeout(() => {
      this.flush().catch(() => this.#failed());
    }, WAIT_MS);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const events = this.#events;
    const cursor = this.#cursor;
    this.#events = new Map();
    this.#cursor = undefined;
    if (cursor !== undefined) {
      this.#flushing = this.#flushing
        .then(() =>
          this.#flush({
            upserts: [...events.values()].filter(
              (item): item is Observation => item !== undefined,
            ),
            gone: [...events].flatMap(([ref, item]) => (item ? [] : [ref])),
            cursor,
          }),
        )
        .catch(error => {
          this.#failure ??= { error };
          throw error;
        });
    }
    await this.#flushing;
  }

  /** Forgets what was not handed on yet, and waits for what is being handed on. */
  async drop() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#events.clear();
    this.#cursor = undefined;
    await this.#flushing.catch(() => {});
  }
}
