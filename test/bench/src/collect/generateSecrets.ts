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

import { randomBytes, randomUUID } from 'node:crypto';
import type { KubernetesManifest } from '@internal/servers';

const NAMESPACES = 100;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Secrets as kubectl leaves them, with two keys of random bytes each. */
export function* generateSecrets(
  size: number,
  bytesOfKey: number = 24,
): Generator<KubernetesManifest> {
  const now = Date.now();
  for (let index = 0; index < size; index++) {
    const time = new Date(now - (index % 365) * DAY_MS)
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
    yield {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: `credentials-${String(index).padStart(7, '0')}`,
        namespace: `team-${index % NAMESPACES}`,
        uid: randomUUID(),
        creationTimestamp: time,
        managedFields: [
          {
            manager: 'kubectl-create',
            operation: 'Update',
            apiVersion: 'v1',
            time,
            fieldsType: 'FieldsV1',
            fieldsV1: {
              'f:data': { '.': {}, 'f:password': {}, 'f:token': {} },
              'f:type': {},
            },
          },
        ],
      },
      type: 'Opaque',
      data: {
        password: randomBytes(bytesOfKey).toString('base64'),
        token: randomBytes(bytesOfKey).toString('base64'),
      },
    } as KubernetesManifest;
  }
}
