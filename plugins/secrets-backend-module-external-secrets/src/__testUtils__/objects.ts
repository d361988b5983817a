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

export const SINCE = '2026-12-01T11:00:00Z';

/** As the API server lists a store. */
export function store(
  name: string,
  {
    namespace = undefined as string | undefined,
    ready = 'True',
    provider = {},
  } = {},
) {
  return {
    metadata: { name, namespace, uid: `store-${name}` },
    spec: { provider: { aws: { region: 'eu-central-1', ...provider } } },
    status: {
      conditions: [
        {
          type: 'Ready',
          status: ready,
          reason: ready === 'True' ? 'Valid' : 'InvalidProviderConfig',
          lastTransitionTime: SINCE,
        },
      ],
    },
  };
}

/** As the API server lists an ExternalSecret. */
export function externalSecret(
  name: string,
  options: {
    namespace?: string;
    kind?: string;
    store?: string;
    ready?: object;
    refreshTime?: string;
    spec?: object;
    metadata?: object;
  } = {},
) {
  const { namespace = 'shop', kind = 'ClusterSecretStore' } = options;
  const { refreshTime } = options;
  return {
    metadata: { name, namespace, uid: `uid-${name}`, ...options.metadata },
    spec: {
      refreshInterval: '1h0m0s',
      secretStoreRef: { kind, name: options.store ?? 'aws' },
      target: { name },
      data: [{ secretKey: 'password', remoteRef: { key: `prod/${name}` } }],
      ...options.spec,
    },
    status: {
      ...(refreshTime ? { refreshTime } : {}),
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'SecretSynced',
          lastTransitionTime: SINCE,
          ...options.ready,
        },
      ],
    },
  };
}

export const FAILED = {
  status: 'False',
  reason: 'SecretSyncedError',
  message: 'could not get secret data from provider',
};

/** As the operator says of an ExternalSecret why it failed. */
export function failure(name: string, message: string, lastTimestamp = SINCE) {
  return {
    metadata: { name: `${name}.1`, namespace: 'shop' },
    involvedObject: {
      kind: 'ExternalSecret',
      namespace: 'shop',
      name,
      uid: `uid-${name}`,
    },
    reason: 'UpdateFailed',
    type: 'Warning',
    message,
    lastTimestamp,
  };
}
