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

/** So many looks make a baseline; of fewer nothing is said. */
const FEWEST = 5;
const MOST = 48;
/** Below this nobody waits. */
const NOTICED_MS = 250;
const TIMES_SLOWER = 5;
const STEPS = [1, 2, 5];

/** How fast a Vault answers, beside how fast it did before. */
export class Latency {
  readonly #before: number[] = [];

  /**
   * Takes in how long one look waited for an answer.
   *
   * @returns what is kept of it: rounded up to 1, 2 or 5 of a power of ten, so that it
   *   does not change with each look
   */
  add(ms: number): {
    latencyMs: number;
    usualLatencyMs?: number;
    isSlow?: boolean;
  } {
    const usual = this.#median();
    if (this.#before.push(ms) > MOST) {
      this.#before.shift();
    }
    return {
      latencyMs: roundUp(ms),
      ...(usual === undefined
        ? {}
        : {
            usualLatencyMs: roundUp(usual),
            isSlow: ms > NOTICED_MS && ms > TIMES_SLOWER * usual,
          }),
    };
  }

  #median(): number | undefined {
    const sorted = [...this.#before].sort((one, other) => one - other);
    return sorted.length < FEWEST
      ? undefined
      : sorted[Math.floor(sorted.length / 2)];
  }
}

function roundUp(ms: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(ms, 1)));
  return (STEPS.find(step => step * power >= ms) ?? 10) * power;
}
