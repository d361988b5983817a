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

import { ReferenceKind, ReferenceObservation } from '@keyward/observation';
import { observeObject } from './observeObject';

interface Case {
  apiVersion: string;
  kind: string;
  /** The object's fields besides its metadata. */
  fields?: object;
  annotations?: Record<string, string>;
  expected: [
    how: ReferenceKind,
    name: string,
    path: string,
    more?: Partial<ReferenceObservation>,
  ][];
}

function referencesOf({ apiVersion, kind, fields, annotations }: Case) {
  return observeObject(
    {
      apiVersion,
      kind,
      metadata: { name: 'x', namespace: 'payments', annotations },
      ...fields,
    },
    { sourceId: 'prod' },
  ).references;
}

const container = { container: 'c', containerKind: 'container' as const };

function podWith(parts: object, ofContainer: object = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    fields: {
      spec: { containers: [{ name: 'c', ...ofContainer }], ...parts },
    },
  };
}

/** At least one for each way in which an object can refer to a secret. */
const cases: Record<string, Case> = {
  env: {
    ...podWith(
      {},
      {
        env: [
          { name: 'E', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
        ],
      },
    ),
    expected: [
      ['env', 's', 'spec.containers[0].env[0]', { keys: ['k'], ...container }],
    ],
  },
  envFrom: {
    ...podWith({}, { envFrom: [{ secretRef: { name: 's' } }] }),
    expected: [['envFrom', 's', 'spec.containers[0].envFrom[0]', container]],
  },
  volume: {
    ...podWith({ volumes: [{ name: 'v', secret: { secretName: 's' } }] }),
    expected: [['volume', 's', 'spec.volumes[0].secret']],
  },
  projected: {
    ...podWith({
      volumes: [
        { name: 'v', projected: { sources: [{ secret: { name: 's' } }] } },
      ],
    }),
    expected: [
      ['projected', 's', 'spec.volumes[0].projected.sources[0].secret'],
    ],
  },
  imagePullSecret: {
    ...podWith({ imagePullSecrets: [{ name: 's' }] }),
    expected: [['imagePullSecret', 's', 'spec.imagePullSecrets[0]']],
  },
  csi: {
    ...podWith({
      volumes: [{ name: 'v', csi: { nodePublishSecretRef: { name: 's' } } }],
    }),
    expected: [['csi', 's', 'spec.volumes[0].csi.nodePublishSecretRef']],
  },
  serviceAccount: {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    fields: { secrets: [{ name: 's' }], imagePullSecrets: [{ name: 'p' }] },
    expected: [
      ['serviceAccount', 's', 'secrets[0]'],
      ['imagePullSecret', 'p', 'imagePullSecrets[0]'],
    ],
  },
  ingressTls: {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    fields: {
      spec: { tls: [{ hosts: ['a.example.com'], secretName: 's' }, {}] },
    },
    annotations: {
      'nginx.ingress.kubernetes.io/auth-secret': 'login',
      'nginx.ingress.kubernetes.io/auth-tls-secret': 'shared/ca',
    },
    expected: [
      ['ingressTls', 's', 'spec.tls[0].secretName'],
      [
        'annotation',
        'login',
        'metadata.annotations[nginx.ingress.kubernetes.io/auth-secret]',
      ],
      [
        'annotation',
        'ca',
        'metadata.annotations[nginx.ingress.kubernetes.io/auth-tls-secret]',
        { namespace: 'shared' },
      ],
    ],
  },
  copy: {
    apiVersion: 'kyverno.io/v1',
    kind: 'ClusterPolicy',
    fields: {
      spec: {
        rules: [
          {
            generate: {
              apiVersion: 'v1',
              kind: 'Secret',
              name: 'regcred',
              namespace: '{{request.object.metadata.name}}',
              clone: { namespace: 'base', name: 's' },
            },
          },
          {
            generate: {
              kind: 'ConfigMap',
              clone: { namespace: 'base', name: 'canary' },
            },
          },
        ],
      },
    },
    expected: [
      [
        'copy',
        's',
        'spec.rules[0].generate.clone',
        { namespace: 'base', optional: true },
      ],
    ],
  },
  'annotation with JSON': {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    fields: { spec: {} },
    annotations: {
      'alb.ingress.kubernetes.io/auth-idp-oidc':
        '{"issuer":"https://canary","secretName":"oidc"}',
      'ingress.citrix.com/ca-secret': '{"web":"ca","other":{"canary":1}}',
      'ingress.citrix.com/backend-secret': 'canary',
      'example.com/any-secret': 'canary',
    },
    expected: [
      [
        'annotation',
        'oidc',
        'metadata.annotations[alb.ingress.kubernetes.io/auth-idp-oidc]',
      ],
      [
        'annotation',
        'ca',
        'metadata.annotations[ingress.citrix.com/ca-secret]',
      ],
    ],
  },
  argument: {
    ...podWith({
      containers: [
        {
          name: 'c',
          command: ['run', '--default-ssl-certificate', '$(NS)/one'],
          args: [
            '-default-server-tls-secret=two',
            '--client-secret=canary',
            '--key=k8s://keys/cosign/cosign.key',
            '--default-ssl-certificate=$(OTHER)/unknown-place',
          ],
          env: [
            {
              name: 'NS',
              valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } },
            },
            { name: 'OTHER', valueFrom: { configMapKeyRef: { name: 'x' } } },
            { name: 'CLIENT_SECRET', value: 'canary' },
          ],
        },
      ],
    }),
    expected: [
      ['one', 'command[1]', 'payments'],
      ['two', 'args[0]', 'payments'],
      ['cosign', 'args[2]', 'keys'],
    ].map(([name, place, namespace]) => [
      'argument',
      name,
      `spec.containers[0].${place}`,
      {
        namespace,
        optional: true,
        container: 'c',
        containerKind: 'container',
      },
    ]),
  },
  'argument that tells a name and its namespace': {
    ...podWith({
      containers: [
        {
          name: 'c',
          args: [
            '--dynamic-serving-ca-secret-name=ca',
            '--dynamic-serving-ca-secret-namespace=$(POD_NAMESPACE)',
            '--tlsSecretName=tls',
            '--tls-namespace=elsewhere',
            '--imagePullSecrets=a,b',
          ],
          env: [
            { name: 'WEBHOOK_SECRET_NAME', value: 'webhook' },
            { name: 'WEBHOOK_SECRET_NAMESPACE', value: 'hooks' },
          ],
        },
      ],
    }),
    expected: [
      ['ca', 'args[0]', 'payments'],
      ['tls', 'args[2]', 'elsewhere'],
      ['a', 'args[4]', 'payments'],
      ['b', 'args[4]', 'payments'],
      ['webhook', 'env[0]', 'hooks'],
    ].map(([name, place, namespace]) => [
      'convention',
      name,
      `spec.containers[0].${place}`,
      {
        namespace,
        optional: true,
        container: 'c',
        containerKind: 'container',
      },
    ]),
  },
  'ingressTls of another namespace': {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    fields: { spec: { tls: [{ secretName: 's' }] } },
    annotations: { 'projectcontour.io/tls-cert-namespace': 'certs' },
    expected: [
      ['ingressTls', 's', 'spec.tls[0].secretName', { namespace: 'certs' }],
    ],
  },
  'ingressTls of a Route': {
    apiVersion: 'route.openshift.io/v1',
    kind: 'Route',
    fields: {
      spec: {
        host: 'a.example.com',
        tls: { key: 'canary', externalCertificate: { name: 's' } },
      },
    },
    expected: [['ingressTls', 's', 'spec.tls.externalCertificate']],
  },
  gatewayTls: {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    fields: {
      spec: {
        listeners: [
          {
            hostname: 'a.example.com',
            tls: {
              certificateRefs: [
                { name: 's' },
                { kind: 'Secret', group: '', name: 't', namespace: 'shared' },
                { kind: 'Other', group: 'x.io', name: 'no' },
              ],
            },
          },
        ],
      },
    },
    expected: [
      ['gatewayTls', 's', 'spec.listeners[0].tls.certificateRefs[0]'],
      [
        'gatewayTls',
        't',
        'spec.listeners[0].tls.certificateRefs[1]',
        { namespace: 'shared' },
      ],
    ],
  },
  'gatewayTls of Istio': {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    fields: { spec: { servers: [{ tls: { credentialName: 's' } }] } },
    expected: [['gatewayTls', 's', 'spec.servers[0].tls.credentialName']],
  },
  storage: {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    fields: {
      spec: {
        claimRef: {
          kind: 'PersistentVolumeClaim',
          name: 'data',
          namespace: 'payments',
        },
        csi: {
          driver: 'd',
          nodeStageSecretRef: { name: 's', namespace: 'storage' },
          controllerExpandSecretRef: { name: 't', namespace: 'storage' },
          volumeAttributes: { secretName: 'u', secretNamespace: 'storage' },
        },
      },
    },
    expected: [
      ['storage', 's', 'spec.csi.nodeStageSecretRef', { namespace: 'storage' }],
      [
        'storage',
        't',
        'spec.csi.controllerExpandSecretRef',
        { namespace: 'storage' },
      ],
      [
        'storage',
        'u',
        'spec.csi.volumeAttributes.secretName',
        { namespace: 'storage' },
      ],
    ],
  },
  'storage of Azure': {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    fields: {
      spec: {
        azureFile: { secretName: 's', shareName: 'x' },
        claimRef: { namespace: 'claims' },
      },
    },
    expected: [
      ['storage', 's', 'spec.azureFile.secretName', { namespace: 'claims' }],
    ],
  },
  'storage of a class': {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    fields: {
      parameters: {
        'csi.storage.k8s.io/provisioner-secret-name': 's',
        'csi.storage.k8s.io/provisioner-secret-namespace': 'storage',
        'csi.storage.k8s.io/node-publish-secret-name': '${pvc.name}',
        'csi.storage.k8s.io/node-publish-secret-namespace': '${pvc.namespace}',
        adminSecretName: 't',
        adminSecretNamespace: 'storage',
        restuserkey: 'canary',
      },
    },
    expected: [
      [
        'storage',
        's',
        'parameters[csi.storage.k8s.io/provisioner-secret-name]',
        { namespace: 'storage' },
      ],
      ['storage', 't', 'parameters[adminSecretName]', { namespace: 'storage' }],
    ],
  },
  webhook: {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    annotations: { 'cert-manager.io/inject-ca-from-secret': 'hooks/s' },
    expected: [
      [
        'webhook',
        's',
        'metadata.annotations[cert-manager.io/inject-ca-from-secret]',
        { namespace: 'hooks', keys: ['ca.crt'] },
      ],
    ],
  },
  role: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    fields: {
      rules: [
        {
          apiGroups: [''],
          resources: ['secrets', 'configmaps'],
          verbs: ['get', 'watch'],
          resourceNames: ['a', 'b'],
        },
        {
          apiGroups: ['*'],
          resources: ['*'],
          verbs: ['*'],
          resourceNames: ['c'],
        },
        {
          apiGroups: [''],
          resources: ['secrets'],
          verbs: ['create', 'delete'],
          resourceNames: ['no'],
        },
        {
          apiGroups: ['apps'],
          resources: ['secrets'],
          verbs: ['get'],
          resourceNames: ['no'],
        },
        {
          apiGroups: [''],
          resources: ['configmaps'],
          verbs: ['get'],
          resourceNames: ['no'],
        },
        { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
      ],
    },
    expected: [
      ['role', 'a', 'rules[0].resourceNames', { optional: true }],
      ['role', 'b', 'rules[0].resourceNames', { optional: true }],
      ['role', 'c', 'rules[1].resourceNames', { optional: true }],
    ],
  },
  customResource: {
    apiVersion: 'databases.example.com/v1',
    kind: 'Cluster',
    fields: {
      spec: {
        secretName: 'a',
        tlsSecretName: 'b',
        remote: { secretName: 'c', namespace: 'other' },
        passwordSecretRef: { name: 'd', key: 'password' },
        secretRef: 'e',
        auth: [{ secretKeyRef: { name: 'f', key: 'k', optional: true } }],
        superuserSecret: { name: 'g' },
        clientSecret: 'canary',
        storeRef: { name: 'no', kind: 'SecretStore' },
        configRef: { kind: 'Secret', name: 'h', namespace: 'other' },
        backup: { secretName: 'i', secretNamespace: 'backups' },
        tokenSecretKeySelector: { name: 'j', key: 'token' },
        imagePullSecrets: [{ name: 'k' }, 'l'],
        tlsSecretNames: ['m', 'not a name', 'other/n', 'a/b/c'],
        writeConnectionSecretToRef: { name: 'no', namespace: 'payments' },
        data: { secretName: 'canary', other: 'canary' },
        template: '{{ secretName }}',
        embedded: { kind: 'Secret', metadata: { name: 'no' }, name: 'no' },
      },
      status: { secretName: 'no' },
    },
    expected: [
      ['customResource', 'a', 'spec.secretName'],
      ['customResource', 'b', 'spec.tlsSecretName'],
      ['customResource', 'c', 'spec.remote.secretName', { namespace: 'other' }],
      ['customResource', 'd', 'spec.passwordSecretRef', { keys: ['password'] }],
      ['customResource', 'e', 'spec.secretRef'],
      [
        'customResource',
        'f',
        'spec.auth[0].secretKeyRef',
        { keys: ['k'], optional: true },
      ],
      ['customResource', 'g', 'spec.superuserSecret'],
      ['customResource', 'h', 'spec.configRef', { namespace: 'other' }],
      [
        'customResource',
        'i',
        'spec.backup.secretName',
        { namespace: 'backups' },
      ],
      [
        'customResource',
        'j',
        'spec.tokenSecretKeySelector',
        { keys: ['token'] },
      ],
      ['imagePullSecret', 'k', 'spec.imagePullSecrets[0]'],
      ['imagePullSecret', 'l', 'spec.imagePullSecrets[1]'],
      ['customResource', 'm', 'spec.tlsSecretNames[0]'],
      [
        'convention',
        'n',
        'spec.tlsSecretNames[2]',
        { namespace: 'other', optional: true },
      ],
    ],
  },
};

