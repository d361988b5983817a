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

import type { Config } from '@backstage/config';
import type { ActingCredential } from '@keyward/backstage-plugin-secrets-node';

/** Where it stands in the configuration. */
export const SYNC_NOW = 'secrets.externalSecrets.syncNow.clusters';

/**
 * Reads the accounts that request syncs, by the names of their clusters.
 *
 * @throws an error that names the place of what is wrong and quotes no credential
 */
export function readSyncNow(
  config: Config,
): ReadonlyMap<string, ActingCredential> {
  const found = new Map<string, ActingCredential>();
  (config.getOptionalConfigArray(SYNC_NOW) ?? []).forEach((entry, index) => {
    const cluster = entry.getString('cluster');
    if (found.has(cluster)) {
      throw new Error(
        `${SYNC_NOW}[${index}].cluster: ${cluster} has an account already`,
      );
    }
    found.set(cluster, readCredential(entry, `${SYNC_NOW}[${index}]`));
  });
  return found;
}

function readCredential(entry: Config, place: string): ActingCredential {
  const token = entry.getOptionalString('credential.token');
  const file = entry.getOptionalString('credential.tokenFile');
  if ((token === undefined) === (file === undefined)) {
    throw new Error(
      `${place}.credential: one of token or tokenFile must be given`,
    );
  }
  return token === undefined
    ? { type: 'tokenFile', file: file! }
    : { type: 'token', token };
}
