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

import { observeSecret } from '@keyward/kube-model';
import { defaultRuleSettings, type PlatformSettings } from '../facts';
import { matchesGlob } from './matchesGlob';
import { marksOfAnnotations } from './marksOfAnnotations';
import { platformOf, unknownMarkOf } from './platformOf';
import { platformSecrets } from './platformSecrets';

const NONE = defaultRuleSettings;

interface Stated {
  namespace?: string;
  name?: string;
  type?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** What is kept of a Secret. */
function marks({ type = 'Opaque', ...metadata }: Stated) {
  const observed = observeSecret(
    {
      apiVersion: 'v1',
      kind: 'Secret',
      type,
      metadata: { name: 'one', namespace: 'a', ...metadata },
    },
    { sourceId: 'prod', taken: 'metadata' },
  );
  return { ...observed, ...marksOfAnnotations(observed.annotations) };
}

const readBy = (secret: Stated, settings: PlatformSettings = NONE) =>
  platformOf(marks(secret), settings)?.platform;

describe('platformOf', () => {
  it.each<[string, Stated, Stated]>([
    [
      'Argo CD',
      { labels: { 'argocd.argoproj.io/secret-type': 'cluster' } },
      { labels: { 'argocd.argoproj.io/instance': 'shop' } },
    ],
    ['Argo CD', { name: 'argocd-secret' }, { name: 'argocd-secret-2' }],
    [
      'Cluster API',
      { type: 'cluster.x-k8s.io/secret', name: 'edge-kubeconfig' },
      { name: 'edge-kubeconfig' },
    ],
    [
      'Cluster API',
      { name: 'edge-sa', labels: { 'cluster.x-k8s.io/cluster-name': 'edge' } },
      { name: 'edge', labels: { 'cluster.x-k8s.io/cluster-name': 'edge' } },
    ],
    [
      'k3s',
      { namespace: 'kube-system', name: 'k3s-serving' },
      { namespace: 'a', name: 'k3s-serving' },
    ],
    [
      'RKE2',
      { namespace: 'kube-system', name: 'n1.node-password.rke2' },
      { namespace: 'kube-system', name: 'n1.node-password' },
    ],
    [
      'OpenShift',
      { namespace: 'openshift-ingress', name: 'router-certs-default' },
      { namespace: 'a', name: 'router-certs-default' },
    ],
    [
      'OpenShift',
      { labels: { 'auth.openshift.io/managed-certificate-type': 'signer' } },
      { labels: { 'app.openshift.io/runtime': 'node' } },
    ],
    [
      'Velero',
      { namespace: 'velero', name: 'cloud-credentials' },
      { namespace: 'a', name: 'cloud-credentials' },
    ],
    [
      'Istio',
      { namespace: 'istio-system', name: 'istio-ca-secret' },
      { namespace: 'a', name: 'istio-ca-secret' },
    ],
    ['Istio', { labels: { 'istio/multiCluster': 'true' } }, {}],
    ['Kong', { labels: { 'konghq.com/credential': 'jwt' } }, {}],
    [
      'Tekton',
      { annotations: { 'tekton.dev/docker-1': 'https://gcr.io' } },
      { annotations: { 'tekton.dev/version': '1' } },
    ],
    ['Kubernetes', { type: 'bootstrap.kubernetes.io/token' }, {}],
    ['Helm', { type: 'helm.sh/release.v1' }, { name: 'sh.helm.release.v1.x' }],
    [
      'Sealed Secrets',
      { labels: { 'sealedsecrets.bitnami.com/sealed-secrets-key': 'active' } },
      { annotations: { 'sealedsecrets.bitnami.com/managed': 'true' } },
    ],
    [
      'Grafana',
      { labels: { grafana_dashboard: '1' } },
      { labels: { grafana: '1' } },
    ],
    ['Rancher', { type: 'rke.cattle.io/machine-plan' }, {}],
    [
      'cert-manager',
      { name: 'cert-manager-webhook-ca' },
      { name: 'webhook-ca' },
    ],
    [
      'Jenkins',
      { labels: { 'jenkins.io/credentials-type': 'secretText' } },
      { annotations: { 'jenkins.io/credentials-description': 'x' } },
    ],
    [
      'Longhorn',
      { name: 'longhorn-grpc-tls' },
      { namespace: 'longhorn-system' },
    ],
  ])(
    'knows what %s reads, and its twin that nothing does',
    (platform, read, twin) => {
      expect(readBy(read)).toBe(platform);
      expect(readBy(twin)).toBeUndefined();
      expect(unknownMarkOf(marks(twin), NONE)).toBeUndefined();
    },
  );

  it('does not count a mark that is switched off', () => {
    const label = 'jenkins.io/credentials-type';
    const annotation = 'reflector.v1.k8s.emberstack.com/reflection-allowed';
    expect(readBy({ annotations: { [annotation]: 'false' } })).toBeUndefined();
    expect(readBy({ labels: { 'kor/used': 'no' } })).toBeUndefined();
    expect(readBy({ labels: { [label]: 'x' } })).toBe('Jenkins');
  });

  it('knows what an installation adds', () => {
    const settings = {
      ...NONE,
      platformSecrets: [
        { platform: 'Own', label: 'example.com/for', namespaces: ['own-*'] },
      ],
    };
    const labels = { 'example.com/for': 'me' };
    expect(readBy({ namespace: 'own-1', labels }, settings)).toBe('Own');
    expect(readBy({ namespace: 'a', labels }, settings)).toBeUndefined();
    // It is known where this label is read.
    expect(unknownMarkOf(marks({ labels }), settings)).toBeUndefined();
  });
});

describe('unknownMarkOf', () => {
  it.each<[Stated, unknown]>([
    [
      { type: 'example.com/account' },
      { kind: 'type', of: 'example.com/account' },
    ],
    [
      { labels: { app: 'x', 'example.com/for': 'me' } },
      { kind: 'label', of: 'example.com/for' },
    ],
    [{ type: 'kubernetes.io/tls' }, undefined],
    [{ labels: { team: 'a', 'app.kubernetes.io/created-by': 'b' } }, undefined],
    [{ labels: { 'cnpg.io/cluster': 'orders' } }, undefined],
  ])('is of %j: %j', (secret, expected) => {
    expect(unknownMarkOf(marks(secret), NONE)).toEqual(expected);
  });

  it('is of no label that describes, as an installation says', () => {
    const labels = { 'example.com/team': 'a' };
    const settings = { ...NONE, descriptiveLabels: ['example.com/*'] };
    expect(unknownMarkOf(marks({ labels }), settings)).toBeUndefined();
  });
});

describe('the list of platforms', () => {
  it('says of each row what it is known by, and where', () => {
    for (const row of platformSecrets) {
      const { names, type, label, annotation, source } = row;
      expect([names ?? type ?? label ?? annotation, source]).toEqual([
        expect.anything(),
        expect.stringMatching(/^https:\/\//),
      ]);
    }
  });
});

describe('matchesGlob', () => {
  it.each([
    ['a', 'a', true],
    ['a', 'ab', false],
    ['a*', 'ab', true],
    ['*a', 'ba', true],
    ['*-ca', 'ca', false],
    ['a*a', 'a', false],
    ['a*b*c', 'a-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['a*b*bc', 'abc', false],
    ['*', '', true],
  ])('%s of %s: %s', (pattern, text, expected) => {
    expect(matchesGlob(pattern, text)).toBe(expected);
  });
});
