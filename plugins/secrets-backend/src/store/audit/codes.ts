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

import type {
  AttributionGrade,
  AttributionReason,
  AuditAction,
  AuditOutcome,
} from '@keyward/audit-trail';

// By their places in these lists they stand in rows: add at the end, and never sort.

/** What somebody did. */
export const ACTIONS: readonly AuditAction[] = [
  'read',
  'write',
  'exec',
  'token',
];

/** How it ended. */
export const OUTCOMES: readonly AuditOutcome[] = [
  'allowed',
  'denied',
  'missing',
  'failed',
  'unknown',
];

/** How sure it is which pod it was. */
export const GRADES: readonly AttributionGrade[] = [
  'exact',
  'probable',
  'transitive',
  'none',
];

/** Why that is so sure. */
export const REASONS: readonly AttributionReason[] = [
  'token-of-pod',
  'address-of-pod',
  'only-workload-of-account',
  'mounted-on-node',
  'impersonated',
  'denied',
  'address-of-another',
  'address-not-known',
  'gone-pods-not-known',
  'several-workloads',
  'no-pod-of-account',
  'no-pod-of-node',
  'person',
];

/** The places of some of a list. */
export function codesOf<T>(list: readonly T[], some: readonly T[]): number[] {
  return some.map(each => list.indexOf(each));
}
