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

import type { AuditGrant } from '../event';

/**
 * What the RBAC authorizer writes, with `NAME/NAMESPACE` for a RoleBinding.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.34.4/pkg/registry/rbac/validation/rule.go
 */
const REASON =
  /^RBAC: allowed by (ClusterRoleBinding|RoleBinding) "([^"/]{1,253})(?:\/([^"/]{1,253}))?" of (ClusterRole|Role) "([^"]{1,253})" to /;

/** The binding that `authorization.k8s.io/reason` names. */
export function grantOf(reason: string | undefined): AuditGrant | undefined {
  const match = reason === undefined ? null : REASON.exec(reason);
  if (!match) {
    return undefined;
  }
  const [, kind, name, namespace, roleKind, roleName] = match;
  return {
    kind: kind as 'ClusterRoleBinding' | 'RoleBinding',
    ...(namespace && { namespace }),
    name,
    roleKind: roleKind as 'ClusterRole' | 'Role',
    roleName,
  };
}