describe('references', () => {
  it.each(Object.entries(cases))('%s', (_, given) => {
    const found = referencesOf(given);
    expect(found).toEqual(
      given.expected.map(([how, name, path, more]) => ({
        namespace: 'payments',
        name,
        how,
        path,
        ...more,
      })),
    );
    expect(JSON.stringify(found)).not.toContain('canary');
  });

  it('has a case for each way to refer to a secret', () => {
    // But for what is made of two objects.
    const ways: Record<Exclude<ReferenceKind, 'secretProviderClass'>, true> = {
      env: true,
      envFrom: true,
      volume: true,
      projected: true,
      imagePullSecret: true,
      csi: true,
      serviceAccount: true,
      ingressTls: true,
      gatewayTls: true,
      storage: true,
      webhook: true,
      role: true,
      customResource: true,
      argument: true,
      annotation: true,
      copy: true,
      convention: true,
    };
    const shown = Object.values(cases).flatMap(({ expected }) =>
      expected.map(([how]) => how),
    );
    expect([...new Set(shown)].sort()).toEqual(Object.keys(ways).sort());
  });

  it.each(Object.entries(cases))(
    'finds nothing in the same object without references: %s',
    (_, { apiVersion, kind }) => {
      expect(referencesOf({ apiVersion, kind, expected: [] })).toEqual([]);
    },
  );

  it('lets a policy of one namespace copy nothing from another', () => {
    const copiesOf = (from: string) =>
      observeObject(
        {
          apiVersion: 'kyverno.io/v1',
          kind: 'Policy',
          metadata: { name: 'copy', namespace: 'mine' },
          spec: {
            rules: [
              {
                generate: {
                  kind: 'Secret',
                  clone: { namespace: from, name: 's' },
                },
              },
              {
                generate: {
                  cloneList: { namespace: from, kinds: ['v1/Secret'] },
                },
              },
            ],
          },
        },
        { sourceId: 'prod' },
      );
    expect(copiesOf('other')).toMatchObject({ references: [] });
    expect(copiesOf('other').detail).toBeUndefined();
    expect(copiesOf('mine').references).toMatchObject([
      { namespace: 'mine', name: 's', how: 'copy' },
    ]);
    expect(copiesOf('mine').detail).toBeDefined();
  });

  it('keeps names apart to which a cluster-scoped object gives no namespace', () => {
    const observed = observeObject(
      {
        apiVersion: 'cert-manager.io/v1',
        kind: 'ClusterIssuer',
        metadata: { name: 'letsencrypt' },
        spec: { acme: { privateKeySecretRef: { name: 'account' } } },
      },
      { sourceId: 'prod' },
    );
    expect(observed.references).toEqual([]);
    expect(observed.deliveries).toEqual([]);
    expect(observed.detail).toEqual({
      type: 'acme',
      soughtSecrets: [
        {
          name: 'account',
          how: 'customResource',
          path: 'spec.acme.privateKeySecretRef',
          where: { operatorOf: 'cert-manager.io' },
        },
      ],
    });
  });

  it('keeps the templates of a StorageClass', () => {
    const { apiVersion, kind, fields } = cases['storage of a class'];
    expect(
      observeObject(
        {
          apiVersion,
          kind,
          metadata: { name: 'fast' },
          provisioner: 'd',
          ...fields,
        },
        { sourceId: 'prod' },
      ).detail,
    ).toEqual({
      provisioner: 'd',
      secretTemplates: [{ name: '${pvc.name}', namespace: '${pvc.namespace}' }],
    });
  });

  it('seeks nothing for a server of Istio that names no Secret', () => {
    const { detail } = observeObject(
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'Gateway',
        metadata: { name: 'edge', namespace: 'payments' },
        spec: {
          selector: { istio: 'ingressgateway' },
          servers: [
            { port: { protocol: 'HTTP' } },
            { tls: { mode: 'SIMPLE', credentialName: 'web' } },
          ],
        },
      },
      { sourceId: 'prod' },
    );
    expect(
      (detail?.soughtSecrets as { name: string }[]).map(({ name }) => name),
    ).toEqual(['web', 'web-cacert']);
  });
});
