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
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import {
  type CreateRequestsRequest,
  DefaultApiClient,
  type Draft as StoredDraft,
  type SealRepository,
  type SecretRequest,
  type TypedResponse,
} from '@keyward/backstage-plugin-secrets-common';

/** A draft without what is sealed. */
export type Draft = Pick<StoredDraft, 'id' | 'entityRef'> & {
  targets: Pick<
    StoredDraft['targets'][number],
    'sourceId' | 'namespace' | 'name' | 'mode'
  >[];
};

/** A request as far as a task tells of it. */
export type Request = Pick<
  SecretRequest,
  'id' | 'state' | 'change' | 'blocked'
>;

/**
 * Asks Keyward's API on behalf of somebody: it decides what they may do.
 *
 * All methods throw what the API answers as an error.
 */
export class RequestsClient {
  readonly #auth: AuthService;
  readonly #client: DefaultApiClient;

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = options.auth;
    this.#client = new DefaultApiClient({ discoveryApi: options.discovery });
  }

  async readDraft(
    credentials: BackstageCredentials,
    id: string,
  ): Promise<Draft> {
    const { entityRef, targets } = await read(
      this.#client.getDraft({ path: { id } }, await this.#token(credentials)),
    );
    return {
      id,
      entityRef,
      targets: targets.map(({ sourceId, namespace, name, mode }) => ({
        sourceId,
        namespace,
        name,
        mode,
      })),
    };
  }

  /** The folders that are confirmed for an entity. */
  async listRepositories(
    credentials: BackstageCredentials,
    entityRef: string,
  ): Promise<SealRepository[]> {
    const { repositories } = await read(
      this.#client.getSealTargets(
        { query: { entityRef } },
        await this.#token(credentials),
      ),
    );
    return repositories.filter(
      ({ confirmedBy, refusal }) => confirmedBy && !refusal,
    );
  }

  /** Requests a draft; whoever requests it again gets the same requests. */
  async create(
    credentials: BackstageCredentials,
    body: CreateRequestsRequest,
  ): Promise<Request[]> {
    const { items } = await read(
      this.#client.createRequests({ body }, await this.#token(credentials)),
    );
    return items;
  }

  async readRequest(
    credentials: BackstageCredentials,
    id: string,
  ): Promise<Request> {
    return await read(
      this.#client.getRequest({ path: { id } }, await this.#token(credentials)),
    );
  }

  async #token(onBehalfOf: BackstageCredentials) {
    return await this.#auth.getPluginRequestToken({
      onBehalfOf,
      targetPluginId: 'secrets',
    });
  }
}

async function read<T>(request: Promise<TypedResponse<T>>): Promise<T> {
  const response = await request;
  if (!response.ok) {
    // What the API says of it is shown to people, rather than its status.
    const { cause } = await ResponseError.fromResponse(response as never);
    throw cause;
  }
  return await response.json();
}
