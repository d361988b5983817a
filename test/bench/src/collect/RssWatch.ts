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

const INTERVAL_MS = 10;

/** Watches the memory of this process. */
export class RssWatch {
  readonly #idle: number;
  readonly #timer: NodeJS.Timeout;
  #most: number;

  constructor() {
    // Idle is what is left after a collection: garbage of the start would hide growth.
    globalThis.gc?.();
    this.#idle = process.memoryUsage.rss();
    this.#most = this.#idle;
    this.#timer = setInterval(() => this.#take(), INTERVAL_MS);
  }

  /** Ends it; how many MB more than at the beginning there were at most. */
  stop(): number {
    clearInterval(this.#timer);
    this.#take();
    return (this.#most - this.#idle) / (1024 * 1024);
  }

  #take() {
    this.#most = Math.max(this.#most, process.memoryUsage.rss());
  }
}
