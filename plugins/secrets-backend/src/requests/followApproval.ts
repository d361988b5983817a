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

import type { AuditorService } from '@backstage/backend-plugin-api';
import {
  describeError,
  type GitChange,
  type GitHost,
  type GitHostError,
  type GitStatus,
} from '@keyward/backstage-plugin-secrets-node';
import type { RequestChanges, StoredRequest } from '../store/requests';
import { isApproved } from './approvals';

/** The name of the status that branch protection may require. */
export const APPROVAL_STATUS = 'keyward/approval';
const ANSWER_MS = 30_000;
/** Nothing that is tried again soon mends these. */
const LASTING = ['forbidden', 'not-found', 'conflict', 'protected-branch'];

interface FollowOptions {
  auditor: AuditorService;
  branch: string;
  /** As it was when this step began. */
  found: Pick<GitChange, 'headSha'>;
  /** The last commit now, as the portal may have written one. */
  headSha: string;
  host: GitHost;
  request: StoredRequest;
  /** Where people approve it. */
  url: string;
}

/**
 * Has the Git host show whether the last commit of an open pull request is approved, and
 * notes who pushed and who forged it. What the host shows is never believed: somebody who
 * sets the status is noted, and then it is set right.
 */
export async function followApproval(options: FollowOptions): Promise<
  Pick<RequestChanges, 'blocked' | 'events' | 'forgedStatus' | 'status'> & {
    /** Whether there is more to do at once. */
    isUnfinished?: boolean;
  }
> {
  const { branch, found, headSha, host, request, url } = options;
  const events = pushedSince(request, found.headSha);
  const place = {
    repository: request.repository,
    branch,
    headSha,
    name: APPROVAL_STATUS,
    signal: AbortSignal.timeout(ANSWER_MS),
  };
  const isGiven = isApproved(request, headSha);
  try {
    const shown = await host.readStatus(place);
    const isOurs =
      shown?.by !== undefined && shown.by.id === request.status?.by;
    if (shown?.state === 'success' && !isGiven && !isOurs) {
      const forgedStatus = `${headSha} ${shown.by?.id ?? ''}`;
      if (forgedStatus !== request.forgedStatus) {
        // It is noted first, and set right by the next step: nothing is lost in between.
        await tellForged(options, shown);
        events.push({ kind: 'forged', note: forged(headSha, shown) });
        return { blocked: undefined, events, forgedStatus, isUnfinished: true };
      }
    }
    const state = isGiven ? 'success' : 'pending';
    if (
      shown?.state === state &&
      isOurs &&
      request.status?.headSha === headSha
    ) {
      return { blocked: undefined, events };
    }
    const { by } = await host.setStatus({
      ...place,
      state,
      description: isGiven
        ? 'Approved in the portal'
        : 'Somebody other than the requester has to approve it in the portal',
      url,
    });
    return {
      blocked: undefined,
      events,
      status: { headSha, ...(by ? { by: by.id } : {}) },
    };
  } catch (error) {
    const { name, code } = error as GitHostError;
    if (name !== 'GitHostError' || !LASTING.includes(code)) {
      throw error;
    }
    return {
      events,
      blocked: {
        code: 'approval-status',
        reason: `The Git host does not show whether it is approved. ${describeError(
          error,
        )}`,
        remedy:
          'Let the credential of the Git host set commit statuses, see docs/git.md. Approvals in the portal count all the same.',
      },
    };
  }
}

/** Notes that somebody merged what nobody approved; undefined where it is approved, or needs no approval. */
export async function noteUnapproved(
  auditor: AuditorService,
  request: StoredRequest,
  { headSha, mergedBy, number }: GitChange,
): Promise<string | undefined> {
  if (!request.needsApproval || isApproved(request, headSha)) {
    return undefined;
  }
  const audit = await auditor.createEvent({
    eventId: 'request-merged-unapproved',
    severityLevel: 'high',
    meta: { id: request.id, number, headSha, mergedBy },
  });
  await audit.success();
  const who = mergedBy ? ` by the account ${mergedBy} of the Git host` : '';
  return `It was merged${who} without an approval of ${short(headSha)}.`;
}

function pushedSince(
  { change }: StoredRequest,
  headSha: string,
): NonNullable<RequestChanges['events']>[number][] {
  return change && change.headSha !== headSha
    ? [
        {
          kind: 'pushed',
          note: `The last commit is ${short(
            headSha,
          )}. Approvals of earlier ones no longer count.`,
        },
      ]
    : [];
}

async function tellForged(
  { auditor, request, headSha }: FollowOptions,
  { by }: GitStatus,
): Promise<void> {
  const audit = await auditor.createEvent({
    eventId: 'request-status-forged',
    severityLevel: 'high',
    meta: { id: request.id, headSha, account: by?.name },
  });
  await audit.success();
}

function forged(headSha: string, { by }: GitStatus): string {
  const who = by ? `The account ${by.name}` : 'Somebody';
  return `${who} set the status ${APPROVAL_STATUS} of ${short(
    headSha,
  )} to success at the Git host, which nobody has approved. Keyward sets it back.`;
}

function short(sha: string): string {
  return sha.slice(0, 10);
}
