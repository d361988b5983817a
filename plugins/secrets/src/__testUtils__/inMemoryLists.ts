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

import {
  type Count,
  type SecretSummary,
} from '@keyward/backstage-plugin-secrets-common';

/** The worst last. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'];
/** Of findings. */
export const STATES = ['open', 'acknowledged', 'suppressed', 'resolved'];
/** By which secrets are filtered. */
export const SECRET_STATES = [
  ...SEVERITIES,
  'attention',
  'deliveryFailed',
  'missing',
  'sourceStale',
];
/** By which secrets are sorted. */
export const ORDERS = [
  'attention',
  'name',
  'class',
  'namespace',
  'source',
  'delivery',
  'consumers',
  'age',
];

/** A page as the back end gives it. */
export function pageOf<T>(
  all: T[],
  { cursor, limit = 50 }: { cursor?: string; limit?: number },
) {
  const start = Number(cursor ?? 0);
  if (Number.isNaN(start)) {
    throw statusError(400, 'Malformed cursor');
  }
  const end = start + limit;
  return {
    items: all.slice(start, end),
    totalItems: all.length,
    nextCursor: end < all.length ? String(end) : undefined,
  };
}

/** Refuses what there is not, as the back end does. */
export function refuseOthers(
  name: string,
  known: string[],
  given: string[] | undefined,
): void {
  if (given?.some(value => !known.includes(value))) {
    throw statusError(400, `${name} must be one of ${known.join(', ')}`);
  }
}

/** An error as the client throws it for an answer of the back end. */
export function statusError(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}

/** How bad the worst finding is; 0 without one. */
export function rankOf({ finding }: SecretSummary) {
  return finding ? SEVERITIES.indexOf(finding.severity) + 1 : 0;
}

/** Whether a secret is in a state that lists are filtered by. */
export function hasState(secret: SecretSummary, state: string) {
  return state === 'attention'
    ? rankOf(secret) > 1
    : secret.finding?.severity === state ||
        secret.problems.some(problem => problem.code === state);
}

/** How many secrets there are of each value. */
export function countsOf(
  secrets: SecretSummary[],
  pick: (secret: SecretSummary) => (string | undefined)[],
): Count[] {
  const counts = new Map<string, Count>();
  for (const secret of secrets) {
    for (const value of new Set(pick(secret))) {
      if (value) {
        const count = counts.get(value) ?? { value, count: 0, attention: 0 };
        count.count += 1;
        count.attention += rankOf(secret) > 1 ? 1 : 0;
        counts.set(value, count);
      }
    }
  }
  return [...counts.values()].sort((one, other) => other.count - one.count);
}

/** What a secret is sorted by. */
export function sortValue(secret: SecretSummary, field: string) {
  switch (field) {
    case 'class':
      return secret.class;
    case 'namespace':
      return secret.namespace;
    case 'delivery':
      return secret.deliverer.kind;
    case 'consumers':
      return secret.consumerCount;
    case 'age':
      return -Date.parse(secret.valueAge.latest ?? '');
    default:
      return secret.name;
  }
}

/** Numbers by size, texts by their characters. */
export function compare(one: string | number, other: string | number) {
  if (one === other) {
    return 0;
  }
  return one < other ? -1 : 1;
}
