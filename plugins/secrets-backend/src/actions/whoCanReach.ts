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

import { listReaders } from '../access';
import { seesOwn } from '../app/authorize';
import { requireSecret } from '../app/requireSecret';
import { defineAction } from './defineAction';

/** Who can reach a secret and how; the same that its page shows. */
export const whoCanReach = defineAction({
  name: 'who-can-reach',
  title: 'Tell who can reach a secret',
  description:
    'Users, groups, ServiceAccounts and nodes that can read a secret of a cluster, by a right of their own or by a chain of rights, and whether a workload of theirs needs it.',
  input: z => z.object({ id: z.string().describe('The id from list-secrets') }),
  output: z =>
    z.object({
      ref: z.string(),
      items: z.array(
        z.object({
          id: z.string(),
          kind: z.string(),
          namespace: z.string().optional(),
          name: z.string(),
          isSystem: z.boolean(),
          entityRef: z
            .string()
            .optional()
            .describe('Of the group of the catalog that it is'),
          access: z.string(),
          kinds: z.array(z.string()),
          isNeeded: z.boolean(),
        }),
      ),
      unknown: z.string().optional(),
      asOf: z.string(),
    }),
  event: ({ id }) => ({
    eventId: 'access-fetch',
    meta: { queryType: 'action', id },
  }),
  authorize: seesOwn,
  async run(
    { accessAnswers, catalogGroups, store },
    { credentials, input: { id } },
    { visibility },
  ) {
    const secret = await requireSecret(store, id, visibility);
    const readers = await listReaders(accessAnswers, secret);
    return {
      ref: secret.ref,
      ...readers,
      items: await catalogGroups.name(readers.items, credentials),
    };
  },
});
