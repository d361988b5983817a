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
import { pageOf } from './common';

const ANY = '*';
const MOST_NAMED = 3;

/** A role that reads secrets and that any ServiceAccount of a cluster, or of a namespace, may have. */
export const awsRoleWide: ResourceRule = {
  id: 'aws-role-wide',
  title: 'Any ServiceAccount may have a role that reads secrets',
  sentence: ({ name, evidence: { ofCluster, accounts } }) =>
    ofCluster
      ? `Every ServiceAccount of a cluster may assume the role ${name}, which may read secrets`
      : `Every ServiceAccount of ${accounts} may assume the role ${name}, which may read secrets`,
  remedy:
    'Name the ServiceAccounts in the trust policy: StringEquals on the sub of the issuer, with system:serviceaccount:NAMESPACE:NAME.',
  docsUrl: pageOf('aws-role-wide'),
  about: { system: 'aws', kinds: ['aws-role'] },
  judge({ attributes: { mayReadSecrets, serviceAccounts } }) {
    const wide = (Array.isArray(serviceAccounts) ? serviceAccounts : [])
      .map(each => String(each).split('/'))
      .filter(([namespace, name]) => name === ANY || namespace === ANY);
    const ofCluster = wide.some(
      ([namespace, name]) => namespace === ANY && name === ANY,
    );
    const accounts = wide
      .slice(0, MOST_NAMED)
      .map(([namespace, name]) =>
        namespace === ANY
          ? `the name ${name} in any namespace`
          : `the namespace ${namespace}`,
      )
      .join(', ');
    return {
      verdicts:
        mayReadSecrets === true && wide.length > 0
          ? [
              {
                item: '',
                severity: ofCluster ? 'critical' : 'high',
                evidence: { ofCluster, accounts },
              },
            ]
          : [],
    };
  },
};
