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

const ASCII = 128;

/**
 * Finds all keywords of a set in one pass over a text, by an automaton as of Aho
 * and Corasick. Letters of either case are the same.
 */
export class KeywordIndex<T> {
  readonly #next: Int32Array;
  /** Of each state the entries of the keywords that end there. */
  readonly #ends: (readonly { length: number; entry: T }[] | undefined)[];

  /** @param entries - keywords in ASCII, each with what it stands for */
  constructor(entries: Iterable<readonly [keyword: string, entry: T]>) {
    const children: Map<number, number>[] = [new Map()];
    const ends: { length: number; entry: T }[][] = [[]];
    for (const [keyword, entry] of entries) {
      let state = 0;
      for (const letter of keyword.toLowerCase()) {
        const code = letter.charCodeAt(0);
        if (code >= ASCII) {
          throw new RangeError('keywords are of ASCII characters');
        }
        let child = children[state].get(code);
        if (child === undefined) {
          child = children.push(new Map()) - 1;
          ends.push([]);
          children[state].set(code, child);
        }
        state = child;
      }
      ends[state].push({ length: keyword.length, entry });
    }
    const next = new Int32Array(children.length * ASCII);
    const fallback = new Int32Array(children.length);
    const queue: number[] = [0];
    for (const state of queue) {
      for (let code = 0; code < ASCII; code++) {
        const child = children[state].get(code);
        const other = state === 0 ? 0 : next[fallback[state] * ASCII + code];
        if (child === undefined) {
          next[state * ASCII + code] = other;
        } else {
          next[state * ASCII + code] = child;
          fallback[child] = other;
          ends[child].push(...ends[other]);
          queue.push(child);
        }
      }
      for (let code = 65; code <= 90; code++) {
        next[state * ASCII + code] = next[state * ASCII + code + 32];
      }
    }
    this.#next = next;
    this.#ends = ends.map(each => (each.length > 0 ? each : undefined));
  }

  /** Calls back for each place where a keyword stands, in the order of their ends. */
  forEach(text: string, note: (entry: T, start: number) => void): void {
    const next = this.#next;
    const ends = this.#ends;
    let state = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      state = code < ASCII ? next[state * ASCII + code] : 0;
      const found = state === 0 ? undefined : ends[state];
      if (found) {
        for (const { length, entry } of found) {
          note(entry, at + 1 - length);
        }
      }
    }
  }
}
