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
  describeError,
  type GitChange,
  type GitHost,
} from '@keyward/backstage-plugin-secrets-node';
import type { PlannedChange } from '@keyward/git-changes';
import type { Refusal } from '@keyward/backstage-plugin-secrets-common';
import type { SealedWrite, StoredRequest } from '../store/requests';
import { planRequest } from './planRequest';

const ANSWER_MS = 30_000;

/** What came of a conflict: the change as it is now, or why it is as it was. */
export type PlannedAgain = { change: GitChange } | { blocked: Refusal };

/**
 * Plans a change that conflicts again, on its base as it is now, and updates the pull
 * request. Its branch is written over only while it holds what was planned on the earlier
 * base and nothing else: what people pushed to it stays.
 *
 * @param options - `describe`: title and text of the pull request for a plan
 */
export async function planAgain(options: {
  branch: string;
  describe(planned: PlannedChange): { title: string; body: string };
  findObjection(request: StoredRequest): Promise<Refusal | undefined>;
  host: GitHost;
  request: StoredRequest;
  writes: readonly SealedWrite[];
}): Promise<PlannedAgain> {
  const { branch, describe, findObjection, host, request, writes } = options;
  const { repository, branch: base } = request;
  const number = request.change?.number;
  const conflict = `The pull request conflicts with the branch ${base}`;
  const stays = (reason: string): PlannedAgain => ({
    blocked: {
      code: 'not-mergeable',
      reason: `${conflict}, and ${reason}.`,
      remedy:
        'Merge the branch into it, or withdraw the request and request it again.',
    },
  });
  const mergeBase = await host.readMergeBase({
    repository,
    base,
    branch,
    number,
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  if (mergeBase === undefined) {
    return stays('the Git host does not say yet what it was planned on');
  }
  // What was confirmed when it was requested may be withdrawn by now.
  const objection = await findObjection(request);
  if (objection) {
    return { blocked: objection };
  }
  try {
    const before = await planRequest(
      host,
      { repository, branch: mergeBase },
      writes,
    );
    const now = await planRequest(host, { repository, branch: base }, writes);
    const change = await host.openChange({
      repository,
      base,
      baseCommit: now.commit,
      branch,
      number,
      files: now.planned.files,
      over: { baseCommit: before.commit, files: before.planned.files },
      ...describe(now.planned),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return { change };
  } catch (error) {
    const { name, code } = error as { name?: string; code?: string };
    if (name === 'GitHostError' && code === 'foreign-commits') {
      return stays(
        'others pushed to its branch, which therefore stays as it is',
      );
    }
    if (name === 'GitChangeError' || name === 'SealingError') {
      return stays(
        `its change cannot be planned on that branch as it is now: ${describeError(
          error,
        )}`,
      );
    }
    throw error;
  }
}
