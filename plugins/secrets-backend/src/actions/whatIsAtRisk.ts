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

import { REACH_START, readReach } from '../access';
import { seesOwn } from '../app/authorize';
import { defineAction } from './defineAction';

const PAGE = 100;

/** What can be reached from somebody, a pod or a node: what to rotate, the nearest first. */
export const whatIsAtRisk = defineAction({
  name: 'what-is-at-risk',
  title: 'Show the blast radius',
  description:
    'The secrets that can be reached from a compromised user, group, ServiceAccount, pod or node: what to rotate, the nearest first.',
  input: z =>
    z.object({
      sourceId: z.string().describe('The id of the cluster'),
      start: z
        .string()
        .max(600)
        .regex(REACH_START)
        .describe('u:USER, g:GROUP, pod:NAMESPACE/NAME or node:NAME'),
      cursor: z
        .string()
        .optional()
        .describe('The nextCursor of the page before'),
      limit: z.number().int().min(1).max(200).optional(),
    }),
  output: z =>
    z.object({
      items: z.array(
        z.object({
          id: z.string(),
          ref: z.string(),
          access: z.string(),
          steps: z.number(),
        }),
      ),
      totalItems: z.number(),
      seesAll: z
        .boolean()
        .describe('If false, there may be more that are not yours to see'),
      nextCursor: z.string().optional(),
      unknown: z.string().optional(),
      asOf: z.string(),
    }),
  event: ({ sourceId, start }) => ({
    eventId: 'access-fetch',
    meta: { queryType: 'action', sourceId, start },
  }),
  authorize: seesOwn,
  async run({ accessAnswers, scopes }, { credentials, input }, { visibility }) {
    const query = { ...input, visibility, limit: input.limit ?? PAGE };
    const { items, totalItems, nextCursor, unknown, asOf } = await readReach(
      accessAnswers,
      query,
    );
    return {
      items: items.map(({ secret, access, steps }) => ({
        id: secret.id,
        ref: secret.ref,
        access,
        steps,
      })),
      totalItems,
      seesAll: await scopes.seesAll(credentials),
      ...(nextCursor && { nextCursor }),
      ...(unknown && { unknown }),
      asOf,
    };
  },
});
