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

/** So many requests are sent at once; Vault answers each from memory or one read of its storage. */
const AT_ONCE = 8;
/** So many results are handed on together. */
const PAGE = 500;

/** Does something for each of many items, some at a time, and hands on the results by pages in their order. */
export async function* inParallel<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): AsyncGenerator<R[]> {
  for (let start = 0; start < items.length; start += PAGE) {
    const page = items.slice(start, start + PAGE);
    const results: R[] = new Array(page.length);
    let next = 0;
    const worker = async () => {
      for (let index = next++; index < page.length; index = next++) {
        results[index] = await work(page[index]);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    yield results;
  }
}
