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

import { storableJson } from '../common/rows';
import type { Row } from '../tables';
import type {
  RequestBlock,
  RequestEventKind,
  RequestState,
  StoredRequest,
  StoredRequestEvent,
  StoredRequestTarget,
  TargetStep,
} from './types';

export type RequestRow = Row<'requests'>;
export type TargetRow = Row<'request_targets'>;
export type ApprovalRow = Row<'request_approvals'>;

/** A request of its row and those of its targets and approvals. */
export function toRequest(
  row: RequestRow,
  targets: readonly TargetRow[],
  approvals: readonly ApprovalRow[],
): StoredRequest {
  return {
    id: row.id,
    entityRef: row.entity_ref,
    requestedBy: row.requested_by,
    ...(row.reason === null ? {} : { reason: row.reason }),
    host: row.host,
    repository: row.repository,
    branch: row.branch,
    state: row.state as RequestState,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    ...(row.change_number === null
      ? {}
      : {
          change: {
            number: row.change_number,
            url: row.change_url ?? '',
            headSha: row.head_sha ?? '',
            ...(row.merged_at === null ? {} : { mergedAt: row.merged_at }),
            ...(row.merged_by === null ? {} : { mergedBy: row.merged_by }),
          },
        }),
    ...(row.status === null ? {} : { status: JSON.parse(row.status) }),
    ...(row.forged_status === null ? {} : { forgedStatus: row.forged_status }),
    ...(row.blocked === null ? {} : { blocked: JSON.parse(row.blocked) }),
    ...(row.withdrawn_by === null ? {} : { withdrawnBy: row.withdrawn_by }),
    ...(row.remind_by === null ? {} : { remindBy: row.remind_by }),
    ...(row.reminded_at === null ? {} : { remindedAt: row.reminded_at }),
    needsApproval: Boolean(row.needs_approval),
    approvals: approvals.map(each => ({
      by: each.approved_by,
      headSha: each.head_sha,
      at: each.at,
    })),
    targets: targets.map(target => ({
      position: target.position,
      sourceId: target.cluster,
      namespace: target.namespace,
      name: target.name,
      path: target.path,
      mode: target.mode as StoredRequestTarget['mode'],
      digests: JSON.parse(target.digests),
      step: target.step as TargetStep,
      ...(target.unsealed_at === null
        ? {}
        : { unsealedAt: target.unsealed_at }),
      ...(target.used_how === null ? {} : { usedHow: target.used_how }),
    })),
  };
}

/** What happened, of its row. */
export function toEvent(row: Row<'request_events'>): StoredRequestEvent {
  return {
    at: row.at,
    state: row.state as RequestState,
    ...(row.kind === null ? {} : { kind: row.kind as RequestEventKind }),
    ...(row.by === null ? {} : { by: row.by }),
    ...(row.note === null ? {} : { note: row.note }),
  };
}

/** The same block as before keeps its time. */
export function blockedOf(
  row: RequestRow,
  blocked: Omit<RequestBlock, 'since'> | undefined,
  now: string,
): string | null {
  if (!blocked) {
    return null;
  }
  const before: RequestBlock | undefined =
    row.blocked === null ? undefined : JSON.parse(row.blocked);
  const since = before?.code === blocked.code ? before.since : now;
  return storableJson({ ...blocked, since });
}
