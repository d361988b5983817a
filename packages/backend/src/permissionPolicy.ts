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

import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  isPermission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  type PermissionPolicy,
  type PolicyQuery,
  type PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { createSecretsPolicyDecision } from '@keyward/backstage-plugin-secrets-node';
import { kubernetesProxyPermission } from '@backstage/plugin-kubernetes-common';

const PLATFORM_GROUPS = ['group:default/platform'];
const AUDITOR_GROUPS = ['group:default/auditors'];

/**
 * An example: owners see their own secrets, the platform team all of them and
 * their sources, auditors everything read-only. Everything else is allowed, as
 * in a fresh Backstage.
 */
export class ExamplePermissionPolicy implements PermissionPolicy {
  async handle(
    request: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    const decision = createSecretsPolicyDecision({
      request,
      user,
      platformGroups: PLATFORM_GROUPS,
      auditorGroups: AUDITOR_GROUPS,
    });
    if (decision) {
      return decision;
    }
    // Whoever may use the proxy may do whatever the Kubernetes plugin's own
    // account may do. That account must not read Secrets all the same, as
    // kubernetes.resources.read lends it too.
    if (isPermission(request.permission, kubernetesProxyPermission)) {
      const owns = user?.info.ownershipEntityRefs ?? [];
      return PLATFORM_GROUPS.some(group => owns.includes(group))
        ? { result: AuthorizeResult.ALLOW }
        : { result: AuthorizeResult.DENY };
    }
    return { result: AuthorizeResult.ALLOW };
  }
}

export const permissionPolicyModule = createBackendModule({
  pluginId: 'permission',
  moduleId: 'example-policy',
  register(reg) {
    reg.registerInit({
      deps: { policy: policyExtensionPoint },
      async init({ policy }) {
        policy.setPolicy(new ExamplePermissionPolicy());
      },
    });
  },
});
