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

import { setTimeout } from 'timers/promises';

const SHORTEST = 500;

/** Waiting times that double, each a random part of itself, so that replicas spread. */
export class Backoff {
  readonly #longest: number;
  #failures = 0;

  constructor(longestMs: number) {
    this.#longest = longestMs;
  }

  /** @param atLeast - what the server asked for */
  next(atLeast = 0): number {
    const full = Math.min(this.#longest, SHORTEST * 2 ** this.#failures);
    this.#failures += 1;
    return Math.max(atLeast, full * (0.5 + Math.random() / 2));
  }

  reset() {
    this.#failures = 0;
  }
}

/** Resolves after a time, or at once when aborted. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => {});
}
