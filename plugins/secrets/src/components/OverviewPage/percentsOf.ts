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

/**
 * Shares as whole percents that add up to 100. What is there is never shown as 0, and
 * 100 is said of nothing less: what is not wanted is rounded up, the first takes the rest.
 */
export function percentsOf(
  wanted: number,
  others: readonly number[],
): [wanted: string, ...others: string[]] {
  const total = others.reduce((sum, count) => sum + count, wanted);
  const rounded = others.map(count =>
    count === 0 ? 0 : Math.max(1, Math.round((100 * count) / total)),
  );
  const rest = 100 - rounded.reduce((sum, percent) => sum + percent, 0);
  return [
    rest <= 0 && wanted > 0 ? '< 1 %' : `${Math.max(0, rest)} %`,
    ...rounded.map(percent => `${percent} %`),
  ];
}
