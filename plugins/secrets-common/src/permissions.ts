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

import { createPermission } from '@backstage/plugin-permission-common';

/** @public */
export const RESOURCE_TYPE_SECRET = 'secret';

/**
 * See a secret of one's own entities (never its value).
 *
 * @public
 */
export const secretReadPermission = createPermission({
  name: 'secrets.secret.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_SECRET,
});

/**
 * See beyond one's own entities: the portal-wide views.
 *
 * @public
 */
export const portalReadPermission = createPermission({
  name: 'secrets.portal.read',
  attributes: { action: 'read' },
});

/**
 * Take a list out of the portal as a file.
 *
 * @public
 */
export const inventoryExportPermission = createPermission({
  name: 'secrets.inventory.export',
  attributes: { action: 'read' },
});

/**
 * See the sources, their state and their problems.
 *
 * @public
 */
export const sourceReadPermission = createPermission({
  name: 'secrets.source.read',
  attributes: { action: 'read' },
});

/**
 * Ask a source for a full sync.
 *
 * @public
 */
export const sourceSyncPermission = createPermission({
  name: 'secrets.source.sync',
  attributes: { action: 'update' },
});

/**
 * Request a sync of a resource that one may see, or that delivers a secret that
 * one may see.
 *
 * @public
 */
export const resourceSyncPermission = createPermission({
  name: 'secrets.resource.sync',
  attributes: { action: 'update' },
});

/**
 * Acknowledge or suppress findings about secrets that one may see.
 *
 * @public
 */
export const findingUpdatePermission = createPermission({
  name: 'secrets.finding.update',
  attributes: { action: 'update' },
});

/**
 * Confirm that an entity which came back with another owner and from another
 * location is the one that marks in the clusters name.
 *
 * @public
 */
export const claimConfirmPermission = createPermission({
  name: 'secrets.claim.confirm',
  attributes: { action: 'update' },
});

/**
 * Seal values for entities that one owns, and keep them as a draft.
 *
 * @public
 */
export const secretSealPermission = createPermission({
  name: 'secrets.secret.seal',
  attributes: { action: 'create' },
});

/**
 * Request that sealed values are written for entities that one owns, by pull requests.
 *
 * @public
 */
export const requestCreatePermission = createPermission({
  name: 'secrets.request.create',
  attributes: { action: 'create' },
});

/**
 * Withdraw requests of one's own or for one's own entities, and remind of them.
 *
 * @public
 */
export const requestUpdatePermission = createPermission({
  name: 'secrets.request.update',
  attributes: { action: 'update' },
});

/**
 * Approve requests of others that one may see. Nobody approves a request of their own,
 * whatever a policy answers.
 *
 * @public
 */
export const requestApprovePermission = createPermission({
  name: 'secrets.request.approve',
  attributes: { action: 'update' },
});

/**
 * See who read the secrets that one may see.
 *
 * @public
 */
export const auditReadPermission = createPermission({
  name: 'secrets.audit.read',
  attributes: { action: 'read' },
});

/**
 * Create, rotate and delete the tokens by which systems send their audit logs.
 *
 * @public
 */
export const auditManagePermission = createPermission({
  name: 'secrets.audit.manage',
  attributes: { action: 'update' },
});

/**
 * Allows nothing and is given to nobody: a policy that answers ALLOW to it
 * allows everything, of which the page Sources warns.
 *
 * @public
 */
export const policyProbePermission = createPermission({
  name: 'secrets.policy.probe',
  attributes: { action: 'read' },
});

/** @public */
export const secretsPermissions = [
  secretReadPermission,
  portalReadPermission,
  inventoryExportPermission,
  sourceReadPermission,
  sourceSyncPermission,
  resourceSyncPermission,
  findingUpdatePermission,
  claimConfirmPermission,
  secretSealPermission,
  requestCreatePermission,
  requestUpdatePermission,
  requestApprovePermission,
  auditReadPermission,
  auditManagePermission,
];
