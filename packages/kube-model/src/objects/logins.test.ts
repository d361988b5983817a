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

import { observeObject } from './observeObject';

const CANARY = 'canary-value';

function observe(apiVersion: string, kind: string, fields: object) {
  const observed = observeObject(
    {
      apiVersion,
      kind,
      metadata: { name: 'x', namespace: 'payments' },
      ...fields,
    },
    { sourceId: 'prod' },
  );
  expect(JSON.stringify(observed)).not.toContain(CANARY);
  return observed;
}

describe('what operators log in with, and other details', () => {
  it('reads a SecretStore', () => {
    const observed = observe('external-secrets.io/v1', 'SecretStore', {
      spec: {
        provider: {
          vault: {
            server: `https://me:${CANARY}@vault.example.com/?t=${CANARY}`,
            path: 'kv',
            version: 'v2',
            caProvider: { type: 'Secret', name: 'ca', key: 'ca.crt' },
            auth: {
              tokenSecretRef: { name: 'token', key: 'token' },
              cert: { clientCert: { name: 'cert', key: 'tls.crt' } },
              jwt: { secretRef: { name: 'jwt', key: 'jwt', namespace: 'eso' } },
            },
          },
        },
      },
      status: {
        conditions: [{ type: 'Ready', status: 'True', reason: 'Valid' }],
      },
    });
    expect(
      observed.references.map(({ namespace, name, keys }) => [
        namespace,
        name,
        keys,
      ]),
    ).toEqual([
      ['payments', 'ca', ['ca.crt']],
      ['payments', 'token', ['token']],
      ['payments', 'cert', ['tls.crt']],
      ['eso', 'jwt', ['jwt']],
    ]);
    expect(observed.detail).toEqual({
      provider: 'vault',
      path: 'kv',
      version: 'v2',
      address: 'https://vault.example.com',
      transit: 'encrypted',
    });
    expect(observed.status).toEqual({ ready: 'true', reason: 'Valid' });
  });

  it('takes no value of a fake store, and no CA from a ConfigMap for a Secret', () => {
    expect(
      observe('external-secrets.io/v1', 'SecretStore', {
        spec: {
          provider: {
            fake: {
              data: [{ key: 'a', value: CANARY, valueMap: { a: CANARY } }],
            },
          },
        },
      }).references,
    ).toEqual([]);
    expect(
      observe('external-secrets.io/v1', 'SecretStore', {
        spec: {
          provider: {
            vault: { caProvider: { type: 'ConfigMap', name: 'ca', key: 'ca' } },
          },
        },
      }).references,
    ).toEqual([]);
  });

  it('says of a ClusterSecretStore whether it serves every namespace', () => {
    const store = (spec: object) =>
      observeObject(
        {
          apiVersion: 'external-secrets.io/v1',
          kind: 'ClusterSecretStore',
          metadata: { name: 'x' },
          spec,
        },
        { sourceId: 'prod' },
      ).detail;
    expect(store({})).toMatchObject({ restricted: false });
    expect(store({})).not.toHaveProperty('namespaces');
    expect(store({ conditions: [{ namespaces: ['a'] }] })).toMatchObject({
      restricted: true,
      namespaces: ['a'],
    });
    const both = store({
      conditions: [{ namespaces: ['a'] }, { namespaceSelector: {} }],
    });
    expect(both).toMatchObject({ restricted: true });
    expect(both).not.toHaveProperty('namespaces');
  });

  it('reads a PushSecret', () => {
    expect(
      observe('external-secrets.io/v1alpha1', 'PushSecret', {
        spec: {
          secretStoreRefs: [{ name: 'aws', kind: 'ClusterSecretStore' }],
          selector: { secret: { name: 'db' } },
          template: { data: { url: CANARY } },
          data: [
            {
              match: {
                secretKey: 'password',
                remoteRef: { remoteKey: 'payments/db', property: 'pass' },
              },
            },
          ],
        },
      }),
    ).toMatchObject({
      deliveries: [],
      references: [
        { name: 'db', keys: ['password'], path: 'spec.selector.secret' },
      ],
      detail: {
        stores: ['ClusterSecretStore/aws'],
        pushesTo: [{ path: 'payments/db', key: 'pass' }],
      },
    });
  });

  it('reads a VaultAuth and a VaultConnection', () => {
    expect(
      observe('secrets.hashicorp.com/v1beta1', 'VaultAuth', {
        spec: {
          method: 'kubernetes',
          mount: 'kubernetes',
          kubernetes: { role: 'payments', serviceAccount: 'api' },
          appRole: { roleId: CANARY, secretRef: 'app-role' },
        },
        status: { valid: true, error: CANARY },
      }),
    ).toMatchObject({
      references: [{ name: 'app-role', path: 'spec.appRole.secretRef' }],
      status: { ready: 'true' },
      detail: {
        method: 'kubernetes',
        role: 'payments',
        serviceAccountName: 'api',
      },
    });
    expect(
      observe('secrets.hashicorp.com/v1beta1', 'VaultConnection', {
        spec: { address: 'https://vault:8200', caCertSecretRef: 'vault-ca' },
      }),
    ).toMatchObject({
      references: [{ name: 'vault-ca' }],
      detail: { address: 'https://vault:8200' },
    });
  });

  it('reads a KEDA TriggerAuthentication', () => {
    expect(
      observe('keda.sh/v1alpha1', 'TriggerAuthentication', {
        spec: {
          secretTargetRef: [{ parameter: 'host', name: 'queue', key: 'url' }],
          hashiCorpVault: {
            credential: { token: CANARY },
            secrets: [{ parameter: 'x', path: 'kv/queue', key: 'x' }],
          },
          azureKeyVault: {
            credentials: {
              clientSecret: {
                valueFrom: { secretKeyRef: { name: 'azure', key: 'id' } },
              },
            },
          },
        },
      }),
    ).toMatchObject({
      references: [
        { name: 'queue', keys: ['url'], path: 'spec.secretTargetRef[0]' },
        { name: 'azure', keys: ['id'] },
      ],
      detail: { vaultPaths: ['kv/queue'] },
    });
  });

  it('reads roles and bindings', () => {
    expect(
      observe('rbac.authorization.k8s.io/v1', 'Role', {
        rules: [
          {
            apiGroups: [''],
            resources: ['secrets'],
            verbs: ['get'],
            resourceNames: ['db'],
          },
        ],
      }).detail,
    ).toEqual({
      rules: [
        {
          apiGroups: [''],
          resources: ['secrets'],
          verbs: ['get'],
          resourceNames: ['db'],
        },
      ],
    });
    expect(
      observe('rbac.authorization.k8s.io/v1', 'ClusterRole', {
        rules: [],
        aggregationRule: {
          clusterRoleSelectors: [{ matchLabels: { 'x.io/view': 'true' } }],
        },
      }).detail,
    ).toEqual({ aggregatedFrom: [{ matchLabels: { 'x.io/view': 'true' } }] });
    expect(
      observe('rbac.authorization.k8s.io/v1', 'RoleBinding', {
        roleRef: {
          apiGroup: 'rbac.authorization.k8s.io',
          kind: 'Role',
          name: 'r',
        },
        subjects: [
          {
            kind: 'ServiceAccount',
            name: 'api',
            namespace: 'payments',
            x: CANARY,
          },
        ],
      }).detail,
    ).toEqual({
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'Role',
        name: 'r',
      },
      subjects: [
        { kind: 'ServiceAccount', name: 'api', namespace: 'payments' },
      ],
    });
  });

  it('reads whose CA a webhook is given', () => {
    expect(
      observe(
        'admissionregistration.k8s.io/v1',
        'MutatingWebhookConfiguration',
        {
          metadata: {
            name: 'x',
            annotations: { 'cert-manager.io/inject-ca-from': 'hooks/serving' },
          },
          webhooks: [
            {
              name: 'pods.x.io',
              clientConfig: {
                caBundle: CANARY,
                service: { namespace: 'hooks', name: 'hook' },
              },
            },
          ],
        },
      ).detail,
    ).toEqual({
      injectCaFrom: { namespace: 'hooks', name: 'serving' },
      webhooks: [
        { name: 'pods.x.io', serviceNamespace: 'hooks', serviceName: 'hook' },
      ],
    });
  });
});
