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

import { parseMetrics } from './parseMetrics';
import { type EncryptionProvider, providerOfPrefix } from './providers';

/**
 * How often each provider was used.
 *
 * @public
 */
export type ProviderCounts = Partial<Record<EncryptionProvider, number>>;

/**
 * What one API server says of how it stores Secrets, counted since it started.
 *
 * @public
 */
export interface ApiServerMetrics {
  /** A hash of the id of the API server; absent where it does not say. */
  instance?: string;
  /** Of the encryption configuration that it last loaded; absent where it does not say. */
  configHash?: string;
  /** Secrets that it read from etcd; lists answered from its cache are not among them. */
  read: ProviderCounts;
  /** Secrets that it wrote to etcd. */
  written: ProviderCounts;
  /** How many transformations of any resource it names. 0 without an encryption configuration. */
  transformed: number;
}

const OPERATIONS = 'apiserver_storage_transformation_operations_total';
const CONFIG = 'apiserver_encryption_config_controller_last_config_info';
const RELOADS =
  'apiserver_encryption_config_controller_automatic_reloads_total';
/** Each API server has it: without it the text is of something else. */
const SIGN = 'kubernetes_build_info';

/**
 * Reads what the `/metrics` of one API server say of encryption.
 *
 * @throws an Error where the text is not of an API server, or not of one alone
 * @public
 */
export function readApiServerMetrics(text: string): ApiServerMetrics {
  const samples = parseMetrics(
    text,
    new Set([OPERATIONS, CONFIG, RELOADS, SIGN]),
  );
  if (!samples.some(({ name }) => name === SIGN)) {
    throw new Error(`These are not the metrics of an API server: no ${SIGN}`);
  }
  const instances = new Set<string>();
  const configs = new Set<string>();
  const counts = { from_storage: {}, to_storage: {} } as Record<
    string,
    ProviderCounts
  >;
  let transformed = 0;
  for (const { name, labels, value } of samples) {
    if (labels.apiserver_id_hash) {
      instances.add(labels.apiserver_id_hash);
    }
    if (name === CONFIG && labels.hash && value === 1) {
      configs.add(labels.hash);
    }
    if (name === OPERATIONS && labels.status === 'OK') {
      const { transformer_prefix: prefix } = labels;
      const provider =
        prefix === undefined ? undefined : providerOfPrefix(prefix);
      const sums = counts[labels.transformation_type];
      transformed += value;
      if (labels.resource === 'secrets' && provider && sums) {
        sums[provider] = (sums[provider] ?? 0) + value;
      }
    }
  }
  if (instances.size > 1) {
    throw new Error(
      'These are the metrics of several API servers in one; they have to be read from each',
    );
  }
  const [instance] = instances;
  const [configHash] = configs;
  return {
    ...(instance && { instance }),
    ...(configs.size === 1 && { configHash }),
    read: counts.from_storage,
    written: counts.to_storage,
    transformed,
  };
}
