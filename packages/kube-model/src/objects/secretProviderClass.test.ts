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

function originsOf(provider: string, parameters: object, ...names: string[]) {
  const { deliveries } = observeObject(
    {
      apiVersion: 'secrets-store.csi.x-k8s.io/v1',
      kind: 'SecretProviderClass',
      metadata: { name: 'x', namespace: 'payments' },
      spec: {
        provider,
        parameters,
        secretObjects: [
          {
            secretName: 'made',
            data: names.map(objectName => ({ objectName, key: 'k' })),
          },
        ],
      },
    },
    { sourceId: 'prod' },
  );
  expect(deliveries).toHaveLength(1);
  expect(deliveries[0]).toMatchObject({ namespace: 'payments', name: 'made' });
  return deliveries[0].from;
}

describe('SecretProviderClass', () => {
  it('reads the objects of Vault', () => {
    expect(
      originsOf(
        'vault',
        {
          vaultAddress: 'https://vault.example.com',
          objects: [
            '- objectName: user',
            '  secretPath: kv/data/db',
            '  secretKey: username',
            '- objectName: pass',
            '  secretPath: kv/data/db',
            '  secretKey: password',
          ].join('\n'),
        },
        'user',
        'pass',
      ),
    ).toEqual([
      {
        system: 'vault',
        store: 'https://vault.example.com',
        path: 'kv/data/db',
        keys: ['username', 'password'],
      },
    ]);
  });

  it('reads the objects of AWS', () => {
    expect(
      originsOf(
        'aws',
        {
          region: 'eu-west-1',
          objects: [
            '- objectName: payments/db',
            '  jmesPath: [{ path: password, objectAlias: db-password }]',
            '- objectName: payments/token',
            '  objectAlias: token',
          ].join('\n'),
        },
        'db-password',
        'token',
      ),
    ).toEqual([
      {
        system: 'aws',
        store: 'eu-west-1',
        path: 'payments/db',
        keys: ['password'],
      },
      { system: 'aws', store: 'eu-west-1', path: 'payments/token' },
    ]);
  });

  it('reads the objects of Azure and GCP', () => {
    expect(
      originsOf(
        'azure',
        {
          keyvaultName: 'fernhill',
          objects:
            'array:\n  - |\n    objectName: db\n    objectType: secret\n',
        },
        'db',
      ),
    ).toEqual([{ system: 'azure', store: 'fernhill', path: 'db' }]);
    expect(
      originsOf(
        'gcp',
        { secrets: '- {resourceName: projects/p/secrets/s, path: s.txt}' },
        's.txt',
      ),
    ).toEqual([{ system: 'gcp', path: 'projects/p/secrets/s' }]);
  });

  it.each([
    ['broken: [yaml'],
    ['- 1\n- null\n- {objectName: 7}'],
    ['text'],
    [7],
    ['x'.repeat(100_000)],
  ])('names the object alone where the list says nothing: %.20s', objects => {
    expect(originsOf('vault', { objects }, 'user')).toEqual([
      { system: 'vault', keys: ['user'] },
    ]);
  });
});
