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

/**
 * Does something for items of which each may bring others, as folders do, some at a time,
 * and hands on the results by pages in no order.
 *
 * @param work - answers with the results of one, and the items that it brings
 */
export async function* inPool<T, R>(
  first: T,
  work: (item: T) => Promise<{ results?: R[]; items?: T[] }>,
): AsyncGenerator<R[]> {
  const left = [first];
  const running = new Set<Promise<void>>();
  const page: R[] = [];
  while (left.length > 0 || running.size > 0) {
    while (left.length > 0 && running.size < AT_ONCE) {
      const one = work(left.pop()!).then(({ results = [], items = [] }) => {
        running.delete(one);
        page.push(...results);
        for (const item of items) {
          left.push(item);
        }
      });
      running.add(one);
    }
    await Promise.race(running);
    if (page.length >= PAGE) {
      yield page.splice(0);
    }
  }
  if (page.length > 0) {
    yield page;
  }
}
