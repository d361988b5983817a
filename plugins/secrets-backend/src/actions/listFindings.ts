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
import { audited } from '../app/audited';
import { requireUser, type ActionsOptions } from './ActionsOptions';

/** What is wrong with the secrets of an entity, the worst first. */
export async function listFindings(
  options: ActionsOptions,
  credentials: BackstageCredentials,
  input: { entityRef: string; cursor?: string; limit?: number },
) {
  const { auditor, findings, scopes } = options;
  const { entityRef, cursor, limit } = input;
  const event = {
    eventId: 'finding-list',
    meta: { queryType: 'action', entityRef },
  };
  return await audited(auditor, event, async () => {
    requireUser(options, credentials);
    const page = await findings.listFindings({
      visibility: await scopes.secrets(credentials, entityRef),
      others: await scopes.secrets(credentials),
      cursor,
      limit,
      withTotal: true,
    });
    return {
      items: page.items.map(
        ({ id, rule, item, severity, state, secret, dueAt }) => ({
          id,
          rule,
          severity,
          state,
          secret: secret.ref,
          ...(item ? { item } : {}),
          ...(dueAt ? { dueAt } : {}),
        }),
      ),
      totalItems: page.totalItems ?? page.items.length,
      ...(page.nextCursor ? { nextCursor: page.nextCursor } : {}),
    };
  });
}
