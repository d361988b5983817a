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

import { setImmediate as giveWay } from 'node:timers/promises';

/** After which time others have their turn. */
const TURN_MS = 50;

/**
 * Does something with each object of a page. One may be as large as an API server takes
 * it, and anybody may create many: between two of them others have their turn.
 *
 * @public
 */
export async function eachInTurns<T>(
  items: readonly T[],
  work: (item: T) => void,
): Promise<void> {
  let began = performance.now();
  for (const item of items) {
    if (performance.now() - began > TURN_MS) {
      await giveWay();
      began = performance.now();
    }
    work(item);
  }
}
