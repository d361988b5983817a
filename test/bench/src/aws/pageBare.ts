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
} from '@aws-sdk/client-secrets-manager';

/** As many as Keyward sends. */
const AT_ONCE = 4;
const OF_PAGE = 100;

/**
 * Reads all secrets of a region by the SDK without a thought, page by page, and the
 * versions and the policy of those that are not known by their current version.
 *
 * @param known - the current versions of before, which it adds to
 * @returns how many secrets there are
 */
export async function pageBare(
  url: string,
  region: string,
  known: Set<string>,
): Promise<number> {
  const client = new SecretsManagerClient({
    region,
    endpoint: url,
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  let count = 0;
  let next: string | undefined;
  do {
    const page: { SecretList?: any[]; NextToken?: string } = await client.send(
      new ListSecretsCommand({
        IncludePlannedDeletion: true,
        MaxResults: OF_PAGE,
        NextToken: next,
      }),
    );
    const left = (page.SecretList ?? []).filter(entry => {
      const [current] = Object.keys(entry.SecretVersionsToStages);
      const isNew = !known.has(current);
      known.add(current);
      return isNew;
    });
    count += page.SecretList?.length ?? 0;
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let entry = left.pop(); entry; entry = left.pop()) {
          await client.send(
            new ListSecretVersionIdsCommand({
              SecretId: entry.ARN,
              MaxResults: OF_PAGE,
            }),
          );
          await client.send(
            new GetResourcePolicyCommand({ SecretId: entry.ARN }),
          );
        }
      }),
    );
    next = page.NextToken;
  } while (next);
  client.destroy();
  return count;
}
