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

import { screen, within } from '@testing-library/react';
import { type Resource } from '@keyward/backstage-plugin-secrets-common';
import { daysAgo, InMemorySecretsApi, statusError } from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { VaultPage } from './VaultPage';

jest.setTimeout(30_000);

function resource(
  kind: string,
  name: string,
  attributes: Resource['attributes'],
): Resource {
  return {
    id: `${kind} ${name}`,
    ref: `${kind}:main/${name}`,
    sourceId: 'main',
    sourceTitle: 'Main Vault',
    namespace: kind === 'vault-role' ? 'kubernetes' : '',
    kind,
    name,
    attributes,
    lastSeen: daysAgo(0),
  };
}

const server = (attributes: Resource['attributes'] = {}) =>
  resource('vault-server', 'main', {
    isInitialized: true,
    isSealed: false,
    leader: 'yes',
    version: '1.19.0',
    isEnterprise: false,
    ...attributes,
  });

function render(resources: Resource[]) {
  const api = new InMemorySecretsApi();
  api.resources = resources;
  return { ...renderWithSecrets(<VaultPage />, { api }), api };
}

const factOf = async (title: string) =>
  (await screen.findByText(title)).parentElement!.textContent;

describe('VaultPage', () => {
  it('shows what is known of a Vault', async () => {
    render([
      server({
        peers: 3,
        lostPeers: ['vault-2'],
        auditDevices: 2,
        latencyMs: 500,
        usualLatencyMs: 10,
        isSlow: true,
      }),
    ]);
    expect(
      await screen.findByRole('heading', { name: '1 Vault, 0 with findings' }),
    ).toBeInTheDocument();
    expect(screen.getByText('serves requests')).toBeInTheDocument();
    expect(await factOf('Raft peers')).toBe(
      'Raft peers2 of 3 answer, lost: vault-2',
    );
    expect(await factOf('Audit devices')).toBe('Audit devices2');
    expect(await factOf('Answer time')).toBe(
      'Answer time500 ms, slow: usually 10 ms',
    );
    expect(await factOf('Licence')).toBe('Licencenot applicable');
  });

  it('says of what is not known what that needs, and never zero', async () => {
    render([server({ isEnterprise: true, leader: 'unknown' })]);
    expect(await factOf('Audit devices')).toBe(
      'Audit devicesnot knownNeeds a policy for sys/audit',
    );
    expect(await factOf('Raft peers')).toContain(
      'not knownNeeds a policy for sys/storage/raft/autopilot/state',
    );
    expect(await factOf('Last snapshot')).toContain('not knownNeeds a policy');
    expect(screen.getByText('leader not known')).toBeInTheDocument();
  });

  it.each([
    [{ isSealed: true, leader: 'unknown' }, 'sealed'],
    [{ isInitialized: false, isSealed: true }, 'not initialized'],
    [{ leader: 'no' }, 'no leader'],
  ])('says of %j: %s', async (attributes, expected) => {
    render([server(attributes)]);
    expect(await screen.findByText(expected)).toBeInTheDocument();
  });

  it('lists roles, engines and leases', async () => {
    render([
      server(),
      resource('vault-role', 'pipeline', {
        serviceAccounts: ['*'],
        namespaces: ['shop', 'cart'],
        selectsNamespaces: false,
        policies: ['read-all'],
      }),
      resource('vault-engine', 'secret', {
        type: 'kv',
        engineVersion: '2',
        isRead: true,
      }),
      resource('vault-engine', 'authority', { type: 'pki', isRead: false }),
      resource('vault-database-role', 'orders', {
        connection: 'pg',
        ttlSeconds: 3600,
        maxTtlSeconds: 7200,
        leases: 4,
        leasesLookedUp: 3,
        leasesOfAnHour: 2,
        leasesOfADay: 1,
        leasesOfAWeek: 0,
        leasesOfLonger: 0,
        kubernetesRolesThatRead: [
          'kubernetes/orders: api of shop',
          ...['b', 'c', 'd', 'e', 'f', 'g'].map(each => `kubernetes/${each}`),
        ],
      }),
      resource('vault-database-role', 'counted', {
        connection: 'pg',
        ttlSeconds: 3600,
        maxTtlSeconds: 7200,
        leases: 7,
        kubernetesRolesThatRead: [],
      }),
      resource('vault-database-connection', 'warehouse', {}),
      resource('vault-database-role', 'hidden', {
        connection: 'pg',
        ttlSeconds: 3600,
        maxTtlSeconds: 7200,
      }),
      resource('vault-static-role', 'batch', {
        username: 'app',
        rotationSeconds: 3600,
        lastRotatedAt: daysAgo(3),
      }),
    ]);
    const rowOf = async (name: string) =>
      within((await screen.findByText(name)).closest('tr')!);
    expect(
      (await rowOf('pipeline')).getByText('any ServiceAccount in shop, cart'),
    ).toBeInTheDocument();
    expect((await rowOf('secret')).getByText('kv, version 2')).toBeVisible();
    expect(
      (await rowOf('authority')).getByText('Its secrets are not read'),
    ).toBeVisible();
    const orders = await rowOf('orders');
    expect(orders.getByText('4 leases')).toBeVisible();
    expect(
      orders.getByText(
        '2 end within an hour, 1 ends within a day, of the 3 that were looked up',
      ),
    ).toBeVisible();
    expect(
      orders.getByText(/can have one: kubernetes\/orders.* and 2 more$/),
    ).toBeVisible();
    const counted = await rowOf('counted');
    expect(counted.getByText(/When they end is not known/)).toBeVisible();
    expect(counted.getByText(/No role of Kubernetes auth/)).toBeVisible();
    expect(
      (await rowOf('hidden')).getByText(/Which roles .* is not known/),
    ).toBeVisible();
    expect(
      (await rowOf('warehouse')).getByText('Not known: Vault does not say'),
    ).toBeVisible();
    expect(
      (await rowOf('hidden')).getByText(/Not known: needs list and sudo/),
    ).toBeVisible();
    expect((await rowOf('batch')).getByText(/app/)).toBeVisible();
  });

  const leases = (attributes: Resource['attributes']) =>
    resource('vault-database-role', 'orders', {
      ttlSeconds: 3600,
      maxTtlSeconds: 7200,
      ...attributes,
    });

  it('shows how long leases last', async () => {
    const spans = { leasesOfADay: 0, leasesOfAWeek: 3, leasesOfLonger: 0 };
    render([
      server(),
      leases({ leases: 4, leasesLookedUp: 4, leasesOfAnHour: 1, ...spans }),
    ]);
    const times = within(
      await screen.findByRole('region', {
        name: 'Leases by the time that is left',
      }),
    );
    expect(times.getByText(/^4 leases, 4 looked up/)).toBeVisible();
    expect(
      times.getAllByRole('definition').map(each => each.textContent),
    ).toEqual(['1', '0', '3', '0']);
  });

  it('shows no bars of leases of which nobody knows when they end', async () => {
    render([server(), leases({ leases: 4 })]);
    const times = within(
      await screen.findByRole('region', {
        name: 'Leases by the time that is left',
      }),
    );
    expect(times.getByText(/not known: needs update/)).toBeVisible();
    expect(times.queryAllByRole('definition')).toEqual([]);
  });

  it('teaches where there is no Vault', async () => {
    render([]);
    expect(await screen.findByText(/secrets.vault.instances/)).toBeVisible();
  });

  it('names the permission that is missing', async () => {
    const refused = new InMemorySecretsApi();
    refused.listResources = async () => {
      throw statusError(403, 'Forbidden');
    };
    renderWithSecrets(<VaultPage />, { api: refused });
    expect(await screen.findByText(/secrets.secret.read/)).toBeVisible();
  });
});
