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
  readAccessObject,
  readObserved,
  readObservedSecret,
  type AccessObject,
} from '@keyward/kube-access';
import { observeObject, observeSecret } from '@keyward/kube-model';
import { loadEstate } from './loadEstate';
import type { KubernetesObject } from './KubernetesObject';

const meta = (name: string, rest = {}) => ({ namespace: 'a', name, ...rest });

/** What the estate has none of. */
const MORE = [
  {
    apiVersion: 'external-secrets.io/v1',
    kind: 'SecretStore',
    metadata: meta('by-token'),
    spec: {
      provider: {
        vault: {
          server: 'https://vault.example',
          caProvider: { type: 'Secret', name: 'ca', key: 'ca.crt' },
          auth: { tokenSecretRef: { name: 'token', key: 'token' } },
        },
      },
    },
  },
  {
    apiVersion: 'external-secrets.io/v1',
    kind: 'SecretStore',
    metadata: meta('by-account'),
    spec: {
      provider: {
        aws: {
          service: 'SecretsManager',
          region: 'eu-central-1',
          auth: { jwt: { serviceAccountRef: { name: 'reader' } } },
        },
      },
    },
  },
  {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ClusterSecretStore',
    metadata: { name: 'for-some' },
    spec: {
      conditions: [{ namespaces: ['a', 'b'] }, { namespaces: ['c'] }],
      provider: {
        vault: {
          server: 'https://vault.example',
          auth: {
            kubernetes: {
              role: 'x',
              mountPath: 'kubernetes',
              serviceAccountRef: { name: 'eso', namespace: 'eso' },
            },
            appRole: {
              roleId: 'x',
              secretRef: { name: 'role', namespace: 'eso', key: 'id' },
            },
          },
        },
      },
    },
  },
  {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ClusterSecretStore',
    metadata: { name: 'by-label' },
    spec: {
      conditions: [{ namespaceSelector: { matchLabels: { a: 'b' } } }],
      provider: { fake: { data: [] } },
    },
  },
  {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: meta('two-stores'),
    spec: {
      secretStoreRef: { name: 'one' },
      target: { name: 'made' },
      data: [
        { secretKey: 'a', remoteRef: { key: 'a' } },
        {
          secretKey: 'b',
          remoteRef: { key: 'b' },
          sourceRef: { storeRef: { name: 'two', kind: 'ClusterSecretStore' } },
        },
      ],
    },
  },
  {
    apiVersion: 'secrets.hashicorp.com/v1beta1',
    kind: 'VaultAuth',
    metadata: meta('shared'),
    spec: { method: 'kubernetes', allowedNamespaces: ['b', 'c'] },
  },
  {
    apiVersion: 'secrets.hashicorp.com/v1beta1',
    kind: 'VaultDynamicSecret',
    metadata: meta('leased'),
    spec: {
      mount: 'db',
      path: 'creds/x',
      vaultAuthRef: 'b/shared',
      destination: { name: 'leased-db', create: true },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: meta('cloud', {
      annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/x' },
    }),
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'kube-system', name: 'aws-auth' },
    data: { mapRoles: '[]' },
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: meta('aws-auth'),
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: meta('mirror', {
      annotations: { 'kubernetes.io/config.mirror': 'x' },
    }),
    spec: { nodeName: 'n', containers: [] },
  },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'Opaque',
    metadata: meta('of-helm', {
      annotations: {
        'meta.helm.sh/release-name': 'app',
        'meta.helm.sh/release-namespace': 'tools',
      },
    }),
  },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/tls',
    metadata: meta('sealing', {
      labels: { 'sealedsecrets.bitnami.com/sealed-secrets-key': 'active' },
    }),
  },
] as unknown as KubernetesObject[];

/** Without what only the raw object tells and no path to a Secret rests on. */
function comparable(object: AccessObject | undefined) {
  if (!object) {
    return undefined;
  }
  const { configMaps, secrets, ...rest } = object as {
    configMaps?: string[];
    secrets?: string[];
  };
  return JSON.parse(
    JSON.stringify({ ...rest, secrets: secrets && [...secrets].sort() }),
  );
}

const observe = (object: KubernetesObject) =>
  object.kind === 'Secret'
    ? readObservedSecret(
        observeSecret(object, { sourceId: 'x', taken: 'metadata' }),
      )
    : readObserved(observeObject(object, { sourceId: 'x' }));

describe('what access is told by', () => {
  const objects = [
    ...loadEstate().clusters.flatMap(cluster => cluster.objects),
    ...MORE,
  ];
  const kinds = [...new Set(objects.map(({ kind }) => kind))];

  it.each(kinds)('is the same of an observed %s', kind => {
    const ofKind = objects.filter(object => object.kind === kind);
    expect(ofKind.map(object => comparable(observe(object)))).toEqual(
      ofKind.map(object => comparable(readAccessObject(object))),
    );
  });

  it('is told of all that counts', () => {
    const read = new Set(
      objects.flatMap(object => (readAccessObject(object) ? object.kind : [])),
    );
    for (const kind of [
      'ClusterSecretStore',
      'ConfigMap',
      'ExternalSecret',
      'Secret',
      'SecretStore',
      'ServiceAccount',
      'VaultAuth',
      'VaultDynamicSecret',
      'VaultStaticSecret',
    ]) {
      expect(read).toContain(kind);
    }
  });
});
