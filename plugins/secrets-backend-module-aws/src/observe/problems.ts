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

import type { SourceProblem } from '@keyward/backstage-plugin-secrets-node';
import type { AwsError } from '../client';

const REMEDIES: Readonly<Record<AwsError['code'], string>> = {
  forbidden: 'Give the role the policy of deploy/aws/keyward.json.',
  'no-such-secret': 'Look whether it happens again at the next look.',
  'not-logged-in':
    'Look whether the credential is valid, and whether the role may be assumed with it.',
  throttled:
    'Look what else calls AWS as often, or give secrets.aws.instances[].everySeconds a greater number.',
  timeout: 'Look whether the portal reaches the endpoint of the region.',
  unreachable: 'Look whether the portal reaches the endpoint of the region.',
  'bad-answer':
    'Look what answers at the endpoint: a proxy may answer in the place of AWS.',
};

const IDENTITIES =
  'Give the role the policy of deploy/aws/keyward-identities.json as well.';

/** Of what needs rights that are optional. */
function identityRemedy({ code }: AwsError): string {
  return code === 'forbidden' ? IDENTITIES : REMEDIES[code];
}

export const problems = {
  failed: (title: string, error: AwsError): SourceProblem => ({
    code: error.code === 'not-logged-in' ? 'unauthorized' : error.code,
    message: `AWS account ${title}: ${error.summary}`,
    remedy: REMEDIES[error.code],
  }),
  identitiesNotKnown: (title: string, error: AwsError): SourceProblem => ({
    code: 'aws-identities-not-known',
    message: `AWS account ${title}: which ServiceAccounts have its roles is not known. ${error.summary}`,
    remedy: identityRemedy(error),
  }),
  associationsNotKnown: (title: string, error: AwsError): SourceProblem => ({
    code: 'aws-associations-not-known',
    message: `AWS account ${title}: whom EKS gives roles to is not known. ${error.summary}`,
    remedy: identityRemedy(error),
  }),
  otherAccount: (
    title: string,
    region: string,
    count: number,
  ): SourceProblem => ({
    code: 'aws-other-account',
    message: `AWS account ${title}: ${count} secrets in ${region} are of another account, and are left out`,
    remedy:
      'Look whether the credential is one of the account that is configured as accountId.',
  }),
  policiesNotKnown: (title: string, error: AwsError): SourceProblem => ({
    code: 'aws-policies-not-known',
    message: `AWS account ${title}: resource policies are not known. ${error.summary}`,
    remedy: REMEDIES[error.code],
  }),
  leftOut: ({ count, ref }: { count: number; ref: string }): SourceProblem => ({
    code: 'left-out',
    message: `${count} secrets were left out, as their names or attributes are too long, for example ${ref}`,
    withoutNames: `${count} secrets were left out, as their names or attributes are too long`,
  }),
};
