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

function detailOf(kind: string, apiVersion: string, spec: object) {
  return observeObject(
    { apiVersion, kind, metadata: { namespace: 'argocd', name: 'team' }, spec },
    { sourceId: 'prod' },
  ).detail;
}

describe('what decides where Argo CD and Flux apply', () => {
  it('is taken of an AppProject, without credentials', () => {
    expect(
      detailOf('AppProject', 'argoproj.io/v1alpha1', {
        description: 'not taken',
        destinations: [
          { server: '*', namespace: 'team-*' },
          { server: 'https://kubernetes.default.svc', namespace: '!kube-*' },
          { name: 'in-cluster', namespace: 'shop' },
          { server: '!https://eve:word@example.com' },
          'no destination',
        ],
        sourceNamespaces: ['team-*', 7],
        sourceRepos: ['*', 'https://eve:word@example.com/team.git'],
        clusterResourceWhitelist: [{ group: '*', kind: '*' }],
        roles: [{ name: 'ci', policies: ['not taken'] }],
      }),
    ).toEqual({
      destinations: [
        { server: '*', namespace: 'team-*' },
        { server: 'https://kubernetes.default.svc', namespace: '!kube-*' },
        { name: 'in-cluster', namespace: 'shop' },
        { server: '!https://example.com' },
      ],
      sourceNamespaces: ['team-*'],
      sourceRepos: ['*', 'https://example.com/team.git'],
      clusterResourceWhitelist: [{ group: '*', kind: '*' }],
    });
    expect(detailOf('AppProject', 'argoproj.io/v1alpha1', {})).toBeUndefined();
  });

  it.each([
    [['--default-service-account=tenant'], 'tenant'],
    [['--events-addr', 'x', '--default-service-account', 'tenant'], 'tenant'],
    [['--no-cross-namespace-refs=true'], undefined],
    [['--default-service-account=No_Name'], undefined],
  ])('is taken of the arguments of a pod: %j', (args, expected) => {
    const detail = detailOf('Pod', 'v1', {
      serviceAccountName: 'kustomize-controller',
      containers: [{ name: 'manager', args }],
    });
    expect(detail?.defaultServiceAccount).toBe(expected);
  });

  const applies = (apiVersion: string, kind: string, spec: object) => {
    const {
      applies: found,
      isAutomatic,
      isOwnCluster,
    } = detailOf(kind, apiVersion, spec) ?? {};
    return { applies: found, isAutomatic, isOwnCluster };
  };

  it('is what an Application applies, by which branch, and whether by itself', () => {
    const source = {
      repoURL: 'https://eve:word@git.example.com/payments/app.git',
      path: './deploy//prod/',
      targetRevision: 'refs/heads/main',
    };
    const application = (spec: object) =>
      applies('argoproj.io/v1alpha1', 'Application', {
        destination: { server: 'https://kubernetes.default.svc' },
        source,
        ...spec,
      });
    const manifests = [
      {
        repository: 'https://git.example.com/payments/app.git',
        path: 'deploy/prod',
        revision: 'main',
      },
    ];
    expect(application({})).toEqual({
      applies: manifests,
      isAutomatic: false,
      isOwnCluster: true,
    });
    expect(
      application({ syncPolicy: { automated: { prune: true } } }),
    ).toMatchObject({ isAutomatic: true });
    expect(
      application({ syncPolicy: { automated: { enabled: false } } }),
    ).toMatchObject({ isAutomatic: false });
    expect(application({ destination: { name: 'prod' } })).toMatchObject({
      isOwnCluster: false,
    });
    expect(
      application({
        source: undefined,
        sources: [
          { repoURL: 'https://charts.example.com', chart: 'web' },
          { repoURL: 'git@git.example.com:payments/app', path: '.' },
          { repoURL: source.repoURL, path: '{{ .Values.x }}' },
        ],
      }).applies,
    ).toEqual([
      { repository: 'git.example.com:payments/app' },
      { repository: 'https://git.example.com/payments/app.git' },
    ]);
  });

  it('is what a Kustomization takes from a GitRepository', () => {
    expect(
      applies('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', {
        path: './deploy',
        sourceRef: { kind: 'GitRepository', name: 'app' },
      }),
    ).toEqual({
      applies: [{ source: 'GitRepository/argocd/app', path: 'deploy' }],
      isAutomatic: true,
      isOwnCluster: true,
    });
    expect(
      applies('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', {
        suspend: true,
        kubeConfig: { secretRef: { name: 'other-cluster' } },
        sourceRef: { kind: 'GitRepository', name: 'app', namespace: 'flux' },
      }),
    ).toEqual({
      applies: [{ source: 'GitRepository/flux/app' }],
      isAutomatic: false,
      isOwnCluster: false,
    });
  });

  it.each([
    [{ branch: 'release' }, 'release'],
    [{ branch: 'main', tag: 'v1' }, 'v1'],
    [{ tag: 'v1', semver: '>=1.0.0 <2.0.0' }, '>=1.0.0 <2.0.0'],
    [undefined, 'master'],
  ])('is what a GitRepository follows: %j', (ref, revision) => {
    const observed = observeObject(
      {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'GitRepository',
        metadata: { namespace: 'flux-system', name: 'app' },
        spec: {
          url: 'ssh://git@git.example.com/payments/app',
          ref,
          secretRef: { name: 'deploy-key' },
        },
      },
      { sourceId: 'prod' },
    );
    expect(observed.detail).toEqual({
      repository: 'ssh://git.example.com/payments/app',
      revision,
      isAutomatic: true,
    });
    expect(observed.references).toMatchObject([{ name: 'deploy-key' }]);
  });
});
