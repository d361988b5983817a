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
import { DefaultApiClient } from '@keyward/backstage-plugin-secrets-common';
import { type SecretsApi, type SecretsOperation } from './SecretsApi';

const WITHOUT_CONTENT = [202, 204];

/**
 * The generated client, which throws what is no success and gives what is in an
 * answer. All of its operations are there by themselves.
 */
export function createSecretsApi(options: {
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  fetchApi: { fetch: typeof fetch };
}): SecretsApi {
  const client = new DefaultApiClient(options);
  const names = Object.getOwnPropertyNames(DefaultApiClient.prototype).filter(
    name => name !== 'constructor',
  ) as SecretsOperation[];
  return Object.fromEntries(
    names.map(name => [
      name,
      // Each operation has the same three parts, of which it takes what it has.
      async ({ id, ...rest }: { id?: string }) =>
        read(
          await (client[name] as (request: object) => Promise<Response>)({
            path: { id },
            query: rest,
            body: rest,
          }),
        ),
    ]),
  ) as unknown as SecretsApi;
}

async function read(response: Response): Promise<unknown> {
  if (!response.ok) {
    throw await ResponseError.fromResponse(response);
  }
  if (WITHOUT_CONTENT.includes(response.status)) {
    return undefined;
  }
  const type = response.headers.get('content-type') ?? '';
  return type.includes('json') ? await response.json() : await response.blob();
}
