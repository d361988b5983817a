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

const MOST_NAMED = 5;
/** A ServiceAccount comes or goes without the role being observed anew. */
const AGAIN_MS = 60 * 60_000;

/** A role of Kubernetes auth for ServiceAccounts that the cluster of its method does not have. */
export const vaultRoleNoAccount: ResourceRule = {
  id: 'vault-role-no-account',
  title: 'Role for ServiceAccounts that do not exist',
  sentence: ({ name, evidence: { accounts } }) =>
    `The role ${name} lets in ${accounts}, which its cluster does not have: whoever makes one of that name logs in`,
  remedy:
    'Delete the role if nothing needs it any more, or take the names out of bound_service_account_names.',
  docsUrl: pageOf('vault-role-no-account'),
  about: ABOUT_ROLE,
  judge({ absentAccounts, attributes: { policies } }, { now }) {
    const reviewAt = new Date(Date.parse(now) + AGAIN_MS).toISOString();
    if (absentAccounts === undefined) {
      return {
        verdicts: [],
        undecided: [{ item: '', evidence: {} }],
        reviewAt,
      };
    }
    const more = absentAccounts.length - MOST_NAMED;
    const accounts = `${absentAccounts.slice(0, MOST_NAMED).join(', ')}${
      more > 0 ? ` and ${more} more` : ''
    }`;
    // Without a policy of its own a token has `default` alone, which reads no secrets.
    const reads = textsOf(policies).some(policy => policy !== 'default');
    return {
      verdicts:
        absentAccounts.length > 0
          ? [
              {
                item: '',
                severity: reads ? 'medium' : 'low',
                evidence: { accounts },
              },
            ]
          : [],
      reviewAt,
    };
  },
};
