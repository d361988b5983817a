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

/**
 * Rounds of key derivation that one namespace may ask for: a few seconds, or some
 * hundred keystores as tools make them.
 */
const ROUNDS = 3_000_000;
const RENEWED_MS = 60_000;

/**
 * What opening keystores may cost, by namespace. Whoever may write Secrets in one may
 * ask for any work in each of them, and again by each change: so what all of them cost
 * together is bounded too, and what one namespace asks for takes nothing from another.
 */
export class KeystoreAllowance {
  readonly #now: () => number;
  readonly #left = new Map<string, { rounds: number }>();
  #began: number;

  constructor(options: { now?: () => number } = {}) {
    this.#now = options.now ?? (() => performance.now());
    this.#began = this.#now();
  }

  /** What is left to a namespace, from which is taken what is spent. */
  of(namespace: string): { rounds: number } {
    const now = this.#now();
    if (now - this.#began > RENEWED_MS) {
      this.#left.clear();
      this.#began = now;
    }
    const left = this.#left.get(namespace) ?? { rounds: ROUNDS };
    this.#left.set(namespace, left);
    return left;
  }
}
