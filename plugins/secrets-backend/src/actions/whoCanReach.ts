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
import { listReaders } from '../access';
import { audited } from '../app/audited';
import { requireUser, type ActionsOptions } from './ActionsOptions';

/** Who can reach a secret and how; the same that its page shows. */
export async function whoCanReach(
  options: ActionsOptions,
  credentials: BackstageCredentials,
  { id }: { id: string },
) {
  const { accessAnswers, auditor, scopes, store } = options;
  const event = { eventId: 'access-fetch', meta: { queryType: 'action', id } };
  return await audited(auditor, event, async () => {
    requireUser(options, credentials);
    const visibility = await scopes.secrets(credentials);
    const secret = await store.getSecret(id, visibility);
    if (!secret) {
      throw new NotFoundError('No secret with this id, or not yours to see');
    }
    const readers = await listReaders(accessAnswers, secret);
    return { ref: secret.ref, ...readers };
  });
}
