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

import type { QuietHours } from './readNotificationsConfig';

/** Whether people are to be left alone at a moment, by the clock of their time zone. */
export function isQuiet(quiet: QuietHours | undefined, at: Date): boolean {
  if (!quiet) {
    return false;
  }
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', {
      timeZone: quiet.timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  if (quiet.weekends && ['Sat', 'Sun'].includes(parts.weekday)) {
    return true;
  }
  const now = Number(parts.hour) * 60 + Number(parts.minute);
  return quiet.from <= quiet.to
    ? now >= quiet.from && now < quiet.to
    : now >= quiet.from || now < quiet.to;
}
