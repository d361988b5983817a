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

import { at, type Json } from '@keyward/observation/json';

/** How many requests for values a provider documents that it takes, and of what together. */
export interface RequestLimit {
  limitRequests: number;
  limitSeconds: number;
  limitScope: 'account-and-region' | 'project' | 'vault';
}

/**
 * The limit that a provider documents for requests that read values. It is the same for
 * everybody unless the provider raises it, and is shared by all that read there.
 *
 * - AWS Secrets Manager, `GetSecretValue`: 10,000 a second.
 *   https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 * - Google Secret Manager, access requests: 90,000 a minute.
 *   https://cloud.google.com/secret-manager/quotas
 * - Azure Key Vault, transactions of secrets: 4,000 in 10 seconds.
 *   https://learn.microsoft.com/en-us/azure/key-vault/general/service-limits
 *
 * @param provider - as it is named in `spec.provider` of a store
 * @returns undefined where no limit is known
 */
export function readRequestLimit(
  provider: string,
  settings: Json,
): RequestLimit | undefined {
  switch (provider) {
    case 'aws':
      return at(settings, 'service') === 'SecretsManager'
        ? {
            limitRequests: 10_000,
            limitSeconds: 1,
            limitScope: 'account-and-region',
          }
        : undefined;
    case 'gcpsm':
      return {
        limitRequests: 90_000,
        limitSeconds: 60,
        limitScope: 'project',
      };
    case 'azurekv':
      return { limitRequests: 4_000, limitSeconds: 10, limitScope: 'vault' };
    default:
      return undefined;
  }
}
