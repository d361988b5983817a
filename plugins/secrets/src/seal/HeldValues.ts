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
 * The values of an open form. They are in the memory of the page alone: neither in
 * the state of React, which puts what it renders into the document, nor in the
 * address or the storage of the browser.
 */
export class HeldValues {
  readonly #values = new Map<string, Uint8Array>();

  get(id: string): Uint8Array | undefined {
    return this.#values.get(id);
  }

  set(id: string, value: Uint8Array): void {
    this.delete(id);
    this.#values.set(id, value);
  }

  /** Overwrites a value, as far as JavaScript lets one: copies of the browser stay until it collects them. */
  delete(id: string): void {
    this.#values.get(id)?.fill(0);
    this.#values.delete(id);
  }

  clear(): void {
    for (const id of [...this.#values.keys()]) {
      this.delete(id);
    }
  }

  /** All values, for what has to be compared with them. */
  all(): Uint8Array[] {
    return [...this.#values.values()];
  }
}
