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
import { type DefaultApiClient } from '@keyward/backstage-plugin-secrets-common';

/**
 * An operation of the API of the back end, by its name in `openapi.yaml`.
 *
 * @public
 */
export type SecretsOperation = keyof DefaultApiClient;

type PartOf<T, K extends string> = T extends { [key in K]: infer P } ? P : {};

type Flat<T> = PartOf<T, 'path'> & PartOf<T, 'query'> & PartOf<T, 'body'>;

/**
 * What an operation is asked: its path, its query and its body in one.
 *
 * @public
 */
export type SecretsRequest<O extends SecretsOperation> = Flat<
  Parameters<DefaultApiClient[O]>[0]
>;

/**
 * What an operation answers; a list as CSV is a file.
 *
 * @public
 */
export type SecretsAnswer<O extends SecretsOperation> = Awaited<
  ReturnType<DefaultApiClient[O]>
> extends { json(): Promise<infer T> }
  ? T extends string
    ? Blob
    : T
  : never;

/**
 * What the pages ask the back end for: each operation by its name. Errors of the back
 * end are thrown as `ResponseError`.
 *
 * @public
 */
export type SecretsApi = {
  [O in SecretsOperation]: (
    request: SecretsRequest<O>,
  ) => Promise<SecretsAnswer<O>>;
};

/**
 * Which secrets are asked for; an empty list leaves its field open.
 *
 * @public
 */
export type SecretsFilter = Omit<
  SecretsRequest<'getSecretsSummary'>,
  'entityRef'
>;

/** @public */
export type SecretsListRequest = SecretsRequest<'listSecrets'>;

/** @public */
export type FindingsRequest = SecretsRequest<'listFindings'>;

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
export type ScopeRequest = SecretsRequest<'getCompliance'>;

/** @public */
export type ComplianceScopesRequest = SecretsRequest<'listComplianceScopes'>;

/** @public */
export type ComplianceEvidenceRequest =
  SecretsRequest<'listComplianceEvidence'>;

/** @public */
export const secretsApiRef = createApiRef<SecretsApi>().with({
  id: 'plugin.secrets.client',
  pluginId: 'secrets',
});
