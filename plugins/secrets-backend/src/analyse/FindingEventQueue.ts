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

import type { LoggerService } from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import {
  describeError,
  type FindingEvent,
  findingsEventTopic,
} from '@keyward/backstage-plugin-secrets-node';
import { setTimeout as sleep } from 'node:timers/promises';

/** Each is a request of its own to plugin-events-backend. */
const AT_ONCE = 5;
/** Some 30 MB. */
const MOST_WAITING = 100_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
/** Statuses of what is wrong with the event itself. */
const REFUSED = new Set<unknown>([400, 413, 422]);

/**
 * Tells other plugins of findings: a few at a time, those about one finding in the
 * order in which they happened. What fails is tried again until it is told, so a
 * subscriber may hear of the same twice.
 */
export class FindingEventQueue {
  readonly #events: EventsService;
  readonly #logger: LoggerService;
  readonly #mostWaiting: number;
  readonly #firstPauseMs: number;
  readonly #stopped = new AbortController();
  #waiting: FindingEvent[] = [];
  #run: Promise<void> | undefined;
  /** Those that were not told since it was last said. */
  #lost = 0;

  constructor(options: {
    events: EventsService;
    logger: LoggerService;
    mostWaiting?: number;
    firstPauseMs?: number;
  }) {
    this.#events = options.events;
    this.#logger = options.logger;
    this.#mostWaiting = options.mostWaiting ?? MOST_WAITING;
    this.#firstPauseMs = options.firstPauseMs ?? FIRST_PAUSE_MS;
  }

  add(...events: FindingEvent[]): void {
    this.#waiting.push(...events);
    const over = this.#waiting.length - this.#mostWaiting;
    if (over > 0) {
      this.#waiting.splice(0, over);
      this.#lost += over;
    }
    this.#run ??= this.#tell().finally(() => {
      this.#run = undefined;
    });
  }

  /** Resolves once what is under way has been told or has failed. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#run;
    this.#lost += this.#waiting.length;
    this.#waiting = [];
    this.#sayLost('the portal is being stopped');
  }

  async #tell(): Promise<void> {
    const { signal } = this.#stopped;
    let pause = this.#firstPauseMs;
    while (this.#waiting.length > 0 && !signal.aborted) {
      const batch = this.#takeBatch();
      const results = await Promise.allSettled(
        batch.map(eventPayload =>
          this.#events.publish({ topic: findingsEventTopic, eventPayload }),
        ),
      );
      const again: FindingEvent[] = [];
      let failure: unknown;
      for (const [index, result] of results.entries()) {
        if (result.status === 'rejected') {
          if (isRefused(result.reason)) {
            this.#lost += 1;
            this.#sayLost(describeError(result.reason));
          } else {
            again.push(batch[index]);
            failure = result.reason;
          }
        }
      }
      if (again.length === 0) {
        pause = this.#firstPauseMs;
        this.#sayLost('too many were waiting');
        continue;
      }
      this.#waiting.unshift(...again);
      if (pause === this.#firstPauseMs) {
        this.#logger.warn(
          `Plugins could not be notified of findings, which is tried again: ${describeError(
            failure,
          )}`,
        );
      }
      await sleep(pause, undefined, { signal }).catch(() => {});
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }

  /** The next ones, of each finding one: they are told at the same time. */
  #takeBatch(): FindingEvent[] {
    const ids = new Set<string>();
    for (const { findingId } of this.#waiting) {
      if (ids.size >= AT_ONCE || ids.has(findingId)) {
        break;
      }
      ids.add(findingId);
    }
    return this.#waiting.splice(0, ids.size);
  }

  #sayLost(why: string): void {
    if (this.#lost > 0) {
      this.#logger.warn(
        `Plugins were not notified of ${
          this.#lost
        } changes of findings: ${why}`,
      );
      this.#lost = 0;
    }
  }
}

/** Whether it would be refused again. */
function isRefused(error: unknown): boolean {
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  return REFUSED.has(statusCode);
}
