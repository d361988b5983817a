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

import { rounded } from './statistics';

/** What a benchmark ends with. */
export interface BenchResult {
  bench: string;
  /** What a target is set for: both sides measured in the same run. */
  ratios: Record<string, number>;
  /** The numbers behind them, in the unit that the name ends with. */
  figures: Record<string, number>;
}

/** Prints the last line of a benchmark. */
export function printResult(result: BenchResult) {
  const tidy = (values: Record<string, number>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, rounded(value)]),
    );
  const line = {
    bench: result.bench,
    ratios: tidy(result.ratios),
    figures: tidy(result.figures),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
