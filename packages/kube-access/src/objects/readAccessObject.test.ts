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

import { readAccessObject } from '..';

describe('readAccessObject', () => {
  it('keeps no value of a Secret', () => {
    const read = readAccessObject({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'db',
        namespace: 'shop',
        annotations: {
          'kubernetes.io/service-account.name': 'api',
          x: 'canary',
        },
      },
      type: 'kubernetes.io/service-account-token',
      data: { token: 'Y2FuYXJ5' },
      stringData: { token: 'canary' },
    });
    expect(read).toEqual({
      kind: 'Secret',
      namespace: 'shop',
      name: 'db',
      type: 'kubernetes.io/service-account-token',
      serviceAccount: 'api',
    });
  });

  it('keeps of a pod what it refers to', () => {
    const read = readAccessObject({
      kind: 'Pod',
      metadata: { name: 'api-1', namespace: 'shop' },
      spec: {
        nodeName: 'n1',
        serviceAccountName: 'api',
        imagePullSecrets: [{ name: 'registry' }],
        initContainers: [{ envFrom: [{ secretRef: { name: 'init' } }] }],
        containers: [
          {
            env: [
              { name: 'PLAIN', value: 'canary' },
              { valueFrom: { secretKeyRef: { name: 'db', key: 'k' } } },
            ],
          },
        ],
        volumes: [
          { secret: { secretName: 'tls' } },
          { projected: { sources: [{ secret: { name: 'tokens' } }] } },
          { csi: { nodePublishSecretRef: { name: 'nfs' } } },
          { configMap: { name: 'settings' } },
        ],
      },
    });
    expect(read).toEqual({
      kind: 'Pod',
      namespace: 'shop',
      name: 'api-1',
      node: 'n1',
      serviceAccount: 'api',
      secrets: ['registry', 'init', 'db', 'tls', 'tokens', 'nfs'],
      configMaps: ['settings'],
    });
  });

  it.each([undefined, null, 'text', [], {}, { kind: 'Role' }, { kind: 'Job' }])(
    'does not look at %j',
    object => expect(readAccessObject(object)).toBeUndefined(),
  );

  it('reads malformed RBAC as granting nothing', () => {
    const metadata = { name: 'x', namespace: 'shop' };
    expect(
      readAccessObject({ kind: 'Role', metadata, rules: [null, { verbs: 3 }] }),
    ).toEqual({
      kind: 'Role',
      namespace: 'shop',
      name: 'x',
      rules: [
        { verbs: [], apiGroups: [], resources: [], resourceNames: [] },
        { verbs: [], apiGroups: [], resources: [], resourceNames: [] },
      ],
    });
    expect(
      readAccessObject({
        kind: 'RoleBinding',
        metadata,
        subjects: [{}, { kind: 'User', name: 'ann' }],
      }),
    ).toMatchObject({ subjects: [{ kind: 'User', name: 'ann' }] });
  });
});

describe('what operators deliver', () => {
  const metadata = { namespace: 'shop', name: 'db' };

  it('reads an ExternalSecret and its stores', () => {
    expect(
      readAccessObject({
        kind: 'ExternalSecret',
        metadata,
        spec: {
          secretStoreRef: { kind: 'ClusterSecretStore', name: 'main' },
          target: { name: 'db-login' },
          data: [{ secretKey: 'a', sourceRef: { storeRef: { name: 'own' } } }],
        },
      }),
    ).toEqual({
      kind: 'delivery',
      ...metadata,
      target: 'db-login',
      sources: [
        { sort: 'store', name: 'main' },
        { sort: 'store', namespace: 'shop', name: 'own' },
      ],
    });
  });

  it('reads who may use a ClusterSecretStore, anyone where that cannot be told', () => {
    const namespacesOf = (conditions: unknown) =>
      readAccessObject({
        kind: 'ClusterSecretStore',
        metadata: { name: 'main' },
        spec: { conditions },
      });
    expect(
      namespacesOf([{ namespaces: ['a'] }, { namespaces: ['b'] }]),
    ).toEqual({
      kind: 'source',
      sort: 'store',
      name: 'main',
      namespaces: ['a', 'b'],
    });
    for (const open of [undefined, [], [{ namespaceSelector: {} }]]) {
      expect(namespacesOf(open)).not.toHaveProperty('namespaces');
    }
  });

  it('reads a VaultStaticSecret with a VaultAuth here, there or that of the operator', () => {
    const sourcesOf = (vaultAuthRef?: string) => {
      const read = readAccessObject({
        kind: 'VaultStaticSecret',
        metadata,
        spec: { vaultAuthRef, destination: { name: 'db' } },
      });
      return read?.kind === 'delivery' && read.sources;
    };
    const auth = { sort: 'vault-auth', name: 'main' };
    expect(sourcesOf('main')).toEqual([{ ...auth, namespace: 'shop' }]);
    expect(sourcesOf('infra/main')).toEqual([{ ...auth, namespace: 'infra' }]);
    expect(sourcesOf()).toEqual([]);
  });
});
