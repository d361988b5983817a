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

import type { Severity, Verdict } from '@keyward/findings';
import type { SecretFilters } from '../inventory';
import type { VisibilityFilter } from '../inventory/VisibilityFilter';

/** How findings are. */
export const FINDING_STATES = [
  'open',
  'acknowledged',
  'suppressed',
  'resolved',
] as const;

export type FindingState = (typeof FINDING_STATES)[number];

export type FindingEventKind =
  | 'opened'
  | 'escalated'
  | 'acknowledged'
  | 'suppressed'
  /** By hand, or as the suppression expired. */
  | 'unsuppressed'
  | 'resolved'
  | 'reopened';

export interface FindingEvent {
  at: string;
  event: FindingEventKind;
  by?: string;
  reason?: string;
}

export interface StoredFinding {
  id: string;
  rule: string;
  item: string;
  severity: Severity;
  state: FindingState;
  evidence: Verdict['evidence'];
  /** The words of its rule, where a module brings it. */
  text?: { title: string; sentence: string; remedy: string; docsUrl?: string };
  secret: {
    id: string;
    ref: string;
    sourceId: string;
    sourceTitle: string;
    /** The kind of system; absent where it is Kubernetes. */
    system?: string;
    /** A location as text, in Kubernetes the namespace. */
    namespace: string;
    name: string;
    environment?: string;
    /** Of what is no secret: its kind, for example `ConfigMap` or `store`. */
    kind?: string;
  };
  /** By the entity links of now, so that a change of owner moves it. */
  ownerRefs: string[];
  firstSeen: string;
  lastSeen: string;
  dueAt?: string;
  reason?: string;
  by?: string;
  expiresAt?: string;
  resolvedAt?: string;
}

export interface FindingFilters
  extends Pick<
    SecretFilters,
    'ids' | 'q' | 'sourceIds' | 'namespaces' | 'places' | 'owners' | 'systems'
  > {
  secretId?: string;
  /** Of the resources that findings are about: `secret`, `object`, `binding` … */
  kinds?: string[];
  rules?: string[];
  severities?: string[];
  /** Default: open and acknowledged. */
  states?: FindingState[];
}

/** What lists of findings are sorted by. */
export const FINDING_ORDERS = [
  'severity',
  'dueAt',
  'firstSeen',
  'rule',
  'name',
] as const;

export type FindingOrderField = (typeof FINDING_ORDERS)[number];

export interface FindingCount {
  value: string;
  title?: string;
  count: number;
}

/** What somebody decides about a finding. */
export interface FindingStateChange {
  state: 'open' | 'acknowledged' | 'suppressed';
  by: string;
  reason?: string;
  /** ISO 8601, for what is suppressed. */
  expiresAt?: string;
}

/** What became of findings that were decided about, by their ids. */
export interface FindingStatesSet {
  changed: string[];
  /** Those that were resolved already, and stay so. */
  resolved: string[];
  /** Those that there are not, or that the filter hides. */
  unknown: string[];
}

/** What the API and the actions read of findings, and how a person changes the state of one. */
export interface FindingsStore {
  listFindings(query: {
    visibility: VisibilityFilter;
    /** Of other secrets that findings rest on, where that is more than `visibility`. */
    others?: VisibilityFilter;
    filters?: FindingFilters;
    orderBy?: { field: FindingOrderField; direction: 'asc' | 'desc' };
    cursor?: string;
    limit?: number;
    withTotal?: boolean;
  }): Promise<{
    items: StoredFinding[];
    totalItems?: number;
    nextCursor?: string;
  }>;

  /**
   * The state of some secrets: the worst finding of each that the filter shows and
   * that is not closed, and how many there are of these; by id of the secret.
   *
   * @param others - of other secrets that findings rest on, where that is more
   */
  findWorst(
    secretIds: string[],
    visibility: VisibilityFilter,
    others?: VisibilityFilter,
  ): Promise<Map<string, { finding: StoredFinding; count: number }>>;

  /** At most 50 values each, most first. */
  summarizeFindings(query: {
    visibility: VisibilityFilter;
    others?: VisibilityFilter;
    filters?: FindingFilters;
  }): Promise<{
    total: number;
    bySeverity: FindingCount[];
    byRule: FindingCount[];
    byOwner: FindingCount[];
    bySource: FindingCount[];
    /**
     * When the oldest change was made that these numbers leave out: one of a secret
     * among them that has waited for minutes, or of a source not analysed as a whole.
     */
    analysedTo?: string;
  }>;

  /** With its history, newest first; undefined for one that the filter hides. */
  getFinding(
    id: string,
    visibility: VisibilityFilter,
  ): Promise<(StoredFinding & { history: FindingEvent[] }) | undefined>;

  /**
   * Sets the state of findings that are not resolved, and notes it in their history;
   * hundreds of them by a few transactions.
   */
  setFindingStates(
    ids: string[],
    visibility: VisibilityFilter,
    change: FindingStateChange,
  ): Promise<FindingStatesSet>;
}
