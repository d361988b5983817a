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

import { addTallies, readTally, sizeOf } from './tallies';
import { tallyAges, valueAgeBounds } from './valueAges';

describe('tallies', () => {
  it('add up, with at most 20 examples', () => {
    const examples = Array.from({ length: 15 }, (_, index) => ({
      kind: 'secret' as const,
      id: `s${index}`,
    }));
    const sum = addTallies([
      { good: 1, bad: 15, unknown: 3, examples },
      { good: 1, bad: 15, unknown: 0, examples },
    ]);
    expect(sum).toMatchObject({ good: 2, bad: 30, unknown: 3 });
    expect(sum.examples).toHaveLength(20);
    expect(sizeOf(sum)).toBe(35);
    expect(addTallies([])).toEqual({ good: 0, bad: 0, unknown: 0 });
  });

  it('of names that all objects have are not there', () => {
    expect(readTally({ tallies: {} }, 'constructor')).toBeUndefined();
  });
});

describe('tallyAges', () => {
  it('takes the last bound for the limit', () => {
    expect(valueAgeBounds[valueAgeBounds.length - 1]).toBe(365);
    expect(tallyAges({ within: [1, 2, 3, 4], older: 5, unknown: 6 })).toEqual({
      good: 10,
      bad: 5,
      unknown: 6,
    });
  });
});
