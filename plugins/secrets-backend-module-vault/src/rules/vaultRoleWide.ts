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
import { ABOUT_ROLE, pageOf, textsOf } from './common';

const ANY = '*';

/** A role of Kubernetes auth by which any ServiceAccount, of a name or of all namespaces, logs in. */
export const vaultRoleWide: ResourceRule = {
  id: 'vault-role-wide',
  title: 'Any ServiceAccount may log in',
  sentence: ({ name, evidence: { anyName, anyNamespace } }) => {
    if (anyName && anyNamespace) {
      return `By the role ${name} every ServiceAccount of the cluster logs in`;
    }
    return anyName
      ? `By the role ${name} every ServiceAccount of its namespaces logs in`
      : `By the role ${name} ServiceAccounts of all namespaces log in: whoever creates a namespace can make one of that name`;
  },
  remedy:
    'Name the ServiceAccounts and the namespaces: bound_service_account_names and bound_service_account_namespaces.',
  docsUrl: pageOf('vault-role-wide'),
  about: ABOUT_ROLE,
  judge({ attributes: { serviceAccounts, namespaces, policies } }) {
    const anyName = textsOf(serviceAccounts).includes(ANY);
    const anyNamespace = textsOf(namespaces).includes(ANY);
    // Without a policy of its own a token has `default` alone, which reads no secrets.
    const reads = textsOf(policies).some(policy => policy !== 'default');
    return {
      verdicts:
        (anyName || anyNamespace) && reads
          ? [
              {
                item: '',
                severity: anyName && anyNamespace ? 'critical' : 'high',
                evidence: { anyName, anyNamespace },
              },
            ]
          : [],
    };
  },
};
