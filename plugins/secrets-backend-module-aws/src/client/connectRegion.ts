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

import {
  GetResourcePolicyCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  SecretsManagerClient,
  type SecretListEntry,
  type SecretVersionsListEntry,
} from '@aws-sdk/client-secrets-manager';
import {
  DescribeParametersCommand,
  type ParameterMetadata,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { AwsSettings } from '../config';
import { AwsError } from './AwsError';
import { CALLS } from './calls';

const SECRETS_OF_PAGE = 100;
const PARAMETERS_OF_PAGE = 50;
/** One of more, with all that was retried. */
const ANSWER_MS = 60_000;
const REQUEST_MS = 15_000;
const CONNECTION_MS = 5_000;
/** AWS takes some dozens of these calls a second, so it throttles; the SDK waits longer each time, and slows down. */
const MOST_ATTEMPTS = 6;
/** Nobody has as many. An endpoint that never comes to an end has no other one. */
const MOST_PAGES = 10_000;

/** What is read of one region. Each call may be slow where AWS throttles. */
export interface RegionApi {
  /** All secrets, also those that are about to be deleted. */
  secrets(): AsyncGenerator<SecretListEntry[]>;
  /** The versions of a secret that have a stage. */
  versions(arn: string): Promise<SecretVersionsListEntry[]>;
  /** The resource policy of a secret as AWS has it; undefined where there is none. */
  resourcePolicy(arn: string): Promise<string | undefined>;
  /** All parameters whose values are encrypted. */
  parameters(): AsyncGenerator<ParameterMetadata[]>;
  close(): void;
}

/** @param signal - ends what is going on */
export function connectRegion(
  settings: AwsSettings,
  region: string,
  signal: AbortSignal,
): RegionApi {
  const options = clientOptions(settings, region);
  const manager = new SecretsManagerClient(options);
  const parameterStore = new SSMClient(options);
  for (const { middlewareStack } of [manager, parameterStore]) {
    (middlewareStack as unknown as GuardedStack).add(
      (next, { commandName = '' }) =>
        async args => {
          if (!Object.hasOwn(CALLS, commandName)) {
            throw new Error(`${commandName} is never called`);
          }
          return await next(args);
        },
      { step: 'initialize', name: 'onlyMetadata' },
    );
  }

  const call = async <T>(
    name: string,
    send: (options: { abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> => {
    try {
      return await send({
        abortSignal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
      });
    } catch (error) {
      throw AwsError.from(error, { call: name, region });
    }
  };

  return {
    secrets: () =>
      pagesOf('ListSecrets', region, async NextToken => {
        const page = await call('ListSecrets', within =>
          manager.send(
            new ListSecretsCommand({
              IncludePlannedDeletion: true,
              MaxResults: SECRETS_OF_PAGE,
              NextToken,
            }),
            within,
          ),
        );
        return { items: page.SecretList, next: page.NextToken };
      }),
    async versions(arn) {
      const found: SecretVersionsListEntry[] = [];
      const pages = pagesOf('ListSecretVersionIds', region, async NextToken => {
        const page = await call('ListSecretVersionIds', within =>
          manager.send(
            new ListSecretVersionIdsCommand({
              SecretId: arn,
              MaxResults: SECRETS_OF_PAGE,
              NextToken,
            }),
            within,
          ),
        );
        return { items: page.Versions, next: page.NextToken };
      });
      for await (const page of pages) {
        found.push(...page);
      }
      return found;
    },
    async resourcePolicy(arn) {
      const name = 'GetResourcePolicy';
      const { ARN, ResourcePolicy: policy } = await call(name, within =>
        manager.send(new GetResourcePolicyCommand({ SecretId: arn }), within),
      );
      if (ARN !== arn) {
        throw new AwsError('bad-answer', { call: name, region });
      }
      return policy;
    },
    parameters: () =>
      pagesOf('DescribeParameters', region, async NextToken => {
        const page = await call('DescribeParameters', within =>
          parameterStore.send(
            new DescribeParametersCommand({
              ParameterFilters: [{ Key: 'Type', Values: ['SecureString'] }],
              MaxResults: PARAMETERS_OF_PAGE,
              NextToken,
            }),
            within,
          ),
        );
        return { items: page.Parameters, next: page.NextToken };
      }),
    close() {
      manager.destroy();
      parameterStore.destroy();
    },
  };
}

/** What is used of the middleware of a client, whatever its commands. */
interface GuardedStack {
  add(
    middleware: (
      next: (args: unknown) => Promise<unknown>,
      context: { commandName?: string },
    ) => (args: unknown) => Promise<unknown>,
    options: { step: 'initialize'; name: string },
  ): void;
}

/** @throws AwsError where a page is none, or is the one before once more */
async function* pagesOf<T extends object>(
  call: string,
  region: string,
  read: (next: string | undefined) => Promise<{ items?: T[]; next?: string }>,
): AsyncGenerator<T[]> {
  let token: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const { items, next } = await read(token);
    if (!Array.isArray(items)) {
      throw new AwsError('bad-answer', { call, region });
    }
    yield items.filter(item => typeof item === 'object' && item !== null);
    if (!next) {
      return;
    }
    if (next === token) {
      break;
    }
    token = next;
  }
  throw new AwsError('bad-answer', { call, region });
}

function clientOptions(settings: AwsSettings, region: string) {
  const { credential, endpoint, role } = settings;
  const place = { region, ...(endpoint ? { endpoint } : {}) };
  const requestHandler = {
    connectionTimeout: CONNECTION_MS,
    requestTimeout: REQUEST_MS,
    throwOnRequestTimeout: true,
  };
  return {
    ...place,
    requestHandler,
    maxAttempts: MOST_ATTEMPTS,
    retryMode: 'adaptive',
    ...(role
      ? {
          credentials: fromTemporaryCredentials({
            ...(credential ? { masterCredentials: credential } : {}),
            params: {
              RoleArn: role.arn,
              RoleSessionName: 'keyward',
              ...(role.externalId ? { ExternalId: role.externalId } : {}),
            },
            clientConfig: { ...place, requestHandler },
          }),
        }
      : credential && { credentials: credential }),
  };
}
