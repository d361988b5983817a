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

import type { GitApproval } from '@keyward/backstage-plugin-secrets-node';

/** Words by which somebody takes an approval back, or asks for changes. */
const OBJECTIONS = new Set([
  'CHANGES_REQUESTED',
  'REQUEST_CHANGES',
  'DISMISSED',
]);

/** A review as Gitea and GitHub tell it. */
interface Review {
  user?: { login?: string } | null;
  state?: string;
  commit_id?: string;
  submitted_at?: string;
  dismissed?: boolean;
}

/**
 * Who approves a change, and which commit: of each account what it said last.
 *
 * @param reviews - the oldest first
 */
export function approvalsOf(reviews: readonly Review[]): GitApproval[] {
  const approvals = new Map<string, GitApproval>();
  for (const { user, state, commit_id: commit, ...more } of reviews) {
    const by = user?.login;
    const isTakenBack = OBJECTIONS.has(state ?? '') || more.dismissed === true;
    if (by && isTakenBack) {
      approvals.delete(by);
    } else if (by && state === 'APPROVED' && commit && more.submitted_at) {
      approvals.set(by, {
        by,
        headSha: commit,
        at: new Date(more.submitted_at).toISOString(),
      });
    }
  }
  return [...approvals.values()];
}
