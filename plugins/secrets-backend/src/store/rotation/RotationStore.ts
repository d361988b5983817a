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

import type { CertificateObservation, ValueAge } from '@keyward/observation';
import type { StoredFinding } from '../findings/FindingsStore';
import type { SecretFilters, StoredRenewal } from '../inventory/types';
import type { VisibilityFilter } from '../inventory/VisibilityFilter';

/** How keys stand that a rotation policy applies to. */
export const ROTATION_STATES = [
  'inPeriod',
  'dueSoon',
  'overdue',
  'unknown',
] as const;

export type RotationState = (typeof ROTATION_STATES)[number];

/** A key that a rotation policy applies to. */
export interface StoredRotationKey {
  secret: StoredFinding['secret'];
  key: string;
  class: string;
  policy: string;
  policyDays: number;
  state: RotationState;
  dueAt?: string;
  valueAge: ValueAge;
  ownerRefs: string[];
}

/** A certificate that something is served with. */
export interface StoredCertificate {
  secret: StoredFinding['secret'];
  key: string;
  certificate: CertificateObservation;
  renewal?: StoredRenewal;
  ownerRefs: string[];
}

/** A key or a certificate that falls due. */
export interface RotationDue {
  kind: 'key' | 'certificate';
  at: string;
  key: string;
  secret: StoredFinding['secret'];
  /** Of a certificate, whether cert-manager is on its way to renew it. */
  renewed?: boolean;
}

/** What falls due on a day, in UTC. */
export interface RotationDay {
  day: string;
  keys: number;
  certificates: number;
  /** At most 20; the numbers count all. */
  items: RotationDue[];
}

/** A change of values that was observed. */
export interface StoredRotation {
  id: string;
  at: string;
  keys: string[];
  secret: StoredFinding['secret'];
}

/** Of which secrets. */
export interface RotationQuery {
  visibility: VisibilityFilter;
  filters?: Pick<
    SecretFilters,
    'q' | 'sourceIds' | 'namespaces' | 'places' | 'owners' | 'systems'
  >;
}

/** Of which of them a page. */
export interface RotationPageQuery extends RotationQuery {
  cursor?: string;
  limit?: number;
  withTotal?: boolean;
}

interface Page<T> {
  items: T[];
  totalItems?: number;
  nextCursor?: string;
}

export interface RotationNumbers {
  total: number;
  /** With those that are due soon. */
  inPeriod: number;
  dueSoon: number;
  overdue: number;
  unknown: number;
}

/** What the API and the actions read of rotation and of certificates. */
export interface RotationStore {
  summarizeRotation(query: RotationQuery): Promise<RotationNumbers>;

  /** Those that are due first come first. */
  listRotationKeys(
    query: RotationPageQuery & { states?: RotationState[] },
  ): Promise<Page<StoredRotationKey>>;

  /**
   * Those that end first come first. Of bundles of authorities only those are
   * in it that have their private key beside them.
   */
  listCertificates(
    /** Only those that end before an instant, ISO 8601, if that is given. */
    query: RotationPageQuery & { endBefore?: string },
  ): Promise<Page<StoredCertificate>>;

  /** What falls due in the next 90 days; days with nothing are left out. */
  listCalendar(
    query: RotationQuery,
  ): Promise<{ from: string; to: string; days: RotationDay[] }>;

  /** Changes of values with a rotation policy, newest first. */
  listRotations(query: RotationPageQuery): Promise<Page<StoredRotation>>;

  /** One point a day, oldest first, at most 90. An owner, or `*` for the whole portal. */
  listRotationTrend(
    scope: { ownerRefs: string[] } | { all: true } | { entityRef: string },
  ): Promise<(RotationNumbers & { day: string })[]>;
}
