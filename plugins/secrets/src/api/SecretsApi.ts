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

import { createApiRef } from '@backstage/frontend-plugin-api';
import {
  type AccessMatrix,
  type AccessPath,
  type ComplianceOverview,
  type ComplianceReport,
  type ComplianceScopeRow,
  type ConfirmClaimsRequest,
  type FindingDetail,
  type FindingsSummary,
  type GetReach200Response,
  type GetRotationCalendar200Response,
  type GetSecretHistory200Response,
  type ListAccessGrants200Response,
  type ListAccessNamespaces200Response,
  type ListAccessRisks200Response,
  type ListAccessSubjects200Response,
  type ListCertificates200Response,
  type ListClaims200Response,
  type ListComplianceEvidence200Response,
  type ListComplianceScopes200Response,
  type ListFindings200Response,
  type ListReaders200Response,
  type ListRotationKeys200Response,
  type ListRotations200Response,
  type ListSecrets200Response,
  type ListSources200Response,
  type RecommendedRole,
  type RotationImpact,
  type RotationSummary,
  type SecretDetail,
  type SecretsSummary,
  type SetFindingStateRequest,
  type SetFindingStates200Response,
  type SetFindingStatesRequest,
  type WhatIfAnswer,
  type WhatIfRequest,
} from '@keyward/backstage-plugin-secrets-common';

/**
 * Which secrets are asked for; an empty list leaves its field open.
 *
 * @public
 */
export interface SecretsFilter {
  q?: string;
  sourceId?: string[];
  namespace?: string[];
  secretClass?: string[];
  delivery?: string[];
  owner?: string[];
  system?: string[];
  environment?: string[];
  state?: string[];
}

/**
 * Clusters, teams, systems and environments; an empty list leaves its field open.
 *
 * @public
 */
export type ScopeFilter = Pick<
  SecretsFilter,
  'sourceId' | 'owner' | 'system' | 'environment'
>;

/**
 * An entity, or a filter for those who see all.
 *
 * @public
 */
export interface ScopeRequest extends ScopeFilter {
  entityRef?: string;
}

/** @public */
export interface ComplianceScopesRequest extends ScopeFilter {
  by: ComplianceScopeRow['kind'];
  /** The id of the framework whose controls are wanted. */
  framework?: string;
  cursor?: string;
  limit?: number;
}

/** @public */
export interface ComplianceEvidenceRequest extends ScopeRequest {
  /** The id of a check. */
  check: string;
  verdict?: 'fail' | 'unknown';
  cursor?: string;
  limit?: number;
}

/** @public */
export interface SecretsListRequest extends SecretsFilter {
  entityRef?: string;
  /** Secrets of the same namespace and name in several clusters as one. */
  grouped?: boolean;
  orderBy?: string;
  cursor?: string;
  limit?: number;
}

/** @public */
export interface FindingsRequest {
  entityRef?: string;
  secretId?: string;
  sourceId?: string[];
  /** Of the resources that findings are about, such as `binding`. */
  kind?: string[];
  rule?: string[];
  severity?: string[];
  owner?: string[];
  system?: string[];
  environment?: string[];
  state?: string[];
  cursor?: string;
  limit?: number;
}

/**
 * What the pages ask the back end for. Errors of the back end are thrown as
 * `ResponseError`.
 *
 * @public
 */
