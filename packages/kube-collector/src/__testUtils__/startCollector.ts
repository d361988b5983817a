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

import { createFingerprinter } from '@keyward/values';
import {
  KubernetesCollector,
  type KubernetesCollectorOptions,
} from '../collector';
import type { FakeApiServer } from './FakeApiServer';
import type { RecordingSink } from './RecordingSink';

/** Collects from a fake API server; ends when the sink is stopped. */
export function startCollector(
  server: FakeApiServer,
  sink: RecordingSink,
  options: Partial<KubernetesCollectorOptions> = {},
): Promise<void> {
  return new KubernetesCollector({
    sourceId: 'fake',
    // A server that has been stopped has none any more.
    kubeConfig: options.kubeConfig ?? server.kubeConfig,
    mode: 'fingerprint',
    fingerprinter: createFingerprinter({
      key: Buffer.alloc(32, 7),
      keyId: 'one',
    }),
    kinds: [],
    ...options,
  }).run(sink);
}
