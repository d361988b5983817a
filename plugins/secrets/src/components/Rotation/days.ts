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

import { type RotationDay } from '@keyward/backstage-plugin-secrets-common';
import { type SecretsText } from '../../text';

const DAY_MS = 86_400_000;

/** All days from one to another, in UTC. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
}

/** A day as it is written where somebody lives; days are of UTC. */
export function dayLabel(
  day: string,
  length: 'short' | 'long' = 'long',
): string {
  return new Date(day).toLocaleDateString(undefined, {
    timeZone: 'UTC',
    day: 'numeric',
    month: length,
    ...(length === 'long' ? { year: 'numeric' } : {}),
  });
}

/** How many keys and certificates fall due on a day. */
export function daySummary(day: RotationDay, { t }: SecretsText): string {
  return [
    day.keys > 0 ? [t('timeline.keys', { count: day.keys })] : [],
    day.certificates > 0
      ? [t('timeline.certificates', { count: day.certificates })]
      : [],
  ]
    .flat()
    .join(t('separator'));
}
