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

import {
  formatResourceRef,
  type ResourceObservation,
} from '@keyward/observation';
import { type KubernetesRole, mayReadSecrets } from '../identities';
import { SYSTEM } from '../refs';
import { known } from './instants';

/** Kind of the resource that a role for ServiceAccounts is. */
export const ROLE = 'aws-role';
/** What is not of a region. */
const LOCATION = ['iam'];
const MOST_NAMED = 50;

/** A role that ServiceAccounts may have. Its name is one of an account, whatever its path. */
export function observeRole(
  sourceId: string,
  role: KubernetesRole,
): ResourceObservation {
  const { arn, boundary, policies, uses } = role;
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  return {
    type: 'resource',
    kind: ROLE,
    ref: formatResourceRef(ROLE, sourceId, ...LOCATION, name),
    system: SYSTEM,
    location: LOCATION,
    name,
    attributes: known({
      arn,
      serviceAccounts: some(
        uses.flatMap(({ accounts }) =>
          accounts.flatMap(({ namespaces, serviceAccounts }) =>
            namespaces.flatMap(namespace =>
              serviceAccounts.map(each => `${namespace}/${each}`),
            ),
          ),
        ),
      ),
      policies: some(policies.map(each => each.name)),
      boundary: boundary?.name,
      mayReadSecrets: mayReadSecrets(role),
      unknown: some(role.unknown),
    }) as ResourceObservation['attributes'],
  };
}

/** Each once, those with wildcards first, and no more than some. */
function some(texts: readonly string[]): string[] | undefined {
  const found = [...new Set(texts)].sort(
    (a, b) => Number(b.includes('*')) - Number(a.includes('*')),
  );
  return found.length > 0 ? found.slice(0, MOST_NAMED) : undefined;
}
