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

import type { SealingScope } from '@keyward/sealing';
import { hashOf } from '../render/dataHashOf';
import { Manifest } from '../Manifest';
import { markOf } from './deliveryOf';
import { SecretSpec, ServiceSpec } from './ServiceSpec';

interface Delivery {
  /** The objects that deliver. */
  objects: Manifest[];
  /** What they leave on the Secret. */
  secret: Partial<Manifest>;
}

/** The Secret of a specification, and what delivers it. */
export function expandSecret(
  spec: SecretSpec,
  service: ServiceSpec,
): Manifest[] {
  const { name, by = 'kubectl', age = service.age ?? '200d' } = spec;
  const delivery = deliveryOf(by, spec, service);
  const { objects, secret } = delivery;
  if (spec.missing) {
    return objects;
  }
  return [
    ...objects,
    {
      apiVersion: 'v1',
      kind: 'Secret',
      'x-age': age,
      'x-value-age': spec.valueAge,
      'x-managers': spec.managers,
      ...secret,
      metadata: {
        name,
        namespace: service.namespace,
        ...secret.metadata,
        labels: { ...secret.metadata?.labels, ...spec.labels },
        annotations: { ...secret.metadata?.annotations, ...spec.annotations },
      },
      type: spec.type ?? 'Opaque',
      'x-values': spec.keys,
    },
  ];
}

function deliveryOf(
  by: string,
  spec: SecretSpec,
  service: ServiceSpec,
): Delivery {
  switch (by.split(' ')[0]) {
    case 'eso':
      return externalSecret(by, spec, service);
    case 'sealed':
      return sealedSecret(spec, service);
    case 'cert-manager':
      return certificate(by, spec, service);
    case 'vso':
      return vaultStaticSecret(by, spec, service);
    case 'csi':
      return secretProviderClass(by, spec, service);
    default: {
      const mark = markOf(by, 'Secret', '', service.namespace, spec.name);
      return {
        objects: [],
        secret: {
          metadata: {
            name: spec.name,
            labels: mark.labels,
            annotations: mark.annotations,
          },
          'x-manager': mark.manager,
          'x-last-applied': mark.manager === 'kubectl-client-side-apply',
        },
      };
    }
  }
}

function condition(
  type: string,
  spec: SecretSpec,
  reasons: { good: string; bad: string; message: string },
) {
  const { failed, age = '200d' } = spec;
  return {
    type,
    status: failed ? 'False' : 'True',
    reason: failed ? reasons.bad : reasons.good,
    message: failed ? failed.message : reasons.message,
    lastTransitionTime: `\${ago ${failed ? failed.since : age}}`,
  };
}

function owned(
  apiVersion: string,
  kind: string,
  name: string,
): Manifest['metadata'] {
  const reference = {
    apiVersion,
    kind,
    name,
    controller: true,
    blockOwnerDeletion: true,
  };
  return { name, ownerReferences: [reference as any] };
}

/** The object that makes a secret of the same name, marked by what applies the service. */
function makerOf(
  apiVersion: string,
  kind: string,
  spec: SecretSpec,
  service: ServiceSpec,
) {
  const { name } = spec;
  const { namespace } = service;
  const mark = markOf(
    service.by,
    kind,
    apiVersion.split('/')[0],
    namespace,
    name,
  );
  return {
    apiVersion,
    kind,
    'x-age': spec.age ?? service.age,
    'x-manager': mark.manager,
    metadata: {
      name,
      namespace,
      labels: mark.labels,
      annotations: mark.annotations,
    },
  };
}

