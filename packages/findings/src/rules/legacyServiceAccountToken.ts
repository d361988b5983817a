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

import type { Rule } from '../facts';

const TYPE = 'kubernetes.io/service-account-token';
const LAST_USED = 'kubernetes.io/legacy-token-last-used';
const INVALID_SINCE = 'kubernetes.io/legacy-token-invalid-since';

/**
 * A token of a ServiceAccount that never expires. The server itself labels when
 * it was last used.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#legacy-serviceaccount-token-cleaner
 */
export const legacyServiceAccountToken: Rule = {
  id: 'legacy-service-account-token',
  judge(secret) {
    if (!secret.exists || secret.secretType !== TYPE) {
      return { verdicts: [] };
    }
    const lastUsed = secret.labels[LAST_USED];
    const invalidSince = secret.labels[INVALID_SINCE];
    return {
      verdicts: [
        {
          rule: 'legacy-service-account-token',
          item: '',
          severity: invalidSince ? 'low' : 'medium',
          evidence: {
            ...(lastUsed ? { lastUsed } : {}),
            ...(invalidSince ? { invalidSince } : {}),
          },
        },
      ],
    };
  },
};
