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

import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  auditManagePermission,
  auditReadPermission,
  claimConfirmPermission,
  inventoryExportPermission,
  policyProbePermission,
  portalReadPermission,
  secretReadPermission,
  sourceReadPermission,
  sourceSyncPermission,
} from '@keyward/backstage-plugin-secrets-common';
import { createSecretsPolicyDecision } from './createSecretsPolicyDecision';
import { secretPermissionRules } from './rules';

const decide = (permission: any, ...owns: string[]) =>
  createSecretsPolicyDecision({
    request: { permission },
    user:
      owns.length > 0
        ? ({ info: { ownershipEntityRefs: owns } } as any)
        : undefined,
    platformGroups: ['group:default/platform'],
    auditorGroups: ['group:default/auditors'],
  })?.result;

const { ALLOW, DENY, CONDITIONAL } = AuthorizeResult;

describe('createSecretsPolicyDecision', () => {
  it.each([
    [secretReadPermission, CONDITIONAL, ALLOW, ALLOW],
    [portalReadPermission, DENY, ALLOW, ALLOW],
    [inventoryExportPermission, ALLOW, ALLOW, ALLOW],
    [sourceReadPermission, DENY, ALLOW, ALLOW],
    [sourceSyncPermission, DENY, ALLOW, DENY],
    [claimConfirmPermission, DENY, ALLOW, DENY],
    [auditManagePermission, DENY, ALLOW, DENY],
    [auditReadPermission, ALLOW, ALLOW, ALLOW],
    [policyProbePermission, DENY, DENY, DENY],
  ])('decides $name', (permission, owner, platform, auditor) => {
    expect(decide(permission, 'group:default/payments')).toBe(owner);
    expect(decide(permission, 'group:default/platform')).toBe(platform);
    expect(decide(permission, 'group:default/auditors')).toBe(auditor);
    expect(decide(permission)).toBe(DENY);
  });

  it('leaves other permissions alone', () => {
    expect(decide(catalogEntityReadPermission, 'group:default/platform')).toBe(
      undefined,
    );
  });
});

describe('secretPermissionRules', () => {
  const secret = {
    sourceId: 'prod',
    namespace: 'payments',
    entities: [
      {
        entityRef: 'component:default/api',
        ownerRef: 'group:default/payments',
      },
    ],
  };
  const { hasEntityOwner, isInNamespace, isInSource, isOfEntity } =
    secretPermissionRules;

  it('go by what the inventory knows of a secret', () => {
    const owners = ['group:default/payments'];
    expect(hasEntityOwner.apply(secret, { ownerRefs: owners })).toBe(true);
    expect(hasEntityOwner.apply(secret, { ownerRefs: ['user:x/y'] })).toBe(
      false,
    );
    expect(
      hasEntityOwner.apply({ ...secret, entities: [] }, { ownerRefs: owners }),
    ).toBe(false);
    const shared = {
      ...secret,
      entities: [
        { ...secret.entities[0], ownerRefs: [...owners, 'user:default/a'] },
      ],
    };
    expect(
      hasEntityOwner.apply(shared, { ownerRefs: ['user:default/a'] }),
    ).toBe(true);
    expect(
      hasEntityOwner.apply(shared, { ownerRefs: ['user:default/b'] }),
    ).toBe(false);
    expect(isInSource.apply(secret, { sourceIds: ['prod'] })).toBe(true);
    expect(isInSource.apply(secret, { sourceIds: [] })).toBe(false);
    expect(isInNamespace.apply(secret, { namespaces: ['other'] })).toBe(false);
    expect(
      isOfEntity.apply(secret, { entityRefs: ['component:default/api'] }),
    ).toBe(true);
  });

  it('turn into conditions for the inventory', () => {
    expect(hasEntityOwner.toQuery({ ownerRefs: ['a'] })).toEqual({
      ownerRefs: ['a'],
    });
    expect(isInSource.toQuery({ sourceIds: ['a'] })).toEqual({
      sourceIds: ['a'],
    });
  });
});
