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

import { createAccessGraph, isDirectPath, readAccessObject } from '..';

const ROLE = 'arn:aws:iam::111122223333:role/reader';

function serviceAccount(name: string, role?: string) {
  return {
    kind: 'ServiceAccount',
    metadata: {
      namespace: 'shop',
      name,
      ...(role && { annotations: { 'eks.amazonaws.com/role-arn': role } }),
    },
  };
}

const objects = [
  serviceAccount('operator', ROLE),
  serviceAccount('same', ROLE),
  serviceAccount('other', `${ROLE}-of-another`),
  serviceAccount('none'),
  ...['credential', 'unrelated'].map(name => ({
    kind: 'Secret',
    metadata: { namespace: 'shop', name },
  })),
  {
    kind: 'ClusterSecretStore',
    metadata: { name: 'main' },
    spec: {
      provider: {
        aws: {
          auth: {
            jwt: { serviceAccountRef: { namespace: 'shop', name: 'operator' } },
            secretRef: {
              accessKeyIDSecretRef: { namespace: 'shop', name: 'credential' },
            },
          },
        },
      },
    },
  },
  {
    kind: 'ExternalSecret',
    metadata: { namespace: 'pay', name: 'db' },
    spec: { secretStoreRef: { kind: 'ClusterSecretStore', name: 'main' } },
  },
  ...['credential', 'unrelated'].flatMap(name => [
    {
      kind: 'Role',
      metadata: { namespace: 'shop', name },
      rules: [
        {
          apiGroups: [''],
          resources: ['secrets'],
          resourceNames: [name],
          verbs: ['get'],
        },
      ],
    },
    {
      kind: 'RoleBinding',
      metadata: { namespace: 'shop', name },
      roleRef: { kind: 'Role', name },
      subjects: [{ kind: 'User', name }],
    },
  ]),
].map(object => readAccessObject(object)!);

const kindsFrom = (place: string) =>
  createAccessGraph(objects)
    .path(place, { namespace: 'pay', name: 'db' })
    ?.steps.map(({ kind }) => kind);
const user = (name: string) => `u:system:serviceaccount:shop:${name}`;

describe('what a store reads', () => {
  it('is read with the credential of the store', () => {
    expect(kindsFrom('u:credential')).toEqual([
      'get-secrets',
      'opens-store',
      'delivers',
    ]);
    expect(kindsFrom('u:unrelated')).toBeUndefined();
  });

  it('is read by whoever has its identity, also in the cloud', () => {
    expect(kindsFrom(user('operator'))).toEqual(['opens-store', 'delivers']);
    expect(kindsFrom(user('same'))).toEqual([
      'has-cloud-identity',
      'opens-store',
      'delivers',
    ]);
    expect(kindsFrom(user('other'))).toBeUndefined();
    expect(kindsFrom(user('none'))).toBeUndefined();
  });

  it('is no detour for who may read all Secrets', () => {
    const all = [
      {
        kind: 'Namespace',
        metadata: { name: 'pay' },
      },
      { kind: 'Secret', metadata: { namespace: 'pay', name: 'db' } },
      {
        kind: 'ClusterRole',
        metadata: { name: 'all' },
        rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }],
      },
      {
        kind: 'ClusterRole',
        metadata: { name: 'one' },
        rules: [
          {
            apiGroups: [''],
            resources: ['secrets'],
            resourceNames: ['db'],
            verbs: ['patch'],
          },
        ],
      },
      ...['all', 'one'].map(name => ({
        kind: 'ClusterRoleBinding',
        metadata: { name },
        roleRef: { kind: 'ClusterRole', name },
        subjects: [
          { kind: 'ServiceAccount', namespace: 'shop', name: 'operator' },
        ],
      })),
    ].map(object => readAccessObject(object)!);
    const graph = createAccessGraph([...objects, ...all]);
    const secret = { namespace: 'pay', name: 'db' };
    const subject = user('operator');
    const ways = [
      graph.path(subject, secret),
      graph.pathsTo(secret).find(path => path.subject === subject),
      graph.pathsFrom(subject).find(({ target }) => target === 'secret:pay/db'),
    ];
    expect(ways.map(way => way && isDirectPath(way))).toEqual([
      true,
      true,
      true,
    ]);
  });
});
