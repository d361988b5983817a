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

import { seesRequests } from '../app/authorize';
import { readEntityRef } from '../catalog';
import { REQUEST_STATES } from '../store/requests';
import { defineAction } from './defineAction';
import { pageEnd, pageOfEntity } from './schemas';

/** Requests of an entity, the newest first. */
export const listRequests = defineAction({
  name: 'list-requests',
  title: 'List requests of sealed values',
  description:
    'Pull requests that bring sealed values for a catalog entity into clusters, the newest first: how far each has come (preparing, opened, merged, applied, unsealed, used, delivered, closed, withdrawn, failed) and why it hangs. Never a value.',
  input: z =>
    z.object({
      ...pageOfEntity(z),
      state: z
        .enum(REQUEST_STATES)
        .optional()
        .describe('Only those that have come so far'),
    }),
  output: z =>
    z.object({
      items: z.array(
        z.object({
          id: z.string(),
          state: z.string(),
          requestedBy: z.string(),
          requestedAt: z.string(),
          secrets: z.array(z.string()),
          pullRequest: z.string().optional(),
          blocked: z.string().optional(),
        }),
      ),
      ...pageEnd(z),
    }),
  event: ({ entityRef, state }) => ({
    eventId: 'request-list',
    meta: { queryType: 'action', entityRef, states: state && [state] },
  }),
  authorize: seesRequests,
  async run({ requests: { requests } }, { input }, { filter }) {
    const { entityRef, state, cursor, limit } = input;
    const { items, ...page } = await requests.list({
      filter,
      entityRef: readEntityRef(entityRef, { place: 'entityRef' }),
      states: state && [state],
      cursor,
      limit,
    });
    return {
      ...page,
      items: items.map(request => ({
        id: request.id,
        state: request.state,
        requestedBy: request.requestedBy,
        requestedAt: request.createdAt,
        secrets: request.targets.map(
          ({ sourceId, namespace, name }) => `${sourceId}/${namespace}/${name}`,
        ),
        ...(request.change ? { pullRequest: request.change.url } : {}),
        ...(request.blocked ? { blocked: request.blocked.reason } : {}),
      })),
    };
  },
});
