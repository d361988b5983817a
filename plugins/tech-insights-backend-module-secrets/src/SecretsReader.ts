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
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import {
  type ComplianceReport,
  DefaultApiClient,
  type FindingsSummary,
  type RotationSummary,
  type SecretsSummary,
  type TypedResponse,
} from '@keyward/backstage-plugin-secrets-common';

/** Asks Keyward's API as Tech Insights itself. */
export class SecretsReader {
  readonly #auth: AuthService;
  readonly #client: DefaultApiClient;

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = options.auth;
    this.#client = new DefaultApiClient({ discoveryApi: options.discovery });
  }

  async secrets(entityRef: string): Promise<SecretsSummary> {
    return await read(
      this.#client.getSecretsSummary(
        { query: { entityRef } },
        await this.#token(),
      ),
    );
  }

  async rotation(entityRef: string): Promise<RotationSummary> {
    return await read(
      this.#client.getRotationSummary(
        { query: { entityRef } },
        await this.#token(),
      ),
    );
  }

  async findings(entityRef: string): Promise<FindingsSummary> {
    return await read(
      this.#client.getFindingsSummary(
        { query: { entityRef } },
        await this.#token(),
      ),
    );
  }

  async compliance(entityRef: string): Promise<ComplianceReport> {
    return await read(
      this.#client.getCompliance({ query: { entityRef } }, await this.#token()),
    );
  }

  async #token() {
    return await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'secrets',
    });
  }
}

async function read<T>(request: Promise<TypedResponse<T>>): Promise<T> {
  const response = await request;
  if (!response.ok) {
    throw await ResponseError.fromResponse(response as never);
  }
  return await response.json();
}
