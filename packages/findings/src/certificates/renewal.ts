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

import { type RenewalFacts } from '../facts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Until when a renewal may take: a third of what is left of the certificate at
 * its renewal time, and no more than a day.
 */
export function renewalDeadline(
  renewal: RenewalFacts,
  notAfter: string,
): number | undefined {
  if (renewal.renewalTime === undefined) {
    return undefined;
  }
  const start = Date.parse(renewal.renewalTime);
  const left = Math.max(0, Date.parse(notAfter) - start);
  return start + Math.min(DAY, left / 3);
}

/** Until when a Certificate may be unready: issuing takes its time. */
export function readyDeadline(renewal: RenewalFacts): number | undefined {
  return renewal.ready === 'false' && renewal.since !== undefined
    ? Date.parse(renewal.since) + HOUR
    : undefined;
}

/** Why a renewal counts as failed; undefined while it is on track or nothing is known. */
export function renewalFailure(
  renewal: RenewalFacts,
  notAfter: string,
  now: number,
): 'attempts' | 'not-ready' | 'overdue' | undefined {
  if ((renewal.failedAttempts ?? 0) > 0) {
    return 'attempts';
  }
  if (now >= (readyDeadline(renewal) ?? Infinity)) {
    return 'not-ready';
  }
  return now >= (renewalDeadline(renewal, notAfter) ?? Infinity)
    ? 'overdue'
    : undefined;
}

/** Whether cert-manager will renew in time, as far as it says. */
export function isRenewalOnTrack(
  renewal: RenewalFacts | undefined,
  notAfter: string,
  now: number,
): boolean {
  return (
    renewal?.renewalTime !== undefined &&
    Date.parse(renewal.renewalTime) < Date.parse(notAfter) &&
    now < Date.parse(notAfter) &&
    renewalFailure(renewal, notAfter, now) === undefined
  );
}

/** The first of some moments that is still to come, as ISO 8601. */
export function nextOf(
  moments: readonly (number | undefined)[],
  now: number,
): { reviewAt?: string } {
  const coming = moments.filter(
    (moment): moment is number => moment !== undefined && moment > now,
  );
  return coming.length > 0
    ? { reviewAt: new Date(Math.min(...coming)).toISOString() }
    : {};
}
