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

/** AWS throttles those who send many calls at once. */
const AT_ONCE = 4;

/** Does something for each of many, a few at once. */
export async function inPool<T>(
  all: readonly T[],
  work: (each: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < all.length) {
      const each = all[next];
      next += 1;
      await work(each);
    }
  };
  await Promise.all(
    Array.from({ length: Math.min(AT_ONCE, all.length) }, worker),
  );
}
