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
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import type { GitHost, Sealer } from '@keyward/backstage-plugin-secrets-node';
import type { UsageSettings } from '@keyward/findings';
import type { Knex } from 'knex';
import type { AccessOptions, CatalogGroups, WhatIfOptions } from '../access';
import type { ComplianceOptions } from '../app/compliance';
import type { ResourceSyncs } from '../app/ResourceSyncs';
import type { AuditStore, AuditTokenStore } from '../store/audit';
import type { InventoryStore } from '../store/inventory';
import type { FindingsStore } from '../store/findings/FindingsStore';
import type { RotationStore } from '../store/rotation/RotationStore';
import type { AccessConfig, ScopeResolver } from '../permissions';
import type { ApprovalPolicy, Repositories } from '../requests';
import type { Environments } from '../store/environments/Environments';
import type { DraftStore, RequestStore } from '../store/requests';

/** What the routes work with. */
export interface RouterOptions {
  access: AccessConfig;
  accessAnswers: AccessOptions & WhatIfOptions;
  /** Who read what. */
  audit: {
    store: AuditStore;
    tokens: AuditTokenStore;
  };
  auditor: AuditorService;
  /** Which groups of clusters are groups of the catalog. */
  catalogGroups: CatalogGroups;
  compliance: ComplianceOptions;
  findings: FindingsStore;
  httpAuth: HttpAuthService;
  /** Looks at once which secrets an entity has. */
  relink(entity: Entity): Promise<void>;
  /** What is sealed and requested. */
  requests: {
    drafts: DraftStore;
    hostOf(id: string): GitHost | undefined;
    /** Which requests somebody else has to approve. */
    approvalPolicy: ApprovalPolicy;
    environments: Environments;
    knex: Knex;
    /** Opens the pull request of a request with a token of its requester; false where it did not try. */
    openAs(id: string, token: string): Promise<boolean>;
    repositories: Repositories;
    requests: RequestStore;
    /** Absent where no module seals. */
    sealer?: Sealer;
  };
  rotation: RotationStore;
  scopes: ScopeResolver;
  store: InventoryStore;
  /** The syncs that modules offer. */
  syncs: ResourceSyncs;
  /** What makes a secret unused. */
  usage: UsageSettings;
}
