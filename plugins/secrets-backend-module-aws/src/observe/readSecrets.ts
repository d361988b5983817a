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

import type { SystemSecretObservation } from '@keyward/observation';
import type { SecretListEntry } from '@aws-sdk/client-secrets-manager';
import type { RegionApi } from '../client';
import { observeSecret, versionsThatCount } from './observeSecret';
import type { ResourcePolicies } from './ResourcePolicies';
import type { VersionDates } from './VersionDates';

interface ReadSecretsOptions {
  sourceId: string;
  region: string;
  accountId: string;
  requiresOwnKey?: true;
  dates: VersionDates;
  policies: ResourcePolicies;
  /** Counts those of other accounts, which are left out. */
  foreign: { count: number };
}

/**
 * The secrets of a region, page by page.
 *
 * @throws AwsError
 */
export async function* readSecrets(
  api: RegionApi,
  options: ReadSecretsOptions,
): AsyncGenerator<SystemSecretObservation[]> {
  const { accountId, dates, foreign, policies } = options;
  policies.begin();
  for await (const page of api.secrets()) {
    const entries = page.filter(isWhole);
    const own = entries.filter(({ ARN }) => ARN.split(':')[4] === accountId);
    foreign.count += entries.length - own.length;
    await dates.read(
      api,
      own.map(entry => ({
        arn: entry.ARN,
        versions: Object.values(versionsThatCount(entry)),
      })),
    );
    await policies.read(api, own);
    yield own.map(entry =>
      observeSecret(entry, options, {
        createdAt: dates.datesOf(entry.ARN),
        policy: policies.summaryOf(entry.ARN),
      }),
    );
  }
}

function isWhole(
  entry: SecretListEntry,
): entry is SecretListEntry & { Name: string; ARN: string } {
  const { ARN, Name } = entry;
  return typeof ARN === 'string' && typeof Name === 'string' && Name !== '';
}
