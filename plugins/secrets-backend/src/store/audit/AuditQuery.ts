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
  AuditGrant,
  AuditOutcome,
} from '@keyward/audit-trail';
import type { VisibilityFilter } from '../inventory';

/** Which events somebody may see and asks for. */
export interface AuditFilters {
  visibility: VisibilityFilter;
  /** Of one of them, and what reads all in a range that it is in. */
  secretId?: string;
  /** Part of the ref of a secret. */
  secret?: string;
  /** Part of the name of a user. */
  subject?: string;
  /** Part of the name of a pod. */
  pod?: string;
  address?: string;
  verbs?: readonly string[];
  sourceIds?: readonly string[];
  actions?: readonly AuditAction[];
  grades?: readonly AttributionGrade[];
  outcomes?: readonly AuditOutcome[];
  /** In milliseconds since 1970; the second is not included. */
  from?: number;
  to?: number;
}

/** A secret as an event names it, or all in a range. */
export interface AuditedTarget {
  ref: string;
  /** Where the caller may see the secret, and it is one. */
  secretId?: string;
}

/** A pod as an event names it. */
export interface AuditedPod {
  sourceId: string;
  namespace: string;
  name: string;
  uid?: string;
}

/** An event that is stored. */
export interface StoredEvent {
  id: string;
  sourceId: string;
  at: string;
  receivedAt: string;
  auditId: string;
  action: AuditAction;
  verb: string;
  target: AuditedTarget;
  /** As Kubernetes or Vault writes the name. */
  subject: string;
  impersonator?: string;
  through?: { kind: string; namespace: string; name: string };
  pods: AuditedPod[];
  grade: AttributionGrade;
  reason: AttributionReason;
  addresses: string[];
  client?: string;
  outcome: AuditOutcome;
  grant?: AuditGrant;
}

/** What somebody did with a secret, in some time. */
export interface AuditedUse {
  target: AuditedTarget;
  subject: string;
  /** The surest of the grades. */
  grade: AttributionGrade;
  count: number;
  denied: number;
  /** The last one that was not denied. */
  lastAt?: string;
}

/** Who used which secrets, in some time. */
export interface AuditSummary {
  /** Those who did it last first. */
  items: AuditedUse[];
  totalItems: number;
  /** Of each hour in which there was something. */
  hours: { at: string; count: number; denied: number }[];
}

/** What came from a source. */
export interface AuditCoverage {
  sourceId: string;
  title: string;
  kind: string;
  /** Absent where nothing ever came. */
  recordedSince?: string;
  lastReceivedAt?: string;
  lastEventAt?: string;
  clockAheadMs?: number;
  entries: number;
  refused: number;
  lastRefused?: { at: string; sample: string };
  /** When an entry with the body of a secret came last. */
  bodiesAt?: string;
  /** In which nothing at all came: what happened then is not known. */
  gaps: { from: string; to: string }[];
}
