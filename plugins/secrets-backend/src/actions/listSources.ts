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
import { sourceReadPermission } from '@keyward/backstage-plugin-secrets-common';
import { audited } from '../app/audited';
import { requireUser, type ActionsOptions } from './ActionsOptions';

/** The sources, their state and their problems. */
export async function listSources(
  options: ActionsOptions,
  credentials: BackstageCredentials,
) {
  const { auditor, scopes, store } = options;
  const event = { eventId: 'source-list', meta: { queryType: 'action' } };
  return await audited(auditor, event, async () => {
    requireUser(options, credentials);
    await scopes.require(credentials, sourceReadPermission, { beyond: true });
    const sources = await store.listSources();
    return {
      items: sources.map(
        ({ id, kind, title, state, lastFullSync, secretCount, problems }) => ({
          id,
          kind,
          title,
          state,
          ...(lastFullSync ? { lastFullSync } : {}),
          secretCount,
          problems: problems.map(({ code, message, remedy }) => ({
            code,
            message,
            ...(remedy ? { remedy } : {}),
          })),
        }),
      ),
    };
  });
}
