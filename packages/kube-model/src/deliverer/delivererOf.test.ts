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

import { readMetadata } from '../metadata';
import { knownSystems } from '../systems';
import { delivererOf, mergeDeliverer } from './index';

const deliver = (metadata: object, secretType = 'Opaque') =>
  delivererOf(
    readMetadata({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace: 'payments', name: 'db', ...metadata },
    }),
    secretType,
    knownSystems,
  );

describe('delivererOf', () => {
  it.each([
    [
      'an owner',
      {
        ownerReferences: [
          {
            apiVersion: 'external-secrets.io/v1',
            kind: 'ExternalSecret',
            name: 'db',
            uid: '1',
            controller: true,
          },
        ],
        labels: { 'app.kubernetes.io/managed-by': 'Helm' },
      },
      { kind: 'ExternalSecret', name: 'db', basis: 'owner' },
    ],
    [
      'cert-manager',
      { annotations: { 'cert-manager.io/certificate-name': 'web' } },
      { kind: 'Certificate', name: 'web', basis: 'annotation' },
    ],
    [
      'sealed-secrets',
      { annotations: { 'sealedsecrets.bitnami.com/managed': 'true' } },
      { kind: 'SealedSecret', name: 'db', namespace: 'payments' },
    ],
    [
      'Helm by its annotations',
      {
        labels: { 'app.kubernetes.io/managed-by': 'Helm' },
        annotations: {
          'meta.helm.sh/release-name': 'pay',
          'meta.helm.sh/release-namespace': 'ops',
        },
      },
      { kind: 'Helm', name: 'pay', namespace: 'ops', basis: 'annotation' },
    ],
    [
      'Helm 2',
      { labels: { heritage: 'Tiller', release: 'old' } },
      { kind: 'Helm', name: 'old', basis: 'label' },
    ],
    [
      'Argo CD',
      {
        annotations: {
          'argocd.argoproj.io/tracking-id': 'shop:/Secret:payments/db',
        },
      },
      { kind: 'Argo CD', name: 'shop', basis: 'annotation' },
    ],
    [
      'Flux',
      {
        labels: {
          'kustomize.toolkit.fluxcd.io/name': 'apps',
          'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
        },
      },
      { kind: 'Flux', name: 'apps', namespace: 'flux-system' },
    ],
    [
      'the CSI driver, although pods own what it makes',
      {
        labels: { 'secrets-store.csi.k8s.io/managed': 'true' },
        ownerReferences: [
          { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'a', uid: '1' },
        ],
      },
      { kind: 'SecretProviderClass', basis: 'label' },
    ],
    [
      'the Vault Secrets Operator',
      { labels: { 'secrets.hashicorp.com/vso-ownerRefUID': '1' } },
      { kind: 'Vault Secrets Operator', namespace: 'payments' },
    ],
    [
      'a reflector',
      {
        annotations: { 'reflector.v1.k8s.emberstack.com/reflects': 'ops/ca' },
      },
      { kind: 'Reflector', namespace: 'ops', name: 'ca' },
    ],
    [
      'a replicator',
      {
        annotations: { 'replicator.v1.mittwald.de/replicate-from': 'ops/ca' },
      },
      { kind: 'Replicator', namespace: 'ops', name: 'ca' },
    ],
    [
      'a policy of Kyverno',
      { labels: { 'generate.kyverno.io/policy-name': 'sync' } },
      { kind: 'Kyverno', name: 'sync' },
    ],
    [
      'what carries the value, before what carries the object',
      {
        labels: { 'app.kubernetes.io/managed-by': 'Helm' },
        annotations: {
          'meta.helm.sh/release-name': 'pay',
          'cert-manager.io/certificate-name': 'web',
        },
      },
      { kind: 'Certificate', name: 'web' },
    ],
    [
      'a hand',
      {
        labels: { 'app.kubernetes.io/managed-by': 'someone' },
        managedFields: [
          {
            manager: 'kubectl-client-side-apply',
            operation: 'Update',
            fieldsV1: { 'f:data': { 'f:a': {} } },
          },
        ],
      },
      { kind: 'by hand', name: 'kubectl-client-side-apply', basis: 'manager' },
    ],
    [
      'the newest tool that wrote the data',
      {
        managedFields: [
          {
            manager: 'kubectl',
            time: '2026-01-01T00:00:00Z',
            fieldsV1: { 'f:data': { 'f:a': {} } },
          },
          {
            manager: 'Terraform',
            time: '2026-02-01T00:00:00Z',
            fieldsV1: { 'f:data': { 'f:b': {} } },
          },
        ],
      },
      { kind: 'Terraform', name: 'Terraform', basis: 'manager' },
    ],
    ['nobody', {}, { kind: 'by hand', basis: 'manager' }],
  ])('is %s', (_, metadata, expected) => {
    expect(deliver(metadata)).toMatchObject(expected);
  });

  it('does not believe a mark that was copied from another object', () => {
    expect(
      deliver({
        annotations: {
          'argocd.argoproj.io/tracking-id': 'shop:/Secret:other/db',
        },
      }).kind,
    ).toBe('by hand');
  });

  it('knows types that one tool makes', () => {
    expect(
      deliver(
        { annotations: { 'kubernetes.io/service-account.name': 'ci' } },
        'kubernetes.io/service-account-token',
      ),
    ).toMatchObject({ kind: 'ServiceAccount', name: 'ci' });
    expect(
      deliver({ name: 'sh.helm.release.v1.pay.v3' }, 'helm.sh/release.v1'),
    ).toMatchObject({ kind: 'Helm', name: 'pay' });
  });
});

describe('mergeDeliverer', () => {
  const delivering = [
    {
      kind: 'ExternalSecret',
      apiGroup: 'external-secrets.io',
      namespace: 'payments',
      name: 'db',
    },
  ];

  it('prefers an object that names the secret to a label', () => {
    expect(
      mergeDeliverer({ kind: 'Helm', basis: 'label' }, delivering),
    ).toEqual({ ...delivering[0], basis: 'delivery' });
  });

  it('prefers the kind that the secret names, then what brings the value', () => {
    const several = [
      { kind: 'Application', apiGroup: 'argoproj.io' },
      { kind: 'ExternalSecret', apiGroup: 'external-secrets.io' },
      { kind: 'VaultStaticSecret', apiGroup: 'secrets.hashicorp.com' },
    ].map(each => ({ ...each, namespace: 'payments', name: 'db' }));
    const byHand = { kind: 'by hand', basis: 'manager' as const };
    expect(mergeDeliverer(byHand, several).kind).toBe('ExternalSecret');
    expect(mergeDeliverer(byHand, several.slice(0, 1)).kind).toBe(
      'Application',
    );
    const named = { kind: 'VaultStaticSecret', basis: 'label' as const };
    expect(mergeDeliverer(named, several).kind).toBe('VaultStaticSecret');
  });

  it('keeps an owner', () => {
    const own = { kind: 'SealedSecret', name: 'db', basis: 'owner' as const };
    expect(mergeDeliverer(own, delivering)).toBe(own);
    const label = { kind: 'Helm', basis: 'label' as const };
    expect(mergeDeliverer(label, [])).toBe(label);
  });
});
