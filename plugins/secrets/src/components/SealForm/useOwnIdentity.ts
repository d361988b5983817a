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

import { useState } from 'react';
import { useApi, useApiHolder } from '@backstage/frontend-plugin-api';
import { scmAuthApiRef } from '@backstage/integration-react';
import { type SecretRequest } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';

/** Whether pull requests are opened by the account that the person has at the Git host. */
export interface OwnIdentity {
  /** Whether this portal signs people in at Git hosts at all. */
  isOffered: boolean;
  isSelected: boolean;
  select(isSelected: boolean): void;
  /** Signs in at the hosts of these repositories; without effect unless selected. */
  signIn(repositories: string[]): Promise<void>;
  /** Opens what was requested. What a host refuses, the portal opens by itself later. */
  open(requests: SecretRequest[]): Promise<void>;
}

/**
 * The tokens are held for as long as it takes to open the pull requests. They are
 * neither in the state of a component nor in a request that is repeated.
 */
export function useOwnIdentity(): OwnIdentity {
  const api = useApi(secretsApiRef);
  const scmAuth = useApiHolder().get(scmAuthApiRef);
  const [isSelected, select] = useState(false);
  const [tokens] = useState(() => new Map<string, string>());

  return {
    isOffered: scmAuth !== undefined,
    isSelected,
    select,
    async signIn(repositories) {
      tokens.clear();
      if (!scmAuth || !isSelected) {
        return;
      }
      for (const url of new Set(repositories)) {
        const { token } = await scmAuth.getCredentials({
          url,
          additionalScope: { repoWrite: true },
        });
        tokens.set(url, token);
      }
    },
    async open(requests) {
      const held = new Map(tokens);
      tokens.clear();
      for (const { id, repository } of requests) {
        const token = held.get(repository);
        if (token !== undefined) {
          await api.openRequest({ id, token }).catch(() => {});
        }
      }
    },
  };
}
