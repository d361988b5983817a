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

import { type SecretDetailAllOfLineage } from '@keyward/backstage-plugin-secrets-common';

/** How many steps a lineage has, and how many nodes stand side by side at most. */
export function extentOf({ nodes, edges }: SecretDetailAllOfLineage): {
  steps: number;
  breadth: number;
} {
  const stepOf = new Map(nodes.map(({ id }) => [id, 0]));
  // Longest ways from the beginning; rounds are bounded, should there be a circle.
  for (let round = 0; round < nodes.length; round++) {
    for (const { from, to } of edges) {
      const next = (stepOf.get(from) ?? 0) + 1;
      if (next < nodes.length && next > (stepOf.get(to) ?? 0)) {
        stepOf.set(to, next);
      }
    }
  }
  const counts = new Map<number, number>();
  for (const step of stepOf.values()) {
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  return { steps: counts.size, breadth: Math.max(0, ...counts.values()) };
}
