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

import type { AccessEvent, Attribution, AuditPod } from '@keyward/audit-trail';
import type { VisibilityFilter } from '../inventory';
import type {
  AuditCoverage,
  AuditFilters,
  AuditSummary,
  StoredEvent,
} from './AuditQuery';
import type { AuditedKind } from './AuditTokenStore';

/** A pod, and the cluster that it is in. */
export interface PodOfSource extends AuditPod {
  sourceId: string;
}

/** An event, and which pods it is of. */
export interface AttributedEvent {
  event: AccessEvent;
  attribution: Omit<Attribution, 'pods'> & { pods: PodOfSource[] };
}

/** What came from a source at once. */
export interface AuditBatch {
  sourceId: string;
  kind: AuditedKind;
  events: readonly AttributedEvent[];
  /** How many entries there were of each hour since 1970, whatever they were about. */
  entries: ReadonlyMap<number, number>;
  /** Of the newest entry, in milliseconds since 1970. */
  newest?: number;
  refused: { count: number; sample?: string };
  /** Whether an entry had the body of a secret. */
  hasBodies: boolean;
}

/** What became of the events of a batch. */
export interface AppendedEvents {
  stored: number;
  /** That were there already. */
  duplicates: number;
}

/** Where events are kept: the record, of which others may hold copies. */
export interface AuditStore {
  /** Stores each event once, whenever and however often it comes; all of a batch or nothing. */
  append(batch: AuditBatch): Promise<AppendedEvents>;

  /** A page of events, the newest first. */
  list(
    filters: AuditFilters,
    page: { cursor?: string; limit: number },
  ): Promise<{ items: StoredEvent[]; nextCursor?: string }>;

  /** Who used which secrets, from the numbers of each hour; pods, addresses, sources and outcomes are not in these. */
  summarize(
    filters: AuditFilters & { from: number; to: number },
    limit: number,
  ): Promise<AuditSummary>;

  /** What came from the sources in which somebody sees anything, in some time. */
  loadCoverage(
    visibility: VisibilityFilter,
    time: { from: number; to: number },
  ): Promise<AuditCoverage[]>;
}
