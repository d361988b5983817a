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

import type { SealedTarget } from '@keyward/backstage-plugin-secrets-node';
import type { WorkloadReference } from '@keyward/git-changes';

/** How far a request has come; after the last ones nothing more is expected. */
export const REQUEST_STATES = [
  'preparing',
  'opened',
  'merged',
  'applied',
  'unsealed',
  'used',
  'delivered',
  'closed',
  'withdrawn',
  'failed',
] as const;

export type RequestState = (typeof REQUEST_STATES)[number];

const LAST: readonly RequestState[] = [
  'used',
  'delivered',
  'closed',
  'withdrawn',
  'failed',
];

/**
 * Whether a request is over. The pull request of a `closed` or `withdrawn` one can still be
 * opened again at its host, which is looked at for some time.
 */
export function isLast(state: RequestState): boolean {
  return LAST.includes(state);
}

/** What was observed of one Secret of a request. */
export type TargetStep =
  | 'requested'
  | 'applied'
  | 'unsealed'
  | 'used'
  | 'delivered';

/** Where a request hangs. */
export interface RequestBlock {
  code: string;
  reason: string;
  remedy?: string;
  since: string;
}

/** What is written for one Secret. */
export interface SealedWrite extends SealedTarget {
  /** The folder of the repository. */
  path: string;
  /** The workload that refers to it from then on. */
  reference?: WorkloadReference;
}

export interface StoredRequestTarget {
  position: number;
  sourceId: string;
  namespace: string;
  name: string;
  path: string;
  mode: SealedTarget['mode'];
  /** What tells the sealed values from others, by key. */
  digests: Record<string, string>;
  step: TargetStep;
  /** When it was first seen to be unsealed. */
  unsealedAt?: string;
  usedHow?: string;
}

/** Somebody's approval. It counts for one commit, and for no later one. */
export interface StoredApproval {
  /** The ref of the user. */
  by: string;
  headSha: string;
  at: string;
}

export interface StoredRequest {
  id: string;
  entityRef: string;
  requestedBy: string;
  reason?: string;
  host: string;
  repository: string;
  /** That the pull request changes. */
  branch: string;
  state: RequestState;
  createdAt: string;
  updatedAt: string;
  change?: {
    number: number;
    url: string;
    headSha: string;
    mergedAt?: string;
    /** The name of the account at the host. */
    mergedBy?: string;
  };
  /** Whether somebody else has to approve it; decided when it was requested. */
  needsApproval: boolean;
  /** Of each person the latest one, the oldest first. */
  approvals: StoredApproval[];
  /** The commit status that Keyward set last: of which commit, and the id of the account that it acts with. */
  status?: { headSha: string; by?: string };
  /** The last forged status that the history tells of: the commit, and the id of the account. */
  forgedStatus?: string;
  blocked?: RequestBlock;
  withdrawnBy?: string;
  /** Who wants a comment to be written. */
  remindBy?: string;
  remindedAt?: string;
  targets: StoredRequestTarget[];
}

/** What happens to a request without a new state. */
export type RequestEventKind = 'approved' | 'pushed' | 'forged';

export interface StoredRequestEvent {
  at: string;
  /** The state of the request from then on. */
  state: RequestState;
  kind?: RequestEventKind;
  by?: string;
  note?: string;
}
