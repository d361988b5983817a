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

import { type ComplianceFacts, readTally, sizeOf } from '../facts';
import { type ScorePart, scoreParts } from './scoreParts';

/**
 * How much is known to be well, and how much is known at all, of 100. Both absent
 * where it is known that there is nothing to score.
 *
 * @public
 */
export interface Score {
  score?: number;
  /** Never less than the score. */
  confidence?: number;
}

/**
 * The score of a scope and of its parts.
 *
 * @public
 */
export interface ComplianceScore extends Score {
  parts: ({ id: string; title: string; weight: number } & Score)[];
}

/**
 * Scores a scope. What is not known counts in full and gains nothing, so that the
 * score never rises by knowing less:
 *
 *     of a check        score = good ÷ (good + bad + unknown)
 *                  confidence = (good + bad) ÷ (good + bad + unknown)
 *     of a part, and of all:  the mean of these by weight, times 100
 *
 * A check without counts has 0 for both; one of which it is known that there is
 * nothing here is left out, with its weight.
 *
 * @public
 */
export function scoreOf(
  facts: Pick<ComplianceFacts, 'tallies'>,
): ComplianceScore {
  const parts = scoreParts.map(part => ({
    id: part.id,
    title: part.title,
    weight: part.weight,
    ...scorePart(part, facts),
  }));
  return { ...meanOf(parts), parts };
}

function scorePart(
  { checks }: ScorePart,
  facts: Pick<ComplianceFacts, 'tallies'>,
): Score {
  return meanOf(
    checks.map(({ id, weight }) => {
      const tally = readTally(facts, id);
      if (!tally) {
        return { weight, score: 0, confidence: 0 };
      }
      const size = sizeOf(tally);
      return size === 0
        ? { weight }
        : {
            weight,
            score: (100 * tally.good) / size,
            confidence: (100 * (tally.good + tally.bad)) / size,
          };
    }),
  );
}

function meanOf(scores: readonly (Score & { weight: number })[]): Score {
  let sum = 0;
  let known = 0;
  let weights = 0;
  for (const { score, confidence = 0, weight } of scores) {
    if (score !== undefined) {
      sum += weight * score;
      known += weight * confidence;
      weights += weight;
    }
  }
  return weights === 0
    ? {}
    : { score: sum / weights, confidence: known / weights };
}
