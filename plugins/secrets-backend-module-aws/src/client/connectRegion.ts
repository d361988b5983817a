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
import type { AwsSettings } from '../config';
import { AwsError } from './AwsError';
import { callsOf, clientOptions, guard, pagesOf } from './transport';

const SECRETS_OF_PAGE = 100;
const PARAMETERS_OF_PAGE = 50;

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
  [manager, parameterStore].forEach(guard);
  const call = callsOf(region, signal);

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
