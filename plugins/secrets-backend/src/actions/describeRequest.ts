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

import { NotFoundError } from '@backstage/errors';
import { seesRequests } from '../app/authorize';
import { approvalStateOf } from '../requests';
import { defineAction } from './defineAction';

/** How far one request has come, and why it hangs. */
export const describeRequest = defineAction({
  name: 'describe-request',
  title: 'Describe a request of sealed values',
  description:
    'How far a request has come that brings sealed values into a cluster: its pull request, each Secret with its step, the history with times, and where it hangs, why and what to do. Never a value.',
  input: z =>
    z.object({
      id: z.string().max(100).describe('From list-requests'),
    }),
  output: z =>
    z.object({
      id: z.string(),
      entityRef: z.string(),
      state: z.string(),
      requestedBy: z.string(),
      repository: z.string(),
      branch: z.string(),
      pullRequest: z.string().optional(),
      secrets: z.array(
        z.object({
          secret: z.string(),
          path: z.string(),
          keys: z.array(z.string()),
          step: z.string(),
          usedHow: z.string().optional(),
        }),
      ),
      approval: z
        .enum(['waiting', 'approved', 'outdated', 'missing'])
        .optional()
        .describe(
          'Of one that somebody other than the requester has to approve. outdated: commits were pushed since; missing: it was merged without',
        ),
      blocked: z
        .object({
          since: z.string(),
          reason: z.string(),
          remedy: z.string().optional(),
        })
        .optional(),
      history: z.array(
        z.object({
          at: z.string(),
          state: z.string(),
          kind: z
            .string()
            .optional()
            .describe(
              'What happened in that state: approved, pushed or forged',
            ),
          note: z.string().optional(),
        }),
      ),
    }),
  event: ({ id }) => ({
    eventId: 'request-read',
    meta: { queryType: 'action', id },
  }),
  authorize: seesRequests,
  async run({ requests: { requests } }, { input: { id } }, { filter }) {
    const request = await requests.get(id, filter);
    if (!request) {
      throw new NotFoundError('No request with this id, or not yours to see');
    }
    const { entityRef, state, requestedBy, repository, branch } = request;
    const { change, blocked } = request;
    const approval = approvalStateOf(request);
    return {
      id,
      entityRef,
      state,
      requestedBy,
      repository,
      branch,
      ...(change ? { pullRequest: change.url } : {}),
      secrets: request.targets.map(target => ({
        secret: `${target.sourceId}/${target.namespace}/${target.name}`,
        path: target.path,
        keys: Object.keys(target.digests),
        step: target.step,
        ...(target.usedHow ? { usedHow: target.usedHow } : {}),
      })),
      ...(approval ? { approval } : {}),
      ...(blocked
        ? {
            blocked: {
              since: blocked.since,
              reason: blocked.reason,
              ...(blocked.remedy ? { remedy: blocked.remedy } : {}),
            },
          }
        : {}),
      history: (await requests.listEvents(id)).map(
        ({ at, state: step, kind, note }) => ({
          at,
          state: step,
          ...(kind ? { kind } : {}),
          ...(note ? { note } : {}),
        }),
      ),
    };
  },
});
