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

/** A sealed value of the right form, which no key opens. */
export function sealedValue(keyBytes = 256): string {
  const bytes = Buffer.alloc(2 + keyBytes + 40, 7);
  bytes.writeUInt16BE(keyBytes);
  return bytes.toString('base64');
}

/** A SealedSecret that nothing speaks against. */
export function sealedSecret(
  name: string,
  changes: {
    namespace?: string;
    metadata?: object;
    spec?: object;
    status?: object;
  } = {},
) {
  return {
    metadata: {
      name,
      namespace: changes.namespace ?? 'shop',
      uid: `uid-of-${name}`,
      generation: 1,
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...changes.metadata,
    },
    spec: {
      encryptedData: { password: sealedValue() },
      template: { metadata: { name } },
      ...changes.spec,
    },
    status: changes.status ?? {
      observedGeneration: 1,
      conditions: [{ type: 'Synced', status: 'True' }],
    },
  };
}

/** A Secret with a sealing key, as its metadata is listed. */
export function sealingKey(
  name: string,
  createdAt: string,
  changes: {
    state?: string;
    namespace?: string;
    generateName?: string;
    annotations?: Record<string, string>;
  } = {},
) {
  const { state = 'active', namespace = 'kube-system' } = changes;
  return {
    metadata: {
      name,
      namespace,
      generateName: 'sealed-secrets-key',
      creationTimestamp: createdAt,
      labels: { 'sealedsecrets.bitnami.com/sealed-secrets-key': state },
      ...changes,
    },
  };
}

/** The Deployment of a controller. */
export function deployment(
  options: {
    image?: string;
    args?: string[];
    env?: object[];
    namespace?: string;
    name?: string;
  } = {},
) {
  const {
    image = 'docker.io/bitnami/sealed-secrets-controller:0.40.0',
    args = [],
    env = [],
    namespace = 'kube-system',
    name = 'sealed-secrets-controller',
  } = options;
  return {
    metadata: { name, namespace, labels: {} },
    spec: {
      template: {
        spec: { containers: [{ name: 'controller', image, args, env }] },
      },
    },
  };
}
