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

import type { GitStatus } from '@keyward/backstage-plugin-secrets-node';

/** States of the hosts that are not those of a {@link GitStatus}; all others are failures. */
const STATES: Record<string, GitStatus['state']> = {
  created: 'pending',
  pending: 'pending',
  running: 'pending',
  success: 'success',
};

/** A status, of its state and the account that set it. */
export function statusOf(
  state: unknown,
  account: { id?: unknown; name?: unknown } | undefined,
): GitStatus {
  return {
    state: STATES[String(state)] ?? 'failure',
    ...(account?.id === undefined || account.id === null
      ? {}
      : { by: { id: String(account.id), name: String(account.name ?? '') } }),
  };
}
