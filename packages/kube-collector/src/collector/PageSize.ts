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

/** Nothing is known of the first page's objects: each may have a mebibyte. */
const FIRST = 10;
const LARGEST = 1000;
const WANTED_BYTES = 6 * 1024 * 1024;

/**
 * How many objects to ask for at a time: so many that a page has some megabytes.
 * Counting objects alone would ask for 500 MiB at once where each holds one.
 */
export class PageSize {
  #limit = FIRST;

  get limit(): number {
    return this.#limit;
  }

  /** Learns from a page that was read. */
  observe(items: number, bytes: number) {
    if (items === 0) {
      return;
    }
    const fitting = Math.floor((WANTED_BYTES * items) / Math.max(bytes, 1));
    const most = Math.min(LARGEST, this.#limit * 8);
    this.#limit = Math.max(1, Math.min(fitting, most));
  }

  /** @returns false if a page of one object is too large already */
  shrink(): boolean {
    if (this.#limit === 1) {
      return false;
    }
    this.#limit = Math.max(1, Math.floor(this.#limit / 8));
    return true;
  }
}
