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

import type { AccessPlace, AccessStep } from './types';

/**
 * How a subject can reach a secret: steps that follow each other.
 *
 * @public
 */
export interface AccessPath {
  subject: AccessPlace;
  target: AccessPlace;
  /** One step is direct. */
  steps: AccessStep[];
}

/** All that can be had from a place, each with the last step of a shortest way there. */
export function reachFrom(
  start: AccessPlace,
  stepsOf: (place: AccessPlace) => readonly AccessStep[],
): Map<AccessPlace, AccessStep | undefined> {
  const reached = new Map<AccessPlace, AccessStep | undefined>([
    [start, undefined],
  ]);
  // A Map is walked in the order of insertion, also of what is added on the way.
  for (const place of reached.keys()) {
    for (const step of stepsOf(place)) {
      if (!reached.has(step.to)) {
        reached.set(step.to, step);
      }
    }
  }
  return reached;
}

/** The steps that led to a place. */
export function stepsTo(
  place: AccessPlace,
  reached: Map<AccessPlace, AccessStep | undefined>,
): AccessStep[] {
  const steps: AccessStep[] = [];
  for (
    let step = reached.get(place);
    step !== undefined;
    step = reached.get(step.from)
  ) {
    steps.push(step);
  }
  return steps.reverse();
}
