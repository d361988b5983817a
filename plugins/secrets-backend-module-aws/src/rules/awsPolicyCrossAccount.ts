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

/** A secret whose resource policy lets in accounts that are not configured as one's own. */
export const awsPolicyCrossAccount: ResourceRule = {
  id: 'aws-policy-cross-account',
  title: 'Cross-account resource policy',
  sentence: ({ name, evidence: { actions, principals } }) =>
    `The resource policy of ${name} lets other accounts call ${actions}: ${principals}`,
  remedy:
    'If the account is not yours, or no longer needs it, take it out of the policy: aws secretsmanager put-resource-policy --secret-id NAME --resource-policy file://policy.json. Otherwise suppress the finding with the reason.',
  docsUrl: pageOf('aws-policy-cross-account'),
  about: ABOUT_SECRETS,
  judge(resource, settings) {
    const { policyActions, policyPrincipals, usesDefaultKey } =
      resource.attributes;
    return judgePolicy(resource, 'other accounts', () => ({
      // The default key decrypts for its own account alone.
      severity:
        isProduction(resource, settings) && usesDefaultKey !== true
          ? 'medium'
          : 'low',
      evidence: {
        actions: String(listed(policyActions)),
        principals: String(listed(policyPrincipals)),
      },
    }));
  },
};
