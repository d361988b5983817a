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

import {
  addTallies,
  loseTally,
  type Tally,
  type ValueAges,
} from '@keyward/compliance';
import type { SourceStatus } from '../inventory/sourceStates';
import { addCounts, agesOf, type Counts, tallyCounts } from './counts';

/** What was counted of a scope in one source. */
export interface SourceCounts {
  source: Pick<SourceStatus, 'id' | 'stale'>;
  counts: Counts;
  /** Whether all that may use secrets of the source is seen. */
  seesUses: boolean;
}

/** What the numbers of a scope say to the checks about secrets. */
interface SecretTallies {
  /** By check. */
  tallies: Map<string, Tally>;
  ages: ValueAges;
}

/** Adds up what was counted in several sources; what one told that is out of date is not known. */
export function tallySecrets(
  counted: readonly SourceCounts[],
  options: { seesAll: boolean },
): SecretTallies {
  const perSource = counted.map(({ source, counts, seesUses }) => {
    const tallies = tallyCounts(counts, { ...options, seesUses });
    return source.stale ? lose(tallies) : tallies;
  });
  const checks = new Set(perSource.flatMap(tallies => [...tallies.keys()]));
  return {
    tallies: new Map(
      [...checks].map(check => [
        check,
        addTallies(perSource.flatMap(tallies => tallies.get(check) ?? [])),
      ]),
    ),
    ages: addAges(counted),
  };
}

function addAges(counted: readonly SourceCounts[]): ValueAges {
  const sum: Counts = {};
  let lost = 0;
  for (const { source, counts } of counted) {
    if (source.stale) {
      lost += counts.policies ?? 0;
    } else {
      addCounts(sum, counts);
    }
  }
  const ages = agesOf(sum);
  return { ...ages, unknown: ages.unknown + lost };
}

/** Of a source that is out of date. */
function lose(tallies: Map<string, Tally>): Map<string, Tally> {
  return new Map([...tallies].map(([check, told]) => [check, loseTally(told)]));
}
