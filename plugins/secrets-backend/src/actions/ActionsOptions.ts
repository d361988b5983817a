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

import type {
  AuditorService,
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import type { UsageSettings } from '@keyward/findings';
import type { AccessOptions, CatalogGroups, WhatIfOptions } from '../access';
import type { ComplianceOptions } from '../app/compliance';
import type { ResourceSyncs } from '../app/ResourceSyncs';
import type { InventoryStore } from '../store/inventory';
import type { FindingsStore } from '../store/findings/FindingsStore';
import type { RequestStore } from '../store/requests';
import type { RotationStore } from '../store/rotation/RotationStore';
import type { AccessConfig, ScopeResolver } from '../permissions';

/** What the actions work with: the same as the routes. */
export interface ActionsOptions {
  access: AccessConfig;
  accessAnswers: AccessOptions & WhatIfOptions;
  auditor: AuditorService;
  auth: AuthService;
  catalogGroups: CatalogGroups;
  compliance: ComplianceOptions;
  findings: FindingsStore;
  requests: { requests: Pick<RequestStore, 'list' | 'get' | 'listEvents'> };
  rotation: RotationStore;
  scopes: ScopeResolver;
  store: InventoryStore;
  /** The syncs that modules offer. */
  syncs: ResourceSyncs;
  /** What makes a secret unused. */
  usage: UsageSettings;
}

/**
 * Refuses callers without a user: an agent that acts for nobody would see what no
 * person is answerable for.
 */
export function requireUser(
  { access, auth }: ActionsOptions,
  credentials: BackstageCredentials,
): void {
  if (
    !auth.isPrincipal(credentials, 'user') &&
    !(access.allowServiceActions && auth.isPrincipal(credentials, 'service'))
  ) {
    throw new NotAllowedError(
      'These actions are for users; secrets.access.allowServiceActions opens them to services',
    );
  }
}
