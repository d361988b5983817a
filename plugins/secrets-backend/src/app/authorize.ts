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

import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import type { BasicPermission } from '@backstage/plugin-permission-common';
import {
  auditReadPermission,
  findingUpdatePermission,
  inventoryExportPermission,
  resourceSyncPermission,
} from '@keyward/backstage-plugin-secrets-common';
import { requirePortalWide } from './requirePortalWide';
import { scopesOf } from './scopesOf';
import { userOf } from './userOf';
import type { ScopeResolver } from '../permissions';
import type { VisibilityFilter } from '../store/inventory';
import type { RequestFilter } from '../store/requests';

/** Says what somebody may see or do, and throws if that is nothing. */
export type Authorize<A, T> = (scopes: ScopeResolver, asked: A) => Promise<T>;

interface Asked {
  credentials: BackstageCredentials;
}

interface AskedOfEntity extends Asked {
  entityRef?: string;
}

/** For everybody: the secrets that are theirs to see. */
export async function seesOwn(
  scopes: ScopeResolver,
  { credentials }: Asked,
): Promise<{ visibility: VisibilityFilter }> {
  return { visibility: await scopes.secrets(credentials) };
}

/** For everybody: of these, the secrets of the entity that they name, if any. */
export async function seesEntity(
  scopes: ScopeResolver,
  { credentials, entityRef }: AskedOfEntity,
): Promise<{ visibility: VisibilityFilter }> {
  return { visibility: await scopes.secrets(credentials, entityRef) };
}

/**
 * For everybody: the requests for secrets that are theirs to see, and those that they made
 * themselves.
 */
export async function seesRequests(
  scopes: ScopeResolver,
  { credentials, entityRef }: AskedOfEntity,
): Promise<{ filter: RequestFilter }> {
  return {
    filter: {
      visibility: await scopes.secrets(credentials, entityRef),
      requestedBy: userOf(credentials),
    },
  };
}

/** The same secrets, and what they see of others, which findings of these may rest on. */
export async function seesEntityAndOthers(
  scopes: ScopeResolver,
  { credentials, entityRef }: AskedOfEntity,
): Promise<{ visibility: VisibilityFilter; others: VisibilityFilter }> {
  return await scopesOf(scopes, credentials, entityRef);
}

/** For those who may see all secrets, to count and compare them. */
export async function seesPortal(
  scopes: ScopeResolver,
  { credentials }: Asked,
): Promise<{ visibility: VisibilityFilter }> {
  return { visibility: await requirePortalWide(scopes, credentials) };
}

/** An entity is for those who see it, the portal for those who see all of it. */
export async function seesEntityOrPortal(
  scopes: ScopeResolver,
  asked: AskedOfEntity,
): Promise<{ visibility: VisibilityFilter; others?: VisibilityFilter }> {
  return asked.entityRef
    ? await seesEntityAndOthers(scopes, asked)
    : await seesPortal(scopes, asked);
}

/** For those who have a permission and may look beyond what is their own. */
export function mayBeyondOwn(
  permission: BasicPermission,
): Authorize<Asked, void> {
  return async (scopes, { credentials }) =>
    scopes.require(credentials, permission, { beyond: true });
}

/** For those who may take out what they see. */
export function mayExport<A extends Asked, T>(
  sees: Authorize<A, T>,
): Authorize<A, T> {
  return async (scopes, asked) => {
    await scopes.require(asked.credentials, inventoryExportPermission);
    return await sees(scopes, asked);
  };
}

/** For those who may see who read secrets: of these, the ones that they see. */
export async function seesTrail(
  scopes: ScopeResolver,
  asked: AskedOfEntity,
): Promise<{ visibility: VisibilityFilter }> {
  await scopes.require(asked.credentials, auditReadPermission);
  return await seesEntity(scopes, asked);
}

/** For those who may request syncs, of what they see. */
export async function maySyncOwn(
  scopes: ScopeResolver,
  { credentials }: Asked,
): Promise<{ visibility: VisibilityFilter }> {
  await scopes.require(credentials, resourceSyncPermission);
  return await seesOwn(scopes, { credentials });
}

/** For people who may decide about findings. */
export async function mayDecide(
  scopes: ScopeResolver,
  { credentials }: Asked,
): Promise<{ by: string; visibility: VisibilityFilter }> {
  const by = userOf(credentials);
  if (by === undefined) {
    throw new NotAllowedError('Only a person decides about a finding');
  }
  await scopes.require(credentials, findingUpdatePermission);
  return {
    by,
    visibility: await scopes.secrets(credentials),
  };
}
