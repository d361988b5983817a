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

import type { ResourceRule } from '@keyward/findings';
import { pageOf, STORE } from './common';

/** A store logs in with a credential that does not expire, where its provider takes one that does. */
export const secretStoreStaticCredentials: ResourceRule = {
  id: 'secret-store-static-credentials',
  title: 'Secret store with static credentials',
  sentence: ({ name, evidence: { provider, method } }) =>
    `${name} logs in at ${provider} with credentials from a Secret${
      method ? ` (${method})` : ''
    }. Whoever reads this Secret can read what the store can`,
  remedy:
    'Have the store log in with a ServiceAccount instead: IRSA or Pod Identity for AWS, Workload Identity for Google Cloud and Azure, Kubernetes authentication for Vault. Then delete the Secret and the credential.',
  docsUrl: pageOf('secret-store-static-credentials'),
  about: STORE,
  judge({ attributes: { login, loginMethod, hasAlternative, provider } }) {
    return {
      verdicts:
        login === 'static-keys' && hasAlternative
          ? [
              {
                item: '',
                severity: 'medium',
                evidence: {
                  provider: String(provider),
                  ...(loginMethod ? { method: String(loginMethod) } : {}),
                },
              },
            ]
          : [],
    };
  },
};
