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

import { type AccessObject, createAccessGraph, readAccessObject } from '..';

const secret = (namespace: string, name: string, more: object = {}) => {
  const { type, ...metadata } = more as { type?: string };
  return readAccessObject({
    kind: 'Secret',
    type,
    metadata: { namespace, name, ...metadata },
  })!;
};

function mayDo(
  rule: { verbs: string[]; resources: string[]; resourceNames?: string[] },
  namespace: string,
): AccessObject[] {
  return [
    {
      kind: 'Role',
      namespace,
      name: 'r',
      rules: [{ apiGroups: [''], ...rule }],
    },
    {
      kind: 'RoleBinding',
      namespace,
      name: 'r',
      roleRef: { kind: 'Role', name: 'r' },
      subjects: [{ kind: 'User', name: 'ann' }],
    },
  ];
}

function reached(objects: AccessObject[]) {
  return createAccessGraph(objects)
    .pathsFrom('u:ann')
    .map(({ target, steps }) => `${target} ${steps.at(-1)!.kind}`);
}

const get = (resourceNames?: string[]) => ({
  verbs: ['get'],
  resources: ['secrets'],
  resourceNames,
});

describe('Secrets that hold others', () => {
  it('opens all that is sealed with a key of the controller', () => {
    const objects = [
      secret('kube-system', 'key', {
        labels: { 'sealedsecrets.bitnami.com/sealed-secrets-key': 'active' },
      }),
      secret('kube-system', 'other'),
      secret('shop', 'db', {
        ownerReferences: [
          { apiVersion: 'bitnami.com/v1alpha1', kind: 'SealedSecret' },
        ],
      }),
      secret('shop', 'copied', {
        ownerReferences: [
          { apiVersion: 'copies.example/v1', kind: 'SealedSecret' },
        ],
      }),
      secret('shop', 'plain'),
    ];
    expect(
      reached([...objects, ...mayDo(get(['key']), 'kube-system')]),
    ).toEqual([
      'secret:kube-system/key get-secrets',
      'secret:shop/db opens-sealed',
    ]);
    expect(
      reached([...objects, ...mayDo(get(['other']), 'kube-system')]),
    ).toEqual(['secret:kube-system/other get-secrets']);
  });

  it('has the Secrets of a Helm release in the record of it', () => {
    const of = (name: string, namespace: string) => ({
      annotations: {
        'meta.helm.sh/release-name': name,
        'meta.helm.sh/release-namespace': namespace,
      },
    });
    const record = 'sh.helm.release.v1.db.v3';
    const objects = [
      secret('shop', record, {
        type: 'helm.sh/release.v1',
        labels: { name: 'db' },
      }),
      secret('data', 'login', of('db', 'shop')),
      secret('data', 'cache', of('cache', 'shop')),
      secret('data', 'elsewhere', of('db', 'data')),
      ...mayDo(get([record]), 'shop'),
    ];
    expect(reached(objects)).toEqual([
      `secret:shop/${record} get-secrets`,
      'secret:data/login holds-manifest',
    ]);
  });
});

describe('the ConfigMap aws-auth', () => {
  const patch = (name?: string) => ({
    verbs: ['patch'],
    resources: ['configmaps'],
    ...(name && { resourceNames: [name] }),
  });
  const awsAuth = readAccessObject({
    kind: 'ConfigMap',
    metadata: { namespace: 'kube-system', name: 'aws-auth' },
  })!;
  const db = secret('shop', 'db');

  it.each([undefined, 'aws-auth'])('gives everything by %s', name => {
    const objects = [db, awsAuth, ...mayDo(patch(name), 'kube-system')];
    const path = createAccessGraph(objects).path('u:ann', {
      namespace: 'shop',
      name: 'db',
    });
    expect(path?.steps[0].kind).toBe('change-aws-auth');
  });

  it('gives nothing where there is none, of another name or elsewhere', () => {
    expect(reached([db, ...mayDo(patch(), 'kube-system')])).toEqual([]);
    expect(reached([db, awsAuth, ...mayDo(patch('x'), 'kube-system')])).toEqual(
      [],
    );
    expect(reached([db, awsAuth, ...mayDo(patch(), 'shop')])).toEqual([]);
    expect(
      readAccessObject({
        kind: 'ConfigMap',
        metadata: { namespace: 'shop', name: 'aws-auth' },
      }),
    ).toBeUndefined();
  });
});
