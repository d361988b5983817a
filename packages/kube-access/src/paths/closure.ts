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

/** Steps that say where something is or who somebody is, rather than what they may do. */
const STRUCTURE = new Set(['among', 'member-of']);

/** Rights to read. */
const READS = new Set(['get-secrets', 'list-secrets', 'watch-secrets']);

/** Whether a step is a right to read. */
export function isRead({ kind }: Pick<AccessStep, 'kind'>): boolean {
  return READS.has(kind);
}

/** Whether a step is none that somebody takes. */
export function isStructure({ kind }: Pick<AccessStep, 'kind'>): boolean {
  return STRUCTURE.has(kind);
}

/** All that can be had from a place, each with the last step of a shortest way there. */
export function reachFrom(
  start: AccessPlace,
  stepsOf: (place: AccessPlace) => readonly AccessStep[],
): Map<AccessPlace, AccessStep | undefined> {
  return followSteps([start], stepsOf, ({ to }) => to);
}

/**
 * Follows steps from some places, each place with the step by which it was come to. What
 * is among something is as near as that is, and of ways of one length a right to read comes
 * first: who may read all Secrets must not seem to need a detour to one of them.
 *
 * @param endOf - where a step leads, which is its beginning for whoever goes back
 */
export function followSteps(
  starts: Iterable<AccessPlace>,
  stepsOf: (place: AccessPlace) => readonly AccessStep[],
  endOf: (step: AccessStep) => AccessPlace,
): Map<AccessPlace, AccessStep | undefined> {
  const reached = new Map<AccessPlace, AccessStep | undefined>();
  let reads: AccessStep[] = [];
  let others: AccessStep[] = [];

  /** Of some places, and of what is among them, the steps that somebody takes from there. */
  const look = (places: AccessPlace[]) => {
    for (const place of places) {
      for (const step of stepsOf(place)) {
        if (reached.has(endOf(step))) {
          continue;
        }
        if (isStructure(step)) {
          reached.set(endOf(step), step);
          places.push(endOf(step));
        } else {
          (isRead(step) ? reads : others).push(step);
        }
      }
    }
  };
  const take = (steps: AccessStep[]) => {
    const places: AccessPlace[] = [];
    for (const step of steps) {
      if (!reached.has(endOf(step))) {
        reached.set(endOf(step), step);
        places.push(endOf(step));
      }
    }
    look(places);
  };

  for (const start of starts) {
    reached.set(start, undefined);
  }
  look([...reached.keys()]);
  while (reads.length + others.length > 0) {
    const level = [reads, others];
    [reads, others] = [[], []];
    level.forEach(take);
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
