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

const CREATED = '2026-03-01T08:00:00Z';

/** Stands in values only: where it is printed, a value is. */
export const CANARY = 'canary-7Qw2ZxLp9sR4';

/** The objects of a namespace as the API server gives them. */
export function shopObjects(): Record<string, unknown>[] {
  return [
    secret('shop', 'db', {
      username: 'shop',
      password: `${CANARY}-password`,
    }),
    secret('shop', 'unused', { note: `${CANARY}-note` }),
    {
      ...secret('shop', 'from-store', { token: `${CANARY}-token` }),
    },
    {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: metadata('shop', 'from-store'),
      spec: {
        secretStoreRef: { name: 'vault', kind: 'SecretStore' },
        target: { name: 'from-store' },
        data: [{ secretKey: 'token', remoteRef: { key: 'shop/token' } }],
      },
      status: {
        conditions: [
          {
            type: 'Ready',
            status: 'False',
            reason: 'SecretSyncedError',
            lastTransitionTime: '2026-06-01T08:00:00Z',
          },
        ],
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata('shop', 'api'),
      spec: {
        selector: { matchLabels: { app: 'api' } },
        template: template('api', ['db', 'lost']),
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: owned('shop', 'api-1', 'Deployment', 'api'),
      spec: {
        selector: { matchLabels: { app: 'api' } },
        template: template('api', ['db', 'lost']),
      },
    },
    ...['a', 'b'].map(suffix => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: owned('shop', `api-1-${suffix}`, 'ReplicaSet', 'api-1'),
      spec: template('api', ['db', 'lost']).spec,
    })),
  ];
}

/** A Secret as the API server gives it. */
export function secret(
  namespace: string,
  name: string,
  values: Record<string, string>,
): Record<string, unknown> {
  const data: Record<string, string> = {};
  const fields: Record<string, object> = { '.': {} };
  for (const [key, value] of Object.entries(values)) {
    fields[`f:${key}`] = {};
    data[key] = Buffer.from(value).toString('base64');
  }
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'Opaque',
    metadata: {
      ...metadata(namespace, name),
      managedFields: [
        {
          manager: 'kubectl-create',
          operation: 'Update',
          apiVersion: 'v1',
          time: '2026-04-01T08:00:00Z',
          fieldsType: 'FieldsV1',
          fieldsV1: { 'f:data': fields },
        },
      ],
    },
    data,
  };
}

function metadata(namespace: string, name: string) {
  return {
    namespace,
    name,
    uid: `uid-${namespace}-${name}`,
    creationTimestamp: CREATED,
  };
}

function owned(namespace: string, name: string, kind: string, owner: string) {
  return {
    ...metadata(namespace, name),
    ownerReferences: [
      {
        apiVersion: 'apps/v1',
        kind,
        name: owner,
        uid: `uid-${namespace}-${owner}`,
        controller: true,
      },
    ],
  };
}

function template(app: string, secrets: string[]) {
  return {
    metadata: { labels: { app } },
    spec: {
      containers: [
        {
          name: app,
          image: 'registry.example/api:1',
          envFrom: secrets.map(name => ({ secretRef: { name } })),
        },
      ],
    },
  };
}
