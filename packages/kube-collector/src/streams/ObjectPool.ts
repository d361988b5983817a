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
 * How many objects are kept of kinds that nobody asked for: of each, and of all. Who
 * makes a cluster's objects must not fill the inventory.
 */
export class ObjectPool {
  readonly #ofEach: number;
  readonly #ofAll: number;
  readonly #counts = new Map<string, number>();

  constructor(limits: { ofEach: number; ofAll: number }) {
    this.#ofEach = limits.ofEach;
    this.#ofAll = limits.ofAll;
  }

  /**
   * Makes room for the objects of a stream in place of those that it had.
   *
   * @returns why there is none; undefined if there is
   */
  refuse(stream: string, count: number): string | undefined {
    this.#counts.delete(stream);
    if (count > this.#ofEach) {
      return `there are more than ${this.#ofEach} objects`;
    }
    const others = [...this.#counts.values()].reduce((a, b) => a + b, 0);
    if (others + count > this.#ofAll) {
      return `there are more than ${
        this.#ofAll
      } objects of kinds that nobody named`;
    }
    this.#counts.set(stream, count);
    return undefined;
  }
}
