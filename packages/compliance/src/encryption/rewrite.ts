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

import type { ApiServerMetrics } from './readApiServerMetrics';

/**
 * When an encryption configuration was seen first, kept for as long as it is the one in use.
 *
 * @public
 */
export interface FirstSeenConfig {
  configHash: string;
  /** Of the cluster then: a Secret with a later one was written with this configuration. */
  resourceVersion: string;
  /** Secrets that each API server had written in plaintext until then, by its instance. */
  plaintextWrites: Readonly<Record<string, number>>;
}

/**
 * Whether a Secret may have been written before a configuration was there.
 *
 * @public
 */
export function isOlderThan(
  resourceVersion: string,
  config: FirstSeenConfig,
): boolean {
  const isNumber = (text: string) => /^\d+$/.test(text);
  return !(
    isNumber(resourceVersion) &&
    isNumber(config.resourceVersion) &&
    BigInt(resourceVersion) > BigInt(config.resourceVersion)
  );
}

/**
 * Whether every Secret written since a configuration was seen first was encrypted:
 * each API server still has it, encrypts with it, and has written none in plaintext since.
 *
 * @public
 */
export function encryptsSince(
  config: FirstSeenConfig,
  metrics: readonly ApiServerMetrics[],
): boolean {
  return (
    metrics.length > 0 &&
    metrics.every(({ instance, configHash, written }) => {
      const plain = written.identity ?? 0;
      const before = instance ? config.plaintextWrites[instance] : undefined;
      const hasEncrypted = Object.entries(written).some(
        ([provider, count]) => provider !== 'identity' && count > 0,
      );
      return (
        configHash === config.configHash &&
        hasEncrypted &&
        // A counter that started again has to be 0 still.
        (plain === 0 || plain === before)
      );
    })
  );
}
