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

import { maySyncOwn } from '../app/authorize';
import { defineAction } from './defineAction';

/** Asks the system of a resource to sync it now, as the button on the page of a secret does. */
export const syncResource = defineAction({
  name: 'sync-resource',
  title: 'Sync a resource now',
  description:
    'Asks the system of a resource, for example an ExternalSecret, to fetch the value from its provider now. Needs secrets.resource.sync. It changes one annotation and answers when that was requested; what came of it stands in the attributes of the resource a little later.',
  input: z =>
    z.object({
      id: z
        .string()
        .max(100)
        .describe('Of a resource, as describe-secret gives it in deliveredBy'),
    }),
  output: z => z.object({ requestedAt: z.string() }),
  writes: true,
  event: ({ id }) => ({
    eventId: 'resource-sync',
    severityLevel: 'medium',
    meta: { queryType: 'action', id },
  }),
  authorize: maySyncOwn,
  async run({ syncs }, { input: { id } }, { visibility }) {
    const { requestedAt } = await syncs.request(id, visibility);
    return { requestedAt };
  },
});
