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

import { isProduction, type ResourceRule } from '@keyward/findings';
import { ABOUT_SECRETS, listed, pageOf } from './common';
import { judgePolicy } from './judgePolicy';

/** A secret whose resource policy lets in anybody, of any account. */
export const awsPolicyPublic: ResourceRule = {
  id: 'aws-policy-public',
  title: 'Public resource policy',
  sentence: ({ name, evidence: { actions, conditions } }) =>
    `The resource policy of ${name} lets every AWS account call ${actions}${
      conditions ? `; its conditions on ${conditions} keep no account out` : ''
    }`,
  remedy:
    'Name the accounts or roles that need it, or add a condition on aws:PrincipalOrgID: aws secretsmanager put-resource-policy --secret-id NAME --block-public-policy --resource-policy file://policy.json. Then rotate its value.',
  docsUrl: pageOf('aws-policy-public'),
  about: ABOUT_SECRETS,
  judge(resource, settings) {
    const { policyActions, policyConditions, usesDefaultKey } =
      resource.attributes;
    return judgePolicy(resource, 'public', () => {
      const conditions = listed(policyConditions);
      return {
        severity: severityOf(
          usesDefaultKey === true,
          isProduction(resource, settings),
        ),
        evidence: {
          actions: String(listed(policyActions)),
          ...(conditions ? { conditions } : {}),
        },
      };
    });
  },
};

/** The default key decrypts for its own account alone. */
function severityOf(usesDefaultKey: boolean, isInProduction: boolean) {
  if (usesDefaultKey) {
    return 'medium';
  }
  return isInProduction ? 'critical' : 'high';
}
