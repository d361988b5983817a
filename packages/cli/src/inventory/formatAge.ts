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

import type { ValueAge } from '@keyward/observation';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const BASES: Record<ValueAge['basis'], string> = {
  source: "the source's own date",
  observed: 'seen by Keyward',
  'managed-fields': 'managed fields',
  creation: 'creation only',
  unknown: 'unknown',
};

/** The age of a value: an interval unless both bounds are equal. */
export function formatAge({ earliest, latest }: ValueAge, now: Date): string {
  const oldest = sinceDays(earliest, now);
  const youngest = sinceDays(latest, now);
  if (oldest === undefined && youngest === undefined) {
    return 'unknown';
  }
  if (earliest === latest) {
    return `exactly ${oldest}`;
  }
  if (oldest === undefined) {
    return `at least ${youngest}`;
  }
  if (youngest === undefined) {
    return `at most ${oldest}`;
  }
  return oldest === youngest ? `about ${oldest}` : `${youngest} to ${oldest}`;
}

/** How an age is known. */
export function formatBasis({ basis }: ValueAge): string {
  return BASES[basis];
}

function sinceDays(instant: string | undefined, now: Date): string | undefined {
  const time = instant === undefined ? NaN : Date.parse(instant);
  if (Number.isNaN(time)) {
    return undefined;
  }
  const ago = Math.max(0, now.getTime() - time);
  if (ago >= DAY) {
    return `${Math.floor(ago / DAY)} d`;
  }
  return ago >= HOUR
    ? `${Math.floor(ago / HOUR)} h`
    : `${Math.floor(ago / MINUTE)} min`;
}
