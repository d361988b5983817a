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

import type { StatedLocator } from '@keyward/backstage-plugin-secrets-node';
import { FakeVault } from '../__testUtils__/FakeVault';
import type { VaultSettings } from '../config';
import { VaultLocators } from './VaultLocators';

const CLUSTER = 'prod';

describe('VaultLocators', () => {
  const vault = new FakeVault();

  beforeAll(async () => {
    await vault.start();
  });
  beforeEach(() => {
    vault.serve();
    vault.answers.set('GET sys/mounts', {
      data: {
        'secret/': { type: 'kv', options: { version: '2' } },
        'secret/team/': { type: 'kv', options: { version: '2' } },
        'old/': { type: 'kv', options: { version: '1' } },
        'db/': { type: 'database' },
      },
    });
  });
  afterAll(async () => {
    await vault.stop();
  });

  const settings = (own: Partial<VaultSettings> = {}): VaultSettings => ({
    id: 'main',
    title: 'main',
    address: vault.address,
    login: { method: 'token', token: 't' },
    everyMs: 1000,
    clusters: [
      {
        cluster: CLUSTER,
        addresses: ['http://vault.vault.svc:8200'],
        isDefault: true,
      },
    ],
    ...own,
  });

  const resolve = async (
    locator: Partial<StatedLocator>,
    vaults = [settings()],
  ) => {
    const [ref] = await new VaultLocators(vaults).resolve([
      { system: 'vault', sourceId: CLUSTER, ...locator },
    ]);
    return ref;
  };

  const inStore = (path: string, detail: object = {}) => ({
    system: 'external-secrets',
    store: 'SecretStore/vault',
    path,
    storeDetail: {
      provider: 'vault',
      address: `${vault.address}/`,
      path: 'secret',
      version: 'v2',
      ...detail,
    },
  });

  // By the code of the External Secrets Operator 0.20.4, written by hand.
  it.each([
    ['prod/db', {}, 'vault:main/secret/prod/db'],
    ['secret/prod/db', {}, 'vault:main/secret/prod/db'],
    ['secret/data/prod/db', {}, 'vault:main/secret/prod/db'],
    ['/prod/db', {}, 'vault:main/secret/prod/db'],
    ['prod/db', { version: undefined }, 'vault:main/secret/prod/db'],
    ['secret/prod/db', { path: undefined }, 'vault:main/secret/prod/db'],
    ['secret/data/prod/db', { path: undefined }, 'vault:main/secret/prod/db'],
    ['db', { path: 'secret/team' }, 'vault:main/secret%2Fteam/db'],
    ['db', { path: 'old', version: 'v1' }, 'vault:main/old/db'],
    ['a b/%2F', {}, 'vault:main/secret/a%20b/%252F'],
    // Vault has nothing there.
    ['db', { path: 'old' }, 'vault:main/old/data/db'],
    ['db', { version: 'v1' }, undefined],
    ['creds/app', { path: 'db' }, undefined],
    ['a//b', {}, undefined],
    ['', {}, undefined],
    ['db', { address: 'https://vault.example.com' }, undefined],
    ['db', { address: undefined }, undefined],
  ])('of the key %s in a store with %j', async (key, detail, expected) => {
    expect(await resolve(inStore(key, detail))).toBe(expected);
  });

  it.each([
    ['the default', { store: undefined }, 'vault:main/secret/prod/db'],
    [
      'a login without a connection',
      { storeDetail: { method: 'kubernetes' } },
      'vault:main/secret/prod/db',
    ],
    [
      'a connection with the name that the cluster has for it',
      { storeDetail: { address: 'http://vault.vault.svc:8200' } },
      'vault:main/secret/prod/db',
    ],
    [
      'a connection to another Vault',
      { storeDetail: { address: 'http://other.vault.svc:8200' } },
      undefined,
    ],
    [
      'a connection that was not seen',
      { storeDetail: { connection: 'elsewhere' } },
      undefined,
    ],
    ['a login that was not seen', {}, undefined],
    [
      'a cluster without a default',
      { store: undefined, sourceId: 'other' },
      undefined,
    ],
    [
      'a name that another cluster has for it',
      {
        sourceId: 'other',
        storeDetail: { address: 'http://vault.vault.svc:8200' },
      },
      undefined,
    ],
  ])('of an operator with %s', async (_, own, expected) => {
    const operated = { store: 'VaultAuth/app', path: 'secret/prod/db' };
    expect(await resolve({ ...operated, ...own })).toBe(expected);
  });

  it.each([
    ['secret/data/prod/db', 'vault:main/secret/prod/db'],
    ['old/db', 'vault:main/old/db'],
    ['secret/prod/db', undefined],
    ['db/creds/app', undefined],
    ['pki/issue/web', undefined],
  ])('of %s as a class of the CSI driver names it', async (path, expected) => {
    expect(await resolve({ path, store: vault.address })).toBe(expected);
  });

  it('tells namespaces of one address apart', async () => {
    const vaults = [
      settings(),
      settings({ id: 'team', namespace: 'team' }),
      settings({ id: 'team-a', namespace: 'team/a' }),
    ];
    const of = async (namespace?: string, path = 'prod/db') =>
      await resolve(inStore(path, { namespace }), vaults);
    expect(await of()).toBe('vault:main/secret/prod/db');
    expect(await of('team')).toBe('vault:team/secret/prod/db');
    expect(await of('team/a/')).toBe('vault:team-a/secret/prod/db');
    // Of this one nobody configured anything.
    expect(await of('others')).toBeUndefined();
    const operated = {
      store: 'VaultAuth/app',
      path: 'team/secret/prod/db',
      storeDetail: { vaultNamespace: 'team' },
    };
    expect(await resolve(operated, vaults)).toBe('vault:team/secret/prod/db');
  });

  it('leads nowhere where two Vaults may be meant', async () => {
    const vaults = [settings(), settings({ id: 'second' })];
    expect(await resolve(inStore('db'), vaults)).toBeUndefined();
  });

  it('goes by the store where engines may not be listed', async () => {
    vault.answers.set('GET sys/mounts', 403);
    expect(await resolve(inStore('prod/db'))).toBe('vault:main/secret/prod/db');
    expect(
      await resolve({ store: vault.address, path: 'secret/data/prod/db' }),
    ).toBeUndefined();
  });

  it('fails while Vault does not answer, and keeps what it knew', async () => {
    const known = new VaultLocators([settings()]);
    const ask = { sourceId: CLUSTER, ...inStore('prod/db') };
    await known.resolve([ask]);
    vault.answers.set('GET sys/mounts', 500);
    expect(await known.resolve([ask])).toEqual(['vault:main/secret/prod/db']);
    await expect(resolve(inStore('prod/db'))).rejects.toThrow('500');
  });
});
