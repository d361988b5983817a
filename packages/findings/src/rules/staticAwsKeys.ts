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

import type { ConsumerFacts, Rule } from '../facts';

const RULE = 'static-aws-keys';
const MOST = 10;
const KEY_ID = 'AWSACCESSKEYID';
const SECRET = 'AWSSECRETACCESSKEY';
/** With it they are temporary. */
const SESSION = 'AWSSESSIONTOKEN';
/** Who names one speaks to a store that is like S3, as MinIO: it knows no identity of pods. */
const ENDPOINT = /ENDPOINT/;
/** Of a group of its own is what has a rule of its own, such as a SecretStore. */
const GROUPS_OF_WORKLOADS = ['', 'apps', 'batch'];

/** A workload authenticates to AWS with access keys from a Secret, where a role of its ServiceAccount would do. */
export const staticAwsKeys: Rule = {
  id: RULE,
  words: {
    title: 'Static AWS access keys',
    sentence: ({ name, evidence }) =>
      `${name} gives static AWS access keys to ${[evidence.consumers]
        .flat()
        .join(', ')}`,
    remedy:
      'Give the ServiceAccount a role by IRSA or EKS Pod Identity, and take the keys out of the pods: the SDKs of AWS then find temporary ones. Then delete the Secret, and the access key in IAM.',
  },
  page: {
    says: 'pods authenticate to AWS with access keys from a Secret',
    severity: 'low',
    text: `The access keys of an IAM user are valid until somebody deletes them, from anywhere. A pod can have temporary keys of a role
instead, by its ServiceAccount: [IRSA](https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html) or
[EKS Pod Identity](https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html).

## When

A Secret that a workload uses has keys of the names \`AWS_ACCESS_KEY_ID\` and \`AWS_SECRET_ACCESS_KEY\`, or the same names in other spellings.
The names alone tell, as values are not looked at for it.

## When not

- It has an \`AWS_SESSION_TOKEN\` too: then the keys are temporary.
- It names an endpoint: then they are those of another store that speaks as S3 does.
- No workload uses it. The keys by which a SecretStore logs in are found on the store.`,
  },
  judge({ consumers, exists, keys }) {
    const names = keys.map(({ name }) =>
      name.toUpperCase().replace(/[^A-Z0-9]/g, ''),
    );
    const isStatic =
      names.includes(KEY_ID) &&
      names.includes(SECRET) &&
      !names.includes(SESSION) &&
      !names.some(name => ENDPOINT.test(name));
    const workloads = new Set(consumers.filter(isWorkload).map(nameOf));
    return {
      verdicts:
        exists && isStatic && workloads.size > 0
          ? [
              {
                rule: RULE,
                item: '',
                severity: 'low',
                evidence: { consumers: [...workloads].slice(0, MOST) },
              },
            ]
          : [],
    };
  },
};

function isWorkload({ apiGroup }: ConsumerFacts): boolean {
  return GROUPS_OF_WORKLOADS.includes(apiGroup);
}

function nameOf({ workload, kind, name }: ConsumerFacts): string {
  return `${workload?.kind ?? kind}/${workload?.name ?? name}`;
}
