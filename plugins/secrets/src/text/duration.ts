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

/** A length of time, as somebody would say it. */
export interface Duration {
  unit: 'seconds' | 'minutes' | 'hours' | 'days' | 'years';
  count: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365.25 * DAY;

/** Rounded down, in the unit that leaves at least two of it where it can. */
export function durationOf(milliseconds: number): Duration {
  const length = Math.max(0, milliseconds);
  if (length < MINUTE) {
    return { unit: 'seconds', count: Math.floor(length / SECOND) };
  }
  if (length < 2 * HOUR) {
    return { unit: 'minutes', count: Math.floor(length / MINUTE) };
  }
  if (length < 2 * DAY) {
    return { unit: 'hours', count: Math.floor(length / HOUR) };
  }
  if (length < 3 * YEAR) {
    return { unit: 'days', count: Math.floor(length / DAY) };
  }
  return { unit: 'years', count: Math.floor(length / YEAR) };
}
