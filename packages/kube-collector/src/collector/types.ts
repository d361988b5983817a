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

import type { ObservationBatch, UnlistedKind } from '@keyward/observation';

/**
 * Something that is wrong, with what mends it.
 *
 * @public
 */
export interface CollectorProblem {
  /** A stable word, for example `forbidden`. */
  code: string;
  /** What happened, to what: never what a server sent. */
  message: string;
  /** What to do about it. */
  remedy?: string;
}

/**
 * What a collector says of itself; what is left out keeps its last value.
 *
 * @public
 */
export interface CollectorReport {
  /** How the cluster is followed as a whole. */
  state?: 'starting' | 'syncing' | 'live' | 'degraded' | 'down';
  /** What stands now; an empty list clears them. */
  problems?: CollectorProblem[];
  /** As the problems, for what disturbs nothing. */
  warnings?: CollectorProblem[];
  /** How far the first lists are. */
  progress?: { done: number; total?: number; what: string };
  /** Kinds that may use Secrets unseen. Left out until that is known. */
  unlistedKinds?: UnlistedKind[];
  /** The server's clock minus ours, in milliseconds. */
  clockSkewMs?: number;
  /** Up to when nothing was missed, ISO 8601. */
  followedTo?: string;
}

/**
 * Where observations go.
 *
 * @public
 */
export interface CollectorSink {
  /** Ends the run. */
  readonly signal: AbortSignal;
  /** Cursors of earlier runs, by stream. */
  readonly cursors: Readonly<Record<string, string>>;
  /**
   * Whether this version of an object is what was last applied of it, and so need not
   * be read again. One that was applied with `openTexts` has to be.
   */
  isApplied?(
    stream: string,
    ref: string,
    version: { uid?: string; resourceVersion: string },
  ): boolean;
  /** The refs of the Secrets that are stored of earlier runs. */
  secretRefs?(): Promise<Iterable<string>>;
  /** Stores a batch; a rejection ends the run. */
  apply(batch: ObservationBatch): Promise<void>;
  /** Takes word of how the run stands. */
  report(report: CollectorReport): Promise<void>;
}
