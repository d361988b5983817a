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
import { createAccessGraph, readAccessObject, type AccessObject } from '..';

const GROUP = 'secrets-store.csi.x-k8s.io';

/** A class as the API server gives it; without a Secret it is mounted as files alone. */
const providerClass = (
  namespace: string,
  { path, secret }: { path: string; secret?: string },
): AccessObject =>
  readAccessObject({
    apiVersion: `${GROUP}/v1`,
    kind: 'SecretProviderClass',
    metadata: { namespace, name: 'web' },
    spec: {
      provider: 'vault',
      parameters: {
        vaultAddress: 'https://vault.example',
        objects: `- objectName: password\n  secretPath: ${path}\n  secretKey: password\n`,
      },
      ...(secret && {
        secretObjects: [
          {
            secretName: secret,
            data: [{ objectName: 'password', key: 'password' }],
          },
        ],
      }),
    },
  })!;

const maker = (verb: string, resource: string, group = ''): AccessObject[] => [
  {
    kind: 'Role',
    namespace: 'shop',
    name: 'maker',
    rules: [{ verbs: [verb], apiGroups: [group], resources: [resource] }],
  },
  {
    kind: 'RoleBinding',
    namespace: 'shop',
    name: 'maker',
    roleRef: { kind: 'Role', name: 'maker' },
    subjects: [{ kind: 'User', name: 'ann' }],
  },
];

/** How ann comes to the Secret of another namespace. */
const pathOf = (...objects: AccessObject[]) =>
  createAccessGraph([
    { kind: 'Secret', namespace: 'pay', name: 'db' },
    ...objects,
  ])
    .path('u:ann', { namespace: 'pay', name: 'db' })
    ?.steps.map(({ kind, to }) => `${kind} ${to}`);

const PATH = 'secret/data/pay/db';
const pay = providerClass('pay', { path: PATH, secret: 'db' });

describe('SecretProviderClasses', () => {
  it('are read with what their provider reads', () => {
    expect(pay).toEqual({
      kind: 'provider-class',
      namespace: 'pay',
      name: 'web',
      targets: ['db'],
      reads: [`vault https://vault.example ${PATH}`],
    });
  });

  it('lead who makes pods to what others have of the same place', () => {
    const remote = `remote:vault https://vault.example ${PATH}`;
    expect(
      pathOf(
        pay,
        providerClass('shop', { path: PATH }),
        ...maker('create', 'pods'),
      ),
    ).toEqual([
      'create-pods provider-classes:shop',
      'among provider-class:shop/web',
      `reads ${remote}`,
      'delivers secret:pay/db',
    ]);
    expect(
      pathOf(
        pay,
        providerClass('shop', { path: PATH }),
        ...maker('patch', 'deployments', 'apps'),
      )?.[0],
    ).toBe('change-workloads provider-classes:shop');
  });

  it('lead nowhere by another path, without a class, or without a pod', () => {
    const pods = maker('create', 'pods');
    expect(pathOf(pay, ...pods)).toBeUndefined();
    expect(
      pathOf(
        pay,
        providerClass('shop', { path: 'secret/data/shop/db' }),
        ...pods,
      ),
    ).toBeUndefined();
    expect(
      pathOf(
        pay,
        providerClass('shop', { path: PATH }),
        ...maker('create', 'secretproviderclasses', GROUP),
      ),
    ).toBeUndefined();
  });
});
