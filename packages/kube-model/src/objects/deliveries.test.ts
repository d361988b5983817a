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
const since = '2026-11-01T10:00:00Z';
const sinceIso = '2026-11-01T10:00:00.000Z';

/** A condition with a message that must not be kept. */
function condition(type: string, status: string, reason: string) {
  return {
    type,
    status,
    reason,
    message: `failed with ${CANARY}`,
    lastTransitionTime: since,
  };
}

function observe(apiVersion: string, kind: string, fields: object) {
  const observed = observeObject(
    {
      apiVersion,
      kind,
      metadata: { name: 'db', namespace: 'payments' },
      ...fields,
    },
    { sourceId: 'prod' },
  );
  expect(JSON.stringify(observed)).not.toContain(CANARY);
  return observed;
}

describe('deliveries', () => {
  it('of a SealedSecret', () => {
    expect(
      observe('bitnami.com/v1alpha1', 'SealedSecret', {
        spec: {
          encryptedData: { password: CANARY, username: CANARY },
          template: {
            type: 'Opaque',
            data: { url: `postgres://${CANARY}` },
            metadata: {
              annotations: {
                'sealedsecrets.bitnami.com/namespace-wide': 'true',
              },
            },
          },
        },
        status: { conditions: [condition('Synced', 'False', 'NoKey')] },
      }),
    ).toMatchObject({
      deliveries: [
        {
          namespace: 'payments',
          name: 'db',
          from: [{ system: 'sealed-secrets', keys: ['password', 'username'] }],
        },
      ],
      references: [],
      status: { ready: 'false', reason: 'NoKey', since: sinceIso },
      detail: { scope: 'namespace-wide', secretType: 'Opaque' },
    });
  });

  it('of an ExternalSecret', () => {
    const observed = observe('external-secrets.io/v1', 'ExternalSecret', {
      spec: {
        refreshInterval: '1h',
        secretStoreRef: { name: 'vault', kind: 'ClusterSecretStore' },
        target: {
          name: 'db-credentials',
          creationPolicy: 'Owner',
          template: {
            data: { url: `postgres://${CANARY}` },
            templateFrom: [
              { configMap: { name: 'no' } },
              { secret: { name: 'template', items: [{ key: 'url' }] } },
            ],
          },
        },
        data: [
          {
            secretKey: 'u',
            remoteRef: { key: 'payments/db', property: 'user' },
          },
          {
            secretKey: 'p',
            remoteRef: { key: 'payments/db', property: 'pass' },
          },
          {
            secretKey: 'old',
            remoteRef: { key: 'payments/db', property: 'pass', version: '3' },
          },
          {
            secretKey: 'x',
            remoteRef: { key: 'shared' },
            sourceRef: { storeRef: { name: 'own' } },
          },
        ],
        dataFrom: [
          { extract: { key: 'payments/all' } },
          {
            sourceRef: {
              generatorRef: { kind: 'Password', name: 'strong' },
            },
          },
        ],
      },
      status: {
        refreshTime: since,
        conditions: [condition('Ready', 'True', 'SecretSynced')],
      },
    });
    expect(observed.deliveries).toEqual([
      {
        namespace: 'payments',
        name: 'db-credentials',
        from: [
          {
            system: 'external-secrets',
            store: 'ClusterSecretStore/vault',
            path: 'payments/db',
            keys: ['user', 'pass'],
          },
          {
            system: 'external-secrets',
            store: 'ClusterSecretStore/vault',
            path: 'payments/db',
            version: '3',
            keys: ['pass'],
          },
          {
            system: 'external-secrets',
            store: 'SecretStore/own',
            path: 'shared',
          },
          {
            system: 'external-secrets',
            store: 'ClusterSecretStore/vault',
            path: 'payments/all',
          },
          { system: 'generator', store: 'Password/strong' },
        ],
      },
    ]);
    expect(observed.references).toEqual([
      {
        namespace: 'payments',
        name: 'template',
        how: 'customResource',
        keys: ['url'],
        path: 'spec.target.template.templateFrom[1].secret',
      },
    ]);
    expect(observed.status).toEqual({
      ready: 'true',
      reason: 'SecretSynced',
      since: sinceIso,
      lastSync: sinceIso,
    });
    expect(observed.detail).toEqual({
      soughtSecrets: [
        {
          name: 'shared',
          how: 'copy',
          optional: true,
          path: 'spec.data[3]',
          where: { storeRef: { kind: 'SecretStore', name: 'own' } },
        },
      ],
      store: 'ClusterSecretStore/vault',
      refreshInterval: '1h',
      creationPolicy: 'Owner',
    });
  });

  it('of an ExternalSecret that makes no Secret, or one of its own name', () => {
    const deliveriesOf = (target: object) =>
      observe('external-secrets.io/v1', 'ExternalSecret', { spec: { target } })
        .deliveries;
    expect(deliveriesOf({ creationPolicy: 'None' })).toEqual([]);
    expect(deliveriesOf({ manifest: { kind: 'ConfigMap' } })).toEqual([]);
    expect(deliveriesOf({})).toEqual([
      { namespace: 'payments', name: 'db', from: [] },
    ]);
  });

  it('of a cert-manager Certificate', () => {
    expect(
      observe('cert-manager.io/v1', 'Certificate', {
        spec: {
          secretName: 'web-tls',
          dnsNames: ['a.example.com'],
          issuerRef: { kind: 'ClusterIssuer', name: 'letsencrypt' },
          keystores: {
            jks: { passwordSecretRef: { name: 'jks', key: 'password' } },
          },
        },
        status: {
          notAfter: since,
          conditions: [
            condition('Issuing', 'True', 'Renewing'),
            condition('Ready', 'True', 'Ready'),
          ],
        },
      }),
    ).toMatchObject({
      deliveries: [
        {
          namespace: 'payments',
          name: 'web-tls',
          from: [
            { system: 'cert-manager', store: 'ClusterIssuer/letsencrypt' },
          ],
        },
      ],
      references: [{ name: 'jks', keys: ['password'] }],
      status: { ready: 'true', reason: 'Ready' },
      detail: { dnsNames: ['a.example.com'], notAfter: sinceIso },
    });
  });

  it('of an Issuer that makes the key of its account', () => {
    expect(
      observe('cert-manager.io/v1', 'Issuer', {
        spec: {
          acme: {
            privateKeySecretRef: { name: 'account' },
            solvers: [
              {
                dns01: {
                  route53: {
                    secretAccessKeySecretRef: { name: 'aws', key: 'key' },
                  },
                },
              },
            ],
          },
        },
      }),
    ).toMatchObject({
      deliveries: [{ namespace: 'payments', name: 'account' }],
      references: [
        { name: 'account', path: 'spec.acme.privateKeySecretRef' },
        { name: 'aws', keys: ['key'] },
      ],
      detail: { type: 'acme' },
    });
  });

  it('of a SecretProviderClass', () => {
    expect(
      observe('secrets-store.csi.x-k8s.io/v1', 'SecretProviderClass', {
        spec: {
          provider: 'vault',
          parameters: {
            vaultAddress: `https://user:${CANARY}@vault.example.com:8200`,
            roleName: 'payments',
          },
          secretObjects: [
            {
              secretName: 'db-from-csi',
              type: 'Opaque',
              data: [{ objectName: 'db-password', key: 'password' }],
            },
          ],
        },
      }),
    ).toMatchObject({
      deliveries: [
        {
          namespace: 'payments',
          name: 'db-from-csi',
          from: [
            {
              system: 'vault',
              store: 'https://vault.example.com:8200',
              keys: ['db-password'],
            },
          ],
        },
      ],
      detail: { provider: 'vault', role: 'payments' },
    });
  });

  it('of a SecretProviderClass that mounts files alone', () => {
    const { deliveries, reads } = observe(
      'secrets-store.csi.x-k8s.io/v1',
      'SecretProviderClass',
      {
        spec: {
          provider: 'vault',
          parameters: {
            vaultAddress: `https://user:${CANARY}@vault.example.com:8200`,
            objects: [
              '- objectName: user',
              '  secretPath: secret/data/db',
              '  secretKey: username',
              '- objectName: password',
              '  secretPath: secret/data/db',
              '  secretKey: password',
              '- objectName: all',
              '  secretPath: secret/data/api',
            ].join('\n'),
          },
        },
      },
    );
    const place = { system: 'vault', store: 'https://vault.example.com:8200' };
    expect(deliveries).toEqual([]);
    expect(reads).toEqual([
      { ...place, path: 'secret/data/db', keys: ['username', 'password'] },
      { ...place, path: 'secret/data/api' },
    ]);
  });

  it.each([
    [
      'VaultStaticSecret',
      { mount: 'kv', path: 'payments/db' },
      'kv/payments/db',
    ],
    ['VaultDynamicSecret', { mount: 'db', path: 'creds/api' }, 'db/creds/api'],
    ['VaultPKISecret', { mount: 'pki', role: 'web' }, 'pki/issue/web'],
    [
      'VaultStaticSecret',
      { mount: 'kv', path: 'db', namespace: '/team/a/' },
      'team/a/kv/db',
    ],
  ])('of a %s', (kind, place, path) => {
    expect(
      observe('secrets.hashicorp.com/v1beta1', kind, {
        spec: {
          ...place,
          vaultAuthRef: 'payments',
          destination: {
            name: 'from-vault',
            create: true,
            transformation: { templates: { url: { text: CANARY } } },
          },
          rolloutRestartTargets: [{ kind: 'Deployment', name: 'api' }],
        },
      }),
    ).toMatchObject({
      deliveries: [
        {
          namespace: 'payments',
          name: 'from-vault',
          from: [{ system: 'vault', store: 'VaultAuth/payments', path }],
        },
      ],
      detail: { createsSecret: true, restarts: ['Deployment/api'] },
    });
  });

  it('of a VaultDynamicSecret say how long a value lasts, where its status does', () => {
    const secondsOf = (spec: object, status: object) =>
      observe('secrets.hashicorp.com/v1beta1', 'VaultDynamicSecret', {
        spec: { destination: { name: 'creds' }, ...spec },
        status,
      }).detail?.newValueEverySeconds;
    const lease = (duration: number, renewable?: boolean) => ({
      secretLease: { id: CANARY, duration, renewable },
    });
    expect(secondsOf({}, lease(600, false))).toBe(402);
    expect(secondsOf({ renewalPercent: 50 }, lease(600, false))).toBe(300);
    expect(secondsOf({}, lease(600, true))).toBeUndefined();
    expect(secondsOf({}, lease(600))).toBeUndefined();
    expect(secondsOf({}, lease(0, false))).toBeUndefined();
    const rotated = { staticCredsMetaData: { rotationPeriod: 120 } };
    expect(secondsOf({ allowStaticCreds: true }, rotated)).toBe(120);
    expect(secondsOf({}, rotated)).toBeUndefined();
    expect(secondsOf({ allowStaticCreds: true }, {})).toBeUndefined();
  });

  it('of a VaultPKISecret say how long a certificate stays, where both durations are given', () => {
    const secondsOf = (spec: object) =>
      observe('secrets.hashicorp.com/v1beta1', 'VaultPKISecret', {
        spec: {
          mount: 'pki',
          role: 'web',
          destination: { name: 'cert' },
          ...spec,
        },
      }).detail?.newValueEverySeconds;
    expect(secondsOf({ ttl: '30m', expiryOffset: '5m' })).toBe(1500);
    expect(secondsOf({ ttl: '1h30m', expiryOffset: '90s' })).toBe(5310);
    expect(secondsOf({ ttl: '30m' })).toBeUndefined();
    expect(secondsOf({ expiryOffset: '5m' })).toBeUndefined();
    expect(secondsOf({ ttl: '5m', expiryOffset: '5m' })).toBeUndefined();
    expect(secondsOf({ ttl: 'soon', expiryOffset: '5m' })).toBeUndefined();
    expect(
      secondsOf({
        ttl: '30m',
        expiryOffset: '5m',
        notAfter: '2030-01-01T00:00:00Z',
      }),
    ).toBeUndefined();
  });

  it('of an Argo CD Application in its own cluster only', () => {
    const application = (destination: object) =>
      observe('argoproj.io/v1alpha1', 'Application', {
        spec: {
          destination,
          source: {
            repoURL: `https://user:${CANARY}@git.example.com/apps.git`,
            path: 'payments',
            helm: {
              values: CANARY,
              parameters: [{ name: 'x', value: CANARY }],
            },
          },
        },
        status: {
          sync: { status: 'Synced' },
          health: { status: 'Degraded', message: CANARY },
          resources: [
            {
              kind: 'Secret',
              version: 'v1',
              namespace: 'payments',
              name: 'db',
            },
            {
              group: 'apps',
              kind: 'Deployment',
              namespace: 'payments',
              name: 'a',
            },
          ],
        },
      });
    const own = application({ server: 'https://kubernetes.default.svc' });
    const from = [
      {
        system: 'argo-cd',
        store: 'https://git.example.com/apps.git',
        path: 'payments',
      },
    ];
    expect(own.deliveries).toEqual([
      { namespace: 'payments', name: 'db', from },
    ]);
    expect(own.status).toEqual({ ready: 'false', reason: 'Degraded' });
    expect(
      application({ server: 'https://other.example.com' }).deliveries,
    ).toEqual([]);
  });

  it('of a Flux Kustomization, and what it and a HelmRelease refer to', () => {
    expect(
      observe('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', {
        spec: {
          path: './payments',
          sourceRef: { kind: 'GitRepository', name: 'apps' },
          decryption: { provider: 'sops', secretRef: { name: 'age' } },
          postBuild: {
            substitute: { secretName: CANARY },
            substituteFrom: [
              { kind: 'ConfigMap', name: 'no' },
              { kind: 'Secret', name: 'vars', optional: true },
            ],
          },
          patches: [{ patch: `password: ${CANARY}` }],
        },
        status: {
          inventory: {
            entries: [
              { id: 'payments_db__Secret', v: 'v1' },
              { id: 'payments_api_apps_Deployment', v: 'v1' },
            ],
          },
        },
      }),
    ).toMatchObject({
      deliveries: [
        {
          namespace: 'payments',
          name: 'db',
          from: [
            { system: 'flux', store: 'GitRepository/apps', path: './payments' },
          ],
        },
      ],
      references: [
        { name: 'age', path: 'spec.decryption.secretRef' },
        {
          name: 'vars',
          path: 'spec.postBuild.substituteFrom[1]',
          optional: true,
        },
      ],
    });
    expect(
      observe('helm.toolkit.fluxcd.io/v2', 'HelmRelease', {
        spec: {
          values: { password: CANARY, secretName: CANARY },
          valuesFrom: [
            { kind: 'Secret', name: 'values', valuesKey: 'values.yaml' },
          ],
        },
      }).references,
    ).toEqual([
      {
        namespace: 'payments',
        name: 'values',
        how: 'customResource',
        keys: ['values.yaml'],
        path: 'spec.valuesFrom[0]',
      },
    ]);
  });

  it.each([
    [
      'rds.aws.crossplane.io/v1',
      'Instance',
      { writeConnectionSecretToRef: { name: 'conn', namespace: 'apps' } },
      [{ namespace: 'apps', name: 'conn' }],
    ],
    [
      'secrets.doppler.com/v1alpha1',
      'DopplerSecret',
      { tokenSecret: { name: 'token' }, managedSecret: { name: 'made' } },
      [{ namespace: 'payments', name: 'made' }],
    ],
    [
      'secrets.infisical.com/v1alpha1',
      'InfisicalSecret',
      {
        managedKubeSecretReferences: [
          { secretName: 'made', secretNamespace: 'apps' },
        ],
      },
      [{ namespace: 'apps', name: 'made' }],
    ],
    [
      'onepassword.com/v1',
      'OnePasswordItem',
      { itemPath: 'vaults/payments/items/db' },
      [
        {
          namespace: 'payments',
          name: 'db',
          from: [{ system: '1password', path: 'vaults/payments/items/db' }],
        },
      ],
    ],
    [
      'kafka.strimzi.io/v1beta2',
      'KafkaUser',
      {
        authentication: {
          password: { valueFrom: { secretKeyRef: { name: 'p', key: 'k' } } },
        },
      },
      [{ namespace: 'payments', name: 'db', from: [{ system: 'strimzi' }] }],
    ],
  ])('of %s %s', (apiVersion, kind, spec, expected) => {
    const { deliveries, references } = observe(apiVersion, kind, { spec });
    expect(deliveries).toEqual(expected);
    // What is made is not used.
    const made = expected.map(({ name }) => name);
    expect(references.filter(({ name }) => made.includes(name))).toEqual([]);
  });

  it('of nothing, by objects that name no target', () => {
    for (const kind of ['Certificate', 'Issuer']) {
      expect(observe('cert-manager.io/v1', kind, {}).deliveries).toEqual([]);
    }
    expect(observe('x.io/v1', 'X', { spec: {} }).deliveries).toEqual([]);
  });
});