function externalSecret(
  by: string,
  spec: SecretSpec,
  service: ServiceSpec,
): Delivery {
  const [, store, path, refreshInterval = '1h0m0s'] = by.split(' ');
  const apiVersion = 'external-secrets.io/v1';
  const { name } = spec;
  const { namespace } = service;
  const own = store.startsWith('./');
  return {
    objects: [
      {
        ...makerOf(apiVersion, 'ExternalSecret', spec, service),
        spec: {
          refreshInterval,
          secretStoreRef: {
            name: own ? store.slice(2) : store,
            kind: own ? 'SecretStore' : 'ClusterSecretStore',
          },
          target: { name, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
          data: Object.keys(spec.keys ?? {}).map(key => ({
            secretKey: key,
            remoteRef: { key: path, property: key },
          })),
        },
        status: {
          refreshTime: `\${ago ${spec.failed?.since ?? spec.synced ?? '12m'}}`,
          ...(spec.missing ? {} : { binding: { name } }),
          conditions: [
            condition('Ready', spec, {
              good: 'SecretSynced',
              bad: 'SecretSyncedError',
              message: spec.retained
                ? 'secret retained due to DeletionPolicy=Retain'
                : 'secret synced',
            }),
          ],
        },
      },
    ],
    secret: {
      metadata: {
        ...owned(apiVersion, 'ExternalSecret', name),
        labels: {
          'reconcile.external-secrets.io/managed': 'true',
          'reconcile.external-secrets.io/created-by': hashOf(
            `${namespace}/${name}`,
          ),
        },
      },
      'x-data-hash': spec.drifted ? 'of other data' : 'of its data',
      'x-manager': 'external-secrets',
    },
  };
}

function sealedSecret(spec: SecretSpec, service: ServiceSpec): Delivery {
  const apiVersion = 'bitnami.com/v1alpha1';
  const { name } = spec;
  const { namespace } = service;
  const {
    says = 'strict',
    templateSays = says,
    isNew,
    ...sealed
  } = spec.sealed ?? {};
  const maker = makerOf(apiVersion, 'SealedSecret', spec, service);
  return {
    objects: [
      {
        ...maker,
        'x-age': maker['x-age'] ?? '200d',
        metadata: {
          ...maker.metadata,
          annotations: {
            ...maker.metadata.annotations,
            ...annotationsOfScope(says),
          },
        },
        'x-sealed': { ...sealed, values: spec.keys ?? {} },
        spec: {
          template: {
            type: spec.type ?? 'Opaque',
            metadata: {
              name,
              namespace,
              annotations: annotationsOfScope(templateSays),
            },
          },
        },
        ...(isNew
          ? {}
          : {
              status: {
                observedGeneration: 1,
                conditions: [
                  {
                    ...condition('Synced', spec, {
                      good: '',
                      bad: '',
                      message: '',
                    }),
                    lastUpdateTime: `\${ago ${spec.failed?.since ?? '40m'}}`,
                  },
                ],
              },
            }),
      },
    ],
    secret: {
      metadata: owned(apiVersion, 'SealedSecret', name),
      'x-manager': 'controller',
    },
  };
}

/** The annotations that tell a scope. */
function annotationsOfScope(scope: SealingScope): Record<string, string> {
  return scope === 'strict'
    ? {}
    : { [`sealedsecrets.bitnami.com/${scope}`]: 'true' };
}

function certificate(
  by: string,
  spec: SecretSpec,
  service: ServiceSpec,
): Delivery {
  const [, issuer, commonName, notAfter = '+60d'] = by.split(' ');
  const { name } = spec;
  const { namespace } = service;
  return {
    objects: [
      {
        apiVersion: 'cert-manager.io/v1',
        kind: 'Certificate',
        'x-age': service.age,
        'x-manager': markOf(service.by, '', '', namespace, name).manager,
        metadata: { name, namespace },
        spec: {
          secretName: name,
          commonName,
          dnsNames: [commonName],
          issuerRef: {
            name: issuer,
            kind: 'ClusterIssuer',
            group: 'cert-manager.io',
          },
        },
        status: {
          notAfter: `\${in ${notAfter}}`,
          // When two thirds of its life are over.
          renewalTime: '${in +30d}',
          conditions: [
            condition('Ready', spec, {
              good: 'Ready',
              bad: 'Failed',
              message: 'Certificate is up to date and has not expired',
            }),
          ],
        },
      },
    ],
    secret: {
      metadata: {
        name,
        labels: { 'controller.cert-manager.io/fao': 'true' },
        annotations: {
          'cert-manager.io/certificate-name': name,
          'cert-manager.io/common-name': commonName,
          'cert-manager.io/issuer-group': 'cert-manager.io',
          'cert-manager.io/issuer-kind': 'ClusterIssuer',
          'cert-manager.io/issuer-name': issuer,
        },
      },
      'x-manager': 'cert-manager-certificates-issuing',
    },
  };
}

function vaultStaticSecret(
  by: string,
  spec: SecretSpec,
  service: ServiceSpec,
): Delivery {
  const [, path] = by.split(' ');
  const apiVersion = 'secrets.hashicorp.com/v1beta1';
  const { name } = spec;
  const { namespace } = service;
  return {
    objects: [
      {
        apiVersion,
        kind: 'VaultStaticSecret',
        'x-age': spec.age ?? service.age,
        'x-manager': markOf(service.by, '', '', namespace, name).manager,
        metadata: { name, namespace },
        spec: {
          vaultAuthRef: 'default',
          mount: 'secret',
          type: 'kv-v2',
          path,
          refreshAfter: '60s',
          destination: { name, create: true },
          rolloutRestartTargets: [
            { kind: service.kind ?? 'Deployment', name: service.service },
          ],
        },
        status: { lastGeneration: 1, secretMAC: '' },
      },
    ],
    secret: {
      metadata: {
        ...owned(apiVersion, 'VaultStaticSecret', name),
        labels: {
          'app.kubernetes.io/component': 'secret-sync',
          'app.kubernetes.io/managed-by': 'hashicorp-vso',
          'app.kubernetes.io/name': 'vault-secrets-operator',
          'secrets.hashicorp.com/vso-ownerRefUID': `\${uid VaultStaticSecret ${namespace}/${name}}`,
        },
      },
      'x-manager': 'vault-secrets-operator',
    },
  };
}

function secretProviderClass(
  by: string,
  spec: SecretSpec,
  service: ServiceSpec,
): Delivery {
  const [, provider, path] = by.split(' ');
  const { name } = spec;
  const { namespace } = service;
  const keys = Object.keys(spec.keys ?? {});
  return {
    objects: [
      {
        apiVersion: 'secrets-store.csi.x-k8s.io/v1',
        kind: 'SecretProviderClass',
        'x-age': service.age,
        'x-manager': markOf(service.by, '', '', namespace, name).manager,
        metadata: { name, namespace },
        spec: {
          provider,
          parameters: {
            objects: keys
              .map(key => `- {objectName: ${key}, secretPath: ${path}}`)
              .join('\n'),
          },
          secretObjects: [
            {
              secretName: name,
              type: spec.type ?? 'Opaque',
              data: keys.map(key => ({ key, objectName: key })),
            },
          ],
        },
      },
    ],
    secret: {
      metadata: {
        name,
        labels: { 'secrets-store.csi.k8s.io/managed': 'true' },
      },
      'x-manager': 'secrets-store-csi-driver',
    },
  };
}
