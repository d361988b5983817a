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

import { scanText } from '.';
import { Dice } from './__testUtils__/Dice';
import { labelledSet } from './__testUtils__/labelledSet';

describe('a labelled set', () => {
  // Rules may be tuned with what the first misses, never with what the second does.
  it.each([
    ['of the seed that rules may be tuned with', 24],
    ['of the seed that is held out', 1_000_003],
  ])('is told apart: %s', (_, seed) => {
    const set = labelledSet(new Dice(seed));
    const missed: string[] = [];
    const wrong: string[] = [];
    for (const { text, code, isCredential, kind } of set) {
      const isFound = scanText(text, { code }).length > 0;
      if (isCredential && !isFound) {
        missed.push(kind);
      } else if (!isCredential && isFound) {
        wrong.push(kind);
      }
    }
    const credentials = set.filter(each => each.isCredential);
    expect(credentials.length).toBeGreaterThan(2000);
    expect(set.length - credentials.length).toBeGreaterThan(5000);
    expect(
      new Set(credentials.map(({ kind }) => kind)).size,
    ).toBeGreaterThanOrEqual(60);
    const right = credentials.length - missed.length;
    const recall = right / credentials.length;
    const precision = right / (right + wrong.length);
    const worst = (kinds: string[]) => [...new Set(kinds)].slice(0, 20);
    expect({
      isGood: recall >= 0.95 && precision >= 0.95,
      recall,
      precision,
      missed: worst(missed),
      wrong: worst(wrong),
    }).toEqual(expect.objectContaining({ isGood: true }));
  });
});
