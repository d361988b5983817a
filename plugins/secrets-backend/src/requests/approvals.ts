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

import type { StoredRequest } from '../store/requests';

/**
 * Whether a request is approved:
 *
 * - `waiting`: by nobody yet
 * - `approved`: what is the last commit now, or was when it was merged
 * - `outdated`: an earlier commit
 * - `missing`: it was merged, and what was merged is approved by nobody
 */
export type ApprovalState = 'waiting' | 'approved' | 'outdated' | 'missing';

type Approved = Pick<
  StoredRequest,
  'approvals' | 'change' | 'needsApproval' | 'requestedBy' | 'state'
>;

/** Whether one user is another; refs of users tell no case apart. */
export function isSamePerson(one: string, other: string): boolean {
  return one.toLocaleLowerCase('en-US') === other.toLocaleLowerCase('en-US');
}

/** Whether somebody who did not request it approved a commit. */
export function isApproved(
  { approvals, requestedBy }: Pick<Approved, 'approvals' | 'requestedBy'>,
  headSha: string,
): boolean {
  return approvals.some(
    each => each.headSha === headSha && !isSamePerson(each.by, requestedBy),
  );
}

/** @returns undefined where nobody has to approve it, or it is over and was not merged */
export function approvalStateOf(request: Approved): ApprovalState | undefined {
  const { approvals, change, needsApproval, state } = request;
  const isMerged = change?.mergedAt !== undefined;
  const isOpen = state === 'preparing' || state === 'opened';
  if (!needsApproval || !(isMerged || isOpen)) {
    return undefined;
  }
  if (change && isApproved(request, change.headSha)) {
    return 'approved';
  }
  if (isMerged) {
    return 'missing';
  }
  return approvals.length > 0 ? 'outdated' : 'waiting';
}
