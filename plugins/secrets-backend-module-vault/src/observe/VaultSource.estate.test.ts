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

// The simulated Vault as the module reads it.
import { type RunningEstate, startEstate } from '@internal/estate';
import { formatResourceRef } from '@keyward/observation';
import { lookOnce } from '../__testUtils__/lookOnce';
import { VaultSource } from './VaultSource';

describe('VaultSource of the simulated estate', () => {
  let estate: RunningEstate;

  beforeAll(async () => {
    estate = await startEstate({ watchFiles: false });
  });

  afterAll(async () => {
    await estate.stop();
  });

  const look = async (namespace?: string) =>
    await lookOnce(
      new VaultSource({
        id: 'vault',
        title: 'Fernhill',
        address: estate.vault.address,
        login: { method: 'token', token: estate.vault.token },
        everyMs: 60_000,
        ...(namespace === undefined ? {} : { namespace }),
      }),
    );

  it('reads what services take from it, with exact ages and names of keys', async () => {
    const { report, secrets, isWhole } = await look();
    expect(report).toMatchObject({ state: 'live', problems: [] });
    expect(isWhole('kv secret')).toBe(true);
    const found = new Map(secrets.map(secret => [secret.ref, secret]));
    expect(found.get('vault:vault/secret/payments/card-vault')).toMatchObject({
      keyCount: 1,
      attributes: {
        engine: 'kv-2',
        state: 'live',
        currentVersion: 3,
        versions: 3,
        kubernetesRolesThatRead: expect.arrayContaining([
          'kubernetes/payments: default, payments-api, ledger, payouts of payments',
        ]),
      },
      annotations: [
        { key: 'keyward.io/owner', value: 'group:default/payments' },
        { key: 'ticket', length: 8 },
        { key: 'recovery', length: 23 },
      ].map(each => expect.objectContaining(each)),
    });
    expect(
      found.get('vault:vault/secret/payments/payments-api/db')!.keyCount,
    ).toBe(3);
    expect(
      found.get('vault:vault/secret/payments/settlement')!.attributes,
    ).toMatchObject({ state: 'deleted' });
    expect(found.get('vault:vault/legacy/fax')).toMatchObject({
      keyCount: 0,
      attributes: { engine: 'kv-1', state: 'unknown' },
    });
    // Its ExternalSecret says that it could not be had.
    expect(found.has('vault:vault/secret/payments/fraud')).toBe(false);
    expect(secrets.length).toBeGreaterThan(25);
  });

  it('reads engines, roles and the server', async () => {
    const { resources } = await look();
    // As the inventory wants refs: of the place and the name.
    for (const { kind, ref, location, name } of resources) {
      expect(ref).toBe(formatResourceRef(kind, 'vault', ...location, name));
    }
    const of = (kind: string) =>
      resources
        .filter(resource => resource.kind === kind)
        .map(({ name }) => name);
    expect(of('vault-engine')).toEqual(['secret', 'legacy', 'database', 'pki']);
    expect(of('vault-role')).toEqual(
      expect.arrayContaining(['payments', 'pipeline', 'invoicing']),
    );
    const [server] = resources.filter(({ kind }) => kind === 'vault-server');
    expect(server.attributes).toMatchObject({
      isSealed: false,
      leader: 'yes',
      auditDevices: 1,
      isEnterprise: true,
      peers: 3,
      lostPeers: ['vault-2'],
      failureTolerance: 0,
      lastSnapshotAt: expect.stringMatching(/^20/),
    });
  });

  it('reads roles of the database engine, and counts their leases', async () => {
    const { resources } = await look();
    const of = (kind: string) =>
      resources
        .filter(resource => resource.kind === kind)
        .map(({ name, attributes }) => [name, attributes]);
    expect(of('vault-database-role')).toEqual([
      [
        'checkout-read',
        {
          connection: 'orders',
          ttlSeconds: 3600,
          maxTtlSeconds: 86_400,
          leases: 4,
          leasesLookedUp: 4,
          leasesOfAnHour: 4,
          leasesOfADay: 0,
          leasesOfAWeek: 0,
          leasesOfLonger: 0,
          kubernetesRolesThatRead: [
            'kubernetes/checkout: default, checkout-web, cart, pricing of checkout',
          ],
        },
      ],
      [
        'reports',
        {
          connection: 'warehouse',
          ttlSeconds: 172_800,
          maxTtlSeconds: 345_600,
          leases: 5,
          leasesLookedUp: 5,
          leasesOfAnHour: 0,
          leasesOfADay: 2,
          leasesOfAWeek: 3,
          leasesOfLonger: 0,
          kubernetesRolesThatRead: [],
        },
      ],
    ]);
    expect(of('vault-static-role')).toEqual([
      [
        'ledger-batch',
        {
          connection: 'warehouse',
          username: 'ledger_batch',
          rotationSeconds: 2_592_000,
          lastRotatedAt: expect.stringMatching(/^20/),
          kubernetesRolesThatRead: [],
        },
      ],
      ['orders-owner', expect.objectContaining({ username: 'orders_owner' })],
    ]);
    expect(of('vault-database-connection')).toEqual([
      ['orders', {}],
      ['warehouse', {}],
    ]);
  });

  it('reads a namespace, of which audit devices are not known', async () => {
    const { resources, secrets } = await look('partners');
    expect(secrets.map(({ ref }) => ref).sort()).toEqual([
      'vault:vault/secret/couriers/fastship',
      'vault:vault/secret/couriers/sealift',
    ]);
    const [server] = resources.filter(({ kind }) => kind === 'vault-server');
    expect(server.attributes).not.toHaveProperty('auditDevices');
  });

  it('requests nothing that is answered with a value', async () => {
    await look();
    await look('partners');
    expect(estate.vault.valueRequests).toEqual([]);
  });
});

describe('the simulated Vault', () => {
  it.each([
    ['GET', 'secret/data/payments/card-vault'],
    ['GET', 'legacy/fax'],
    ['GET', 'database/creds/reports'],
    ['GET', 'database/static-creds/ledger-batch'],
    ['POST', 'auth/kubernetes/login'],
    ['POST', 'sys/wrapping/unwrap'],
    ['GET', 'secret/undelete/fax'],
  ])('answers no %s %s, and remembers it', async (method, path) => {
    const estate = await startEstate({ watchFiles: false });
    try {
      const { address, token, valueRequests } = estate.vault;
      const response = await fetch(`${address}/v1/${path}`, {
        method,
        headers: { 'x-vault-token': token },
      });
      expect(response.status).toBe(500);
      expect(valueRequests).toEqual([`${method} ${path}`]);
    } finally {
      await estate.stop();
    }
  });
});
