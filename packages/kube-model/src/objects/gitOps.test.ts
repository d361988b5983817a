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
});
