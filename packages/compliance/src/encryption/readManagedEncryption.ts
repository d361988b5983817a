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

import type { EncryptionProvider } from './providers';

/**
 * What a cloud says of how it stores the Secrets of a cluster.
 *
 * @public
 */
export interface ManagedEncryption {
  cloud: 'EKS' | 'GKE' | 'AKS';
  /**
   * - `all`: all Secrets are encrypted
   * - `new`: those written from now on are; it does not say so of those from before
   * - `changing`: it is on the way between the two
   * - `none`: not beyond the disk
   */
  covers: 'all' | 'new' | 'changing' | 'none';
  provider?: EncryptionProvider;
}

/**
 * Reads the answer of EKS `DescribeCluster`; undefined where it does not tell.
 * From 1.28 on EKS encrypts all that the API stores, so that no configuration is no plaintext.
 *
 * @public
 */
export function readEksEncryption(cluster: {
  version?: string;
  encryptionConfig?: { resources?: string[]; provider?: { keyArn?: string } }[];
}): ManagedEncryption | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(cluster.version ?? '') ?? [];
  if (major === undefined) {
    return undefined;
  }
  if (Number(major) > 1 || Number(minor) >= 28) {
    return { cloud: 'EKS', covers: 'all', provider: 'kms-v2' };
  }
  const isOn = cluster.encryptionConfig?.some(
    ({ resources, provider }) =>
      resources?.includes('secrets') && provider?.keyArn,
  );
  return isOn
    ? { cloud: 'EKS', covers: 'new', provider: 'kms-v1' }
    : { cloud: 'EKS', covers: 'none' };
}

const GKE_ENCRYPTED = new Set([
  'ENCRYPTED',
  'ALL_OBJECTS_ENCRYPTION_ENABLED',
  'CURRENT_STATE_ENCRYPTED',
  'CURRENT_STATE_ALL_OBJECTS_ENCRYPTION_ENABLED',
]);
const GKE_DECRYPTED = new Set(['DECRYPTED', 'CURRENT_STATE_DECRYPTED']);

/**
 * Reads `databaseEncryption` of GKE's answer to `clusters.get`; undefined where it does not tell.
 *
 * @public
 */
export function readGkeEncryption(cluster: {
  databaseEncryption?: { state?: string; currentState?: string };
}): ManagedEncryption | undefined {
  const { state, currentState } = cluster.databaseEncryption ?? {};
  const now = currentState ?? state ?? '';
  if (GKE_ENCRYPTED.has(now)) {
    return {
      cloud: 'GKE',
      // The older field says what is wanted, not what has come to be.
      covers: currentState ? 'all' : 'new',
      provider: 'cloud-kms',
    };
  }
  if (GKE_DECRYPTED.has(now)) {
    return { cloud: 'GKE', covers: 'none' };
  }
  return /_(PENDING|ERROR)$/.test(now)
    ? { cloud: 'GKE', covers: 'changing' }
    : undefined;
}

/**
 * Reads `securityProfile.azureKeyVaultKms` of AKS's answer; undefined where it
 * does not tell. AKS leaves it to the user to rewrite what was there before.
 *
 * @public
 */
export function readAksEncryption(cluster: {
  properties?: {
    securityProfile?: { azureKeyVaultKms?: { enabled?: boolean } };
  };
}): ManagedEncryption | undefined {
  if (!cluster.properties) {
    return undefined;
  }
  return cluster.properties.securityProfile?.azureKeyVaultKms?.enabled === true
    ? { cloud: 'AKS', covers: 'new', provider: 'kms-v2' }
    : { cloud: 'AKS', covers: 'none' };
}
