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

import type { Tally, ValueAges } from './types';

/**
 * The bounds of the histogram of ages, in days.
 *
 * @public
 */
export const valueAgeBounds: readonly number[] = [30, 90, 180, 365];

/**
 * What the histogram says to the check `value-age`: the last bound is the limit.
 *
 * @public
 */
export function tallyAges({ within, older, unknown }: ValueAges): Tally {
  return {
    good: within.reduce((sum, count) => sum + count, 0),
    bad: older,
    unknown,
  };
}
