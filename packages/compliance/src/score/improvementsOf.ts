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

import { type ComplianceFacts, readTally } from '../facts';
import { scoreOf } from './scoreOf';
import { scoreParts } from './scoreParts';

/**
 * What would raise the score.
 *
 * @public
 */
export interface Improvement {
  /** The check that would be affected. */
  check: string;
  part: string;
  /** How many are to be mended, or to be known. */
  count: number;
  /** By how many points of 100 the score would rise. */
  gain: number;
}

/**
 * What would raise the score most: the score once more with all that a check finds
 * at fault mended, for each check in turn. Most first.
 *
 * @public
 */
export function improvementsOf(
  facts: Pick<ComplianceFacts, 'tallies'>,
  most = 3,
): Improvement[] {
  const before = scoreOf(facts).score ?? 0;
  const improvements = scoreParts.flatMap(part =>
    part.checks.flatMap(({ id }) => {
      const tally = readTally(facts, id);
      if (!tally || tally.bad === 0) {
        return [];
      }
      const mended = { ...tally, good: tally.good + tally.bad, bad: 0 };
      const after = scoreOf({ tallies: { ...facts.tallies, [id]: mended } });
      return [
        {
          check: id,
          part: part.id,
          count: tally.bad,
          gain: after.score! - before,
        },
      ];
    }),
  );
  return improvements
    .sort(
      (one, other) =>
        other.gain - one.gain || (one.check < other.check ? -1 : 1),
    )
    .slice(0, most);
}
