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

import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { readReach } from '../access';
import { audited } from '../app/audited';
import { requireUser, type ActionsOptions } from './ActionsOptions';

const PAGE = 100;

/** What can be reached from somebody, a pod or a node: what to rotate, the nearest first. */
export async function whatIsAtRisk(
  options: ActionsOptions,
  credentials: BackstageCredentials,
  input: { sourceId: string; start: string; cursor?: string; limit?: number },
) {
  const { accessAnswers, auditor, scopes } = options;
  const { sourceId, start, cursor, limit = PAGE } = input;
  const event = {
    eventId: 'access-fetch',
    meta: { queryType: 'action', sourceId, start },
  };
  return await audited(auditor, event, async () => {
    requireUser(options, credentials);
    const visibility = await scopes.secrets(credentials);
    const query = { visibility, sourceId, start, cursor, limit };
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
  });
}
