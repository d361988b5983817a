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
 * Those that are too much to follow, once as many as a budget allows are: the ones
 * that cost most are left out first, so that one that is made for it takes nothing
 * from others.
 */
export function leaveOutCostliest<T>(
  costs: { of: T; cost: number }[],
  budget: number,
): Set<T> {
  const leftOut = new Set<T>();
  let left = budget;
  for (const { of, cost } of costs.sort((a, b) => a.cost - b.cost)) {
    left -= cost;
    if (left < 0) {
      leftOut.add(of);
    }
  }
  return leftOut;
}
