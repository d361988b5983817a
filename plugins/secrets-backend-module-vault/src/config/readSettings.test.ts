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

import { ConfigReader } from '@backstage/config';
import { readSettings } from './readSettings';

function read(...instances: object[]) {
  return readSettings(
    new ConfigReader({
      secrets: {
        vault: {
          instances: instances.map(each => ({
            name: 'main',
            address: 'https://vault.example.com:8200/',
            auth: { token: 'hvs.x' },
            ...each,
          })),
        },
      },
    }),
  );
}

describe('readSettings', () => {
  it('reads nothing where nothing is configured', () => {
    expect(readSettings(new ConfigReader({}))).toEqual([]);
  });

  it('reads each way to log in', () => {
    expect(read({})).toEqual([
      {
        id: 'main',
        title: 'main',
        address: 'https://vault.example.com:8200',
        login: { method: 'token', token: 'hvs.x' },
        everyMs: 300_000,
      },
    ]);
    const [kubernetes] = read({ auth: { kubernetes: { role: 'keyward' } } });
    expect(kubernetes.login).toEqual({
      method: 'kubernetes',
      mount: 'kubernetes',
      role: 'keyward',
      tokenFile: '/var/run/secrets/kubernetes.io/serviceaccount/token',
    });
    const [appRole] = read({
      auth: { appRole: { mount: 'ci', roleId: 'a', secretId: 'b' } },
    });
    expect(appRole.login).toEqual({
      method: 'appRole',
      mount: 'ci',
      roleId: 'a',
      secretId: 'b',
    });
  });

  it('reads the addresses of nodes as they are compared', () => {
    const [{ nodes }] = read({
      nodes: ['https://VAULT-0.example.com:8200/', 'https://vault-1:443/'],
    });
    expect(nodes).toEqual([
      'https://vault-0.example.com:8200',
      'https://vault-1',
    ]);
  });

  it('reads which auth methods are of which cluster', () => {
    const [{ clusters }] = read({
      clusters: [
        { cluster: 'prod', authMounts: ['kubernetes', 'k8s/eu'] },
        { cluster: 'dev' },
      ],
    });
    expect(clusters).toEqual([
      {
        cluster: 'prod',
        isDefault: false,
        authMounts: ['kubernetes', 'k8s/eu'],
      },
      { cluster: 'dev', isDefault: false },
    ]);
  });

  it.each([
    [
      { clusters: [{ cluster: 'prod', authMounts: ['/kubernetes'] }] },
      'instances[0].clusters[0].authMounts[0]: must be the path',
    ],
    [
      {
        clusters: [
          { cluster: 'prod', authMounts: ['kubernetes'] },
          { cluster: 'dev', authMounts: ['kubernetes'] },
        ],
      },
      'instances[0].clusters: kubernetes is of two clusters',
    ],
    [{ nodes: ['http://vault-0'] }, 'instances[0].nodes[0]: must begin with'],
    [
      { address: 'http://vault.example.com' },
      'instances[0].address: must begin with https://',
    ],
    [
      { address: 'https://u:p@vault.example.com' },
      'instances[0].address: must',
    ],
    [{ name: 'Main' }, 'instances[0].name: must be'],
    [{ auth: {} }, 'instances[0].auth: must have exactly one'],
    [
      { auth: { token: 'hvs.x', jwt: { role: 'a', tokenFile: '/b' } } },
      'instances[0].auth: must have exactly one',
    ],
    [{ mounts: ['a//b'] }, 'instances[0].mounts[0]: must be'],
    [{ everySeconds: 0 }, 'instances[0].everySeconds: must be'],
    [{ caFile: '/does/not/exist' }, 'instances[0].caFile: could not be read'],
  ])('refuses %j by its place', (instance, message) => {
    expect(() => read(instance)).toThrow(message);
  });

  it('refuses two of one name', () => {
    expect(() => read({}, {})).toThrow('two have the name main');
  });
});
