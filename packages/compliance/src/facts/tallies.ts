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

import type { ComplianceFacts, Tally } from './types';

/**
 * How many rows a number names.
 *
 * @public
 */
export const MOST_EXAMPLES = 20;

/**
 * How many there are, of all three.
 *
 * @public
 */
export function sizeOf({ good, bad, unknown }: Tally): number {
  return good + bad + unknown;
}

/**
 * Adds tallies up, for example those of several clusters.
 *
 * @public
 */
export function addTallies(tallies: Iterable<Tally>): Tally {
  const sum: Tally = { good: 0, bad: 0, unknown: 0 };
  const examples = [];
  for (const tally of tallies) {
    sum.good += tally.good;
    sum.bad += tally.bad;
    sum.unknown += tally.unknown;
    examples.push(...(tally.examples ?? []));
  }
  return examples.length > 0
    ? { ...sum, examples: examples.slice(0, MOST_EXAMPLES) }
    : sum;
}

/**
 * What is left of a tally once its source is lost: what it told is not known any
 * more, and where it told of nothing there may be something by now.
 *
 * @public
 */
export function loseTally(told: Tally): Tally {
  return { good: 0, bad: 0, unknown: sizeOf(told) || 1 };
}

/**
 * The tally of a check; undefined where nobody gives it. Counts that cannot be
 * count as not given: a fault in them must not look like an empty scope.
 *
 * @public
 */
export function readTally(
  { tallies }: Pick<ComplianceFacts, 'tallies'>,
  check: string,
): Tally | undefined {
  const tally = Object.hasOwn(tallies, check) ? tallies[check] : undefined;
  return tally &&
    [tally.good, tally.bad, tally.unknown].every(
      count => Number.isSafeInteger(count) && count >= 0,
    )
    ? tally
    : undefined;
}
