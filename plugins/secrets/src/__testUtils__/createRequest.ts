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

import { type SecretRequestDetail } from '@keyward/backstage-plugin-secrets-common';
import { daysAgo } from './createSecret';

/** A request of `payments-api` whose pull request is open. */
export function createRequest(
  overrides: Partial<SecretRequestDetail> = {},
): SecretRequestDetail {
  return {
    id: 'request-1',
    entityRef: 'component:default/payments-api',
    requestedBy: 'user:default/ada',
    requestedAt: daysAgo(3),
    updatedAt: daysAgo(2),
    state: 'opened',
    reason: 'The provider rotated it',
    host: 'git.example.com',
    repository: 'https://git.example.com/payments/app',
    branch: 'main',
    change: {
      number: 17,
      url: 'https://git.example.com/payments/app/pulls/17',
      headSha: 'c0ffee',
    },
    targets: [
      {
        sourceId: 'production',
        sourceTitle: 'production',
        namespace: 'payments',
        name: 'stripe',
        path: 'deploy',
        mode: 'create',
        keys: ['api-key'],
        step: 'requested',
      },
    ],
    mayWithdraw: true,
    mayRemind: true,
    history: [
      { at: daysAgo(3), state: 'preparing', by: 'user:default/ada' },
      { at: daysAgo(2), state: 'opened' },
    ],
    ...overrides,
  };
}
