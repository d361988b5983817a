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
 * Of so few objects a namespace is never held responsible for others: as a part of
 * what one kind may have.
 */
const SMALL = 1 / 20;

/**
 * How many objects are kept of kinds that nobody asked for: of each, and of all. Who
 * makes a cluster's objects must not fill the inventory, nor keep those of others out.
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
   * @param isOfNamespace - whether they all are in one namespace
   * @returns why there is none; undefined if there is
   */
  refuse(
    stream: string,
    count: number,
    isOfNamespace = false,
  ): string | undefined {
    this.#counts.delete(stream);
    if (count > this.#ofEach) {
      return `there are more than ${this.#ofEach} objects`;
    }
    if (!this.#hasRoom(0, count, isOfNamespace)) {
      return `there are more than ${
        this.#ofAll
      } objects of kinds that nobody named`;
    }
    this.#counts.set(stream, count);
    return undefined;
  }

  countOf(stream: string): number {
    return this.#counts.get(stream) ?? 0;
  }

  /**
   * The same namespace by namespace, where they do not all fit in: those with few come
   * first, so that who has many keeps out none but their own.
   *
   * @returns the namespaces for which there is room
   */
  share(stream: string, counts: ReadonlyMap<string, number>): string[] {
    this.#counts.delete(stream);
    const kept: string[] = [];
    let taken = 0;
    for (const [namespace, count] of [...counts].sort((a, b) => a[1] - b[1])) {
      if (taken + count <= this.#ofEach && this.#hasRoom(taken, count, true)) {
        kept.push(namespace);
        taken += count;
      }
    }
    this.#counts.set(stream, taken);
    return kept;
  }

  /** Room as large again is kept for namespaces that ask for little. */
  #hasRoom(taken: number, count: number, isOfNamespace: boolean): boolean {
    const others = [...this.#counts.values()].reduce((a, b) => a + b, 0);
    const isSmall = isOfNamespace && count <= this.#ofEach * SMALL;
    return others + taken + count <= this.#ofAll * (isSmall ? 2 : 1);
  }
}