export interface SecretsApi {
  listSecrets(request: SecretsListRequest): Promise<ListSecrets200Response>;
  getSummary(
    request: SecretsFilter & { entityRef?: string },
  ): Promise<SecretsSummary>;
  /** The list as CSV. */
  exportSecrets(
    request: Omit<SecretsListRequest, 'cursor' | 'grouped' | 'limit'>,
  ): Promise<Blob>;
  getSecret(id: string): Promise<SecretDetail>;
  getHistory(
    id: string,
    request: { cursor?: string; limit?: number },
  ): Promise<GetSecretHistory200Response>;
  /** What an entity names, and for administrators why marks that name it are held. */
  listClaims(entityRef: string): Promise<ListClaims200Response>;
  /** Confirms that an entity, as it is now, is the one that marks name. */
  confirmClaims(request: ConfirmClaimsRequest): Promise<void>;
  listFindings(request: FindingsRequest): Promise<ListFindings200Response>;
  getFindingsSummary(request: FindingsRequest): Promise<FindingsSummary>;
  getFinding(id: string): Promise<FindingDetail>;
  /** What fails for one leaves the others. */
  setFindingStates(
    change: SetFindingStatesRequest,
  ): Promise<SetFindingStates200Response>;
  /** The findings as CSV. */
  exportFindings(
    request: Omit<FindingsRequest, 'cursor' | 'limit'>,
  ): Promise<Blob>;
  setFindingState(
    id: string,
    change: SetFindingStateRequest,
  ): Promise<FindingDetail>;
  getRotationSummary(request: ScopeRequest): Promise<RotationSummary>;
  /** What is due first comes first. */
  listRotationKeys(
    request: ScopeRequest & {
      rotationState?: string[];
      cursor?: string;
      limit?: number;
    },
  ): Promise<ListRotationKeys200Response>;
  /** What ends first comes first. */
  listCertificates(
    request: ScopeRequest & {
      /** Days; what has expired counts. */
      expiresWithin?: number;
      cursor?: string;
      limit?: number;
    },
  ): Promise<ListCertificates200Response>;
  /** What falls due in the next 90 days, by day. */
  getRotationCalendar(
    request: ScopeRequest,
  ): Promise<GetRotationCalendar200Response>;
  /** Changes of values, newest first. */
  listRotations(
    request: ScopeRequest & { cursor?: string; limit?: number },
  ): Promise<ListRotations200Response>;
  /** How a scope stands to all frameworks. */
  getCompliance(request: ScopeRequest): Promise<ComplianceReport>;
  /** The numbers of the portal or of a filter, for those who see all. */
  getComplianceOverview(request: ScopeFilter): Promise<ComplianceOverview>;
  /** Teams, systems, clusters or environments, the lowest score first. */
  listComplianceScopes(
    request: ComplianceScopesRequest,
  ): Promise<ListComplianceScopes200Response>;
  /** What a check finds at fault or does not know. */
  listComplianceEvidence(
    request: ComplianceEvidenceRequest,
  ): Promise<ListComplianceEvidence200Response>;
  /** What breaks if the secret is rotated. */
  getRotationImpact(id: string): Promise<RotationImpact>;
  /** Who can reach which of a page of secrets. */
  getAccessMatrix(request: {
    entityRef?: string;
    cursor?: string;
    limit?: number;
  }): Promise<AccessMatrix>;
  /** The matrix as CSV, a row for each subject that reaches a secret. */
  exportAccess(request: { entityRef?: string }): Promise<Blob>;
  /** Why somebody can reach a secret. */
  getAccessPath(request: {
    secretId: string;
    subject: string;
  }): Promise<AccessPath>;
  listReaders(id: string): Promise<ListReaders200Response>;
  /** The least Roles of the ServiceAccounts of an entity's workloads. */
  listRecommendedRoles(entityRef: string): Promise<RecommendedRole[]>;
  /** Who may read most, the most first. */
  listAccessSubjects(request: {
    limit?: number;
  }): Promise<ListAccessSubjects200Response>;
  /** The bindings that open most Secrets to most subjects. */
  listAccessGrants(request: {
    cursor?: string;
    limit?: number;
  }): Promise<ListAccessGrants200Response>;
  /** The namespaces whose Secrets are reached by most subjects without a need. */
  listAccessNamespaces(request: {
    cursor?: string;
    limit?: number;
  }): Promise<ListAccessNamespaces200Response>;
  /** What is wrong with the rights of the clusters, the worst first. */
  listAccessRisks(request: {
    cursor?: string;
    limit?: number;
  }): Promise<ListAccessRisks200Response>;
  /** Who would gain or lose what by a change of roles and bindings. */
  askWhatIf(request: WhatIfRequest): Promise<WhatIfAnswer>;
  /** What is at risk when `start` is compromised. */
  getReach(request: {
    sourceId: string;
    start: string;
    cursor?: string;
    limit?: number;
  }): Promise<GetReach200Response>;
  listSources(): Promise<ListSources200Response>;
  /** Asks a source for a full sync. */
  syncSource(id: string): Promise<void>;
}

/** @public */
export const secretsApiRef = createApiRef<SecretsApi>().with({
  id: 'plugin.secrets.client',
  pluginId: 'secrets',
});
