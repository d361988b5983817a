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

import { ResponseError } from '@backstage/errors';
import {
  DefaultApiClient,
  type TypedResponse,
} from '@keyward/backstage-plugin-secrets-common';
import {
  type FindingsRequest,
  type SecretsApi,
  type SecretsListRequest,
} from './SecretsApi';

/** Speaks to the back end through the generated client. */
export class SecretsClient implements SecretsApi {
  readonly #client: DefaultApiClient;

  constructor(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    fetchApi: { fetch: typeof fetch };
  }) {
    this.#client = new DefaultApiClient(options);
  }

  async listSecrets(request: SecretsListRequest) {
    return json(this.#client.listSecrets({ query: request }));
  }

  async getSummary(request: Parameters<SecretsApi['getSummary']>[0]) {
    return json(this.#client.getSecretsSummary({ query: request }));
  }

  async exportSecrets(request: Parameters<SecretsApi['exportSecrets']>[0]) {
    const response = await ok(this.#client.exportSecrets({ query: request }));
    return await response.blob();
  }

  async getSecret(id: string) {
    return json(this.#client.getSecret({ path: { id } }));
  }

  async getHistory(
    id: string,
    request: Parameters<SecretsApi['getHistory']>[1],
  ) {
    return json(
      this.#client.getSecretHistory({ path: { id }, query: request }),
    );
  }

  async listClaims(entityRef: string) {
    return json(this.#client.listClaims({ query: { entityRef } }));
  }

  async confirmClaims(request: Parameters<SecretsApi['confirmClaims']>[0]) {
    await ok(this.#client.confirmClaims({ body: request }));
  }

  async listFindings(request: FindingsRequest) {
    return json(this.#client.listFindings({ query: request }));
  }

  async getFindingsSummary(request: FindingsRequest) {
    return json(this.#client.getFindingsSummary({ query: request }));
  }

  async getFinding(id: string) {
    return json(this.#client.getFinding({ path: { id } }));
  }

  async setFindingState(
    id: string,
    change: Parameters<SecretsApi['setFindingState']>[1],
  ) {
    return json(this.#client.setFindingState({ path: { id }, body: change }));
  }

  async setFindingStates(
    change: Parameters<SecretsApi['setFindingStates']>[0],
  ) {
    return json(this.#client.setFindingStates({ body: change }));
  }

  async exportFindings(request: Parameters<SecretsApi['exportFindings']>[0]) {
    const response = await ok(this.#client.exportFindings({ query: request }));
    return await response.blob();
  }

  async getRotationCalendar(
    request: Parameters<SecretsApi['getRotationCalendar']>[0],
  ) {
    return json(this.#client.getRotationCalendar({ query: request }));
  }

  async listRotations(request: Parameters<SecretsApi['listRotations']>[0]) {
    return json(this.#client.listRotations({ query: request }));
  }

  async getRotationSummary(
    request: Parameters<SecretsApi['getRotationSummary']>[0],
  ) {
    return json(this.#client.getRotationSummary({ query: request }));
  }

  async listRotationKeys(
    request: Parameters<SecretsApi['listRotationKeys']>[0],
  ) {
    return json(this.#client.listRotationKeys({ query: request }));
  }

  async listCertificates(
    request: Parameters<SecretsApi['listCertificates']>[0],
  ) {
    return json(this.#client.listCertificates({ query: request }));
  }

  async getCompliance(request: Parameters<SecretsApi['getCompliance']>[0]) {
    return json(this.#client.getCompliance({ query: request }));
  }

  async getComplianceOverview(
    request: Parameters<SecretsApi['getComplianceOverview']>[0],
  ) {
    return json(this.#client.getComplianceOverview({ query: request }));
  }

  async listComplianceScopes(
    request: Parameters<SecretsApi['listComplianceScopes']>[0],
  ) {
    return json(this.#client.listComplianceScopes({ query: request }));
  }

  async listComplianceEvidence(
    request: Parameters<SecretsApi['listComplianceEvidence']>[0],
  ) {
    return json(this.#client.listComplianceEvidence({ query: request }));
  }

  async getRotationImpact(id: string) {
    return json(this.#client.getRotationImpact({ path: { id } }));
  }

  async getAccessMatrix(request: Parameters<SecretsApi['getAccessMatrix']>[0]) {
    return json(this.#client.getAccessMatrix({ query: request }));
  }

  async exportAccess(request: Parameters<SecretsApi['exportAccess']>[0]) {
    const response = await ok(this.#client.exportAccess({ query: request }));
    return await response.blob();
  }

  async getAccessPath(request: Parameters<SecretsApi['getAccessPath']>[0]) {
    return json(this.#client.getAccessPath({ query: request }));
  }

  async listReaders(id: string) {
    return json(this.#client.listReaders({ path: { id } }));
  }

  async listRecommendedRoles(entityRef: string) {
    const query = { entityRef };
    const { items } = await json(this.#client.listRecommendedRoles({ query }));
    return items;
  }

  async listAccessSubjects(
    request: Parameters<SecretsApi['listAccessSubjects']>[0],
  ) {
    return json(this.#client.listAccessSubjects({ query: request }));
  }

  async listAccessGrants(
    request: Parameters<SecretsApi['listAccessGrants']>[0],
  ) {
    return json(this.#client.listAccessGrants({ query: request }));
  }

  async listAccessNamespaces(
    request: Parameters<SecretsApi['listAccessNamespaces']>[0],
  ) {
    return json(this.#client.listAccessNamespaces({ query: request }));
  }

  async listAccessRisks(request: Parameters<SecretsApi['listAccessRisks']>[0]) {
    return json(this.#client.listAccessRisks({ query: request }));
  }

  async askWhatIf(request: Parameters<SecretsApi['askWhatIf']>[0]) {
    return json(this.#client.askWhatIf({ body: request }));
  }

  async getReach(request: Parameters<SecretsApi['getReach']>[0]) {
    return json(this.#client.getReach({ query: request }));
  }

  async listSources() {
    return json(this.#client.listSources({}));
  }

  async syncSource(id: string) {
    await ok(this.#client.syncSource({ path: { id } }));
  }
}

async function ok<T>(pending: Promise<TypedResponse<T>>) {
  const response = await pending;
  if (!response.ok) {
    throw await ResponseError.fromResponse(response as Response);
  }
  return response;
}

async function json<T>(pending: Promise<TypedResponse<T>>): Promise<T> {
  return await (await ok(pending)).json();
}
