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

import type { AccessPathKind } from '../../paths';
import { changeAwsAuth } from '../../paths/kinds/changeAwsAuth';
import { impersonateGroups } from '../../paths/kinds/impersonateGroups';
import { hasAllRights } from '../opensMore';
import type { RiskRule } from './types';

const [groups, others] = impersonateGroups.needs;

/** As {@link impersonateGroups}, of the one group that is past RBAC. */
const impersonateMasters: AccessPathKind = {
  ...impersonateGroups,
  needs: [{ ...groups, name: 'system:masters' }, others],
};

/** A way to act as a member of `system:masters`. */
export const mastersAccess: RiskRule = {
  kind: 'masters-access',
  find(subject, { hasAwsAuth }) {
    if (hasAllRights(subject)) {
      return undefined;
    }
    const paths = [impersonateMasters, ...(hasAwsAuth ? [changeAwsAuth] : [])];
    const ways = paths.flatMap(path =>
      [...subject.waysOf(path)]
        .filter(({ namespace }) => path.reaches({ namespace }).length > 0)
        .map(({ namespace, evidence }) => ({
          kind: path.id,
          namespace,
          evidence,
        })),
    );
    return ways.length > 0
      ? { severity: 'critical', reads: [], ways }
      : undefined;
  },
};
