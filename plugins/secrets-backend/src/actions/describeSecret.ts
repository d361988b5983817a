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
import { NotFoundError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { audited } from '../app/audited';
import { toSecretDetail } from '../app/convert';
import { worstOf } from '../app/summariesOf';
import { requireUser, type ActionsOptions } from './ActionsOptions';

/** One secret with keys, lineage and consumers; the same that its page shows. */
export async function describeSecret(
  options: ActionsOptions,
  credentials: BackstageCredentials,
  { id }: { id: string },
): Promise<JsonObject> {
  const { auditor, findings, scopes, store, usage } = options;
  const event = {
    eventId: 'secret-fetch',
    meta: { queryType: 'action', id },
  };
  return await audited(auditor, event, async () => {
    requireUser(options, credentials);
    const visibility = await scopes.secrets(credentials);
    const secret = await store.getSecret(id, visibility);
    if (!secret) {
      throw new NotFoundError('No secret with this id, or not yours to see');
    }
    const worst = await findings.findWorst([id], visibility);
    const detail = {
      ...toSecretDetail(
        secret,
        await store.findSameValues(id, visibility),
        usage,
      ),
      ...worstOf(worst.get(id)),
    };
    return JSON.parse(JSON.stringify(detail));
  });
}
