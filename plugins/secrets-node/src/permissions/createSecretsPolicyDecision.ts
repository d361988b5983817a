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
  AuthorizeResult,
  isPermission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  auditManagePermission,
  auditReadPermission,
  claimConfirmPermission,
  findingUpdatePermission,
  inventoryExportPermission,
  policyProbePermission,
  requestApprovePermission,
  requestCreatePermission,
  requestUpdatePermission,
  resourceSyncPermission,
  secretReadPermission,
  secretSealPermission,
  secretsPermissions,
  sourceSyncPermission,
} from '@keyward/backstage-plugin-secrets-common';
import {
  createSecretConditionalDecision,
  secretConditions,
} from './secretConditions';

/** @public */
export interface SecretsPolicyOptions {
  request: PolicyQuery;
  user?: PolicyQueryUser;
  /** May see everything, ask sources for a sync, confirm claims and manage the tokens of audit logs. */
  platformGroups?: string[];
  /** May see everything. */
  auditorGroups?: string[];
}

/**
 * What a policy may answer to Keyward's permissions: owners see the secrets of
 * their entities, decide about findings on them, have them synced and seal values for
 * them, the platform
 * team sees all, and so do auditors, who change nothing. It is a default to build
 * upon; whatever a policy answers, the back end shows nobody more than their
 * own unless a group of theirs is in `secrets.access.groups`.
 *
 * @returns undefined for permissions that are not Keyward's
 * @public
 */
export function createSecretsPolicyDecision(
  options: SecretsPolicyOptions,
): PolicyDecision | undefined {
  const { permission } = options.request;
  if (isPermission(permission, policyProbePermission)) {
    return decide(false);
  }
  if (!secretsPermissions.some(({ name }) => name === permission.name)) {
    return undefined;
  }
  const owns = options.user?.info.ownershipEntityRefs ?? [];
  const isIn = (groups: string[] = []) =>
    groups.some(group => owns.includes(group));
  const platform = isIn(options.platformGroups);
  if (
    isPermission(permission, sourceSyncPermission) ||
    isPermission(permission, claimConfirmPermission) ||
    isPermission(permission, auditManagePermission)
  ) {
    return decide(platform);
  }
  if (
    isPermission(permission, findingUpdatePermission) ||
    isPermission(permission, resourceSyncPermission) ||
    isPermission(permission, secretSealPermission) ||
    isPermission(permission, requestCreatePermission) ||
    isPermission(permission, requestUpdatePermission) ||
    isPermission(permission, requestApprovePermission)
  ) {
    // An auditor sees everything and changes nothing.
    return decide(
      platform || (owns.length > 0 && !isIn(options.auditorGroups)),
    );
  }
  if (platform || isIn(options.auditorGroups)) {
    return decide(true);
  }
  if (isPermission(permission, secretReadPermission) && owns.length > 0) {
    return createSecretConditionalDecision(
      permission,
      secretConditions.hasEntityOwner({ ownerRefs: owns }),
    );
  }
  // What is taken out is no more than what is seen, and so is who read it.
  return decide(
    owns.length > 0 &&
      (isPermission(permission, inventoryExportPermission) ||
        isPermission(permission, auditReadPermission)),
  );
}

function decide(allowed: boolean): PolicyDecision {
  return { result: allowed ? AuthorizeResult.ALLOW : AuthorizeResult.DENY };
}
