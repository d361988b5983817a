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

import type { Grant } from '../authorizer/GrantTable';
import type { KindMatch } from './matchRights';
import type { AccessPathKind, RightScope } from './types';

/** Where a match helps: for some kinds only where an own role can be changed. */
export function ownRoleScopes(
  kind: AccessPathKind,
  {
    namespace,
    names,
    otherNames,
  }: Pick<KindMatch, 'namespace' | 'names' | 'otherNames'>,
  grants: Grant[],
): RightScope[] {
  if (!kind.ownRole) {
    return [{ namespace, names, otherNames }];
  }
  const scopes = new Set<string | undefined>();
  for (const { binding, role } of grants) {
    if (
      role.role.kind === kind.ownRole &&
      (!names || names.includes(role.role.name)) &&
      (namespace === undefined || namespace === binding.namespace)
    ) {
      scopes.add(binding.namespace);
    }
  }
  return [...scopes].map(each => ({ namespace: each }));
}
