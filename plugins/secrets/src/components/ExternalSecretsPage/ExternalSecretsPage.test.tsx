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
import userEvent from '@testing-library/user-event';
import { type Resource } from '@keyward/backstage-plugin-secrets-common';
import {
  createFinding,
  daysAgo,
  InMemorySecretsApi,
  statusError,
} from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { ExternalSecretsPage } from './ExternalSecretsPage';

jest.setTimeout(60_000);

function resource(
  kind: string,
  name: string,
  attributes: Resource['attributes'],
  more: Partial<Resource> = {},
): Resource {
  return {
    id: `${kind} ${name}`,
    ref: `${kind}:production/shop/${name}`,
    sourceId: 'production',
    sourceTitle: 'production',
    namespace: 'shop',
    kind,
    name,
    attributes,
    lastSeen: daysAgo(0),
    ...more,
  };
}

const store = (
  name: string,
  attributes: Resource['attributes'] = {},
  more?: Partial<Resource>,
) =>
  resource(
    'secret-store',
    `ClusterSecretStore/${name}`,
    {
      provider: 'azurekv',
      login: 'controller',
      hasAlternative: true,
      health: 'reading',
      users: 2,
      victims: 0,
      callsPerDay: 48,
      causes: [],
      lastReadAt: daysAgo(0),
      ...attributes,
    },
    { namespace: '', ...more },
  );

const external = (
  name: string,
  attributes: Resource['attributes'] = {},
  more?: Partial<Resource>,
) =>
  resource(
    'external-secret',
    `ExternalSecret/${name}`,
    {
      state: 'synced',
      stores: ['ClusterSecretStore/aws'],
      storeCount: 1,
      isStoreFailing: false,
      isStale: false,
      refreshes: 'periodic',
      refreshTime: daysAgo(0),
      intervalSeconds: 3600,
      ...attributes,
    },
    more,
  );

const failing = store('aws', {
  health: 'failing',
  basis: 'reads',
  cause: 'denied',
  users: 5,
  victims: 4,
  since: daysAgo(3),
});

const victims = ['a', 'b', 'c', 'd'].map(name =>
  external(name, { state: 'failing', cause: 'denied', isStoreFailing: true }),
);

function render(
  resources: Resource[],
  search = '',
  owners: InMemorySecretsApi['resourceOwners'] = {},
) {
  const api = new InMemorySecretsApi();
  api.resources = resources;
  api.resourceOwners = owners;
  return {
    ...renderWithSecrets(<ExternalSecretsPage />, {
      api,
      path: `/${search}`,
    }),
    api,
  };
}

const rowOf = async (name: string) =>
  within((await screen.findByText(name)).closest('tr')!);

describe('ExternalSecretsPage', () => {
  it('compares the estimated requests with the limit of the provider, where one is known', async () => {
    const limit = {
      limitRequests: 4_000,
      limitSeconds: 10,
      limitScope: 'vault',
    };
    render([
      store('small', { ...limit, callsPerDay: 48 }),
      store('large', { ...limit, callsPerDay: 3_456_000 }),
      store('unused', { ...limit, callsPerDay: 0 }),
      store('no-limit', { callsPerDay: 48 }),
    ]);
    expect(
      (await rowOf('small')).getByText(/^less than 0.1 % of the limit/),
    ).toHaveTextContent('for the key vault (4,000 in 10 seconds), on average');
    expect(
      (await rowOf('large')).getByText(/^10.0 % of the limit/),
    ).toBeInTheDocument();
    for (const name of ['unused', 'no-limit']) {
      expect((await rowOf(name)).queryByText(/of the limit/)).toBeNull();
    }
  });

  it('shows the estimated requests by owner, the largest first, and what no owner is known of', async () => {
    const pull = (name: string, callsPerDay: number) =>
      external(name, { callsPerDay });
    render(
      [
        pull('fast', 2400),
        pull('slow', 1),
        pull('lost', 48),
        external('once', { refreshes: 'created-once' }),
      ],
      '',
      {
        'external-secret ExternalSecret/fast': [
          'group:default/payments',
          'group:default/web',
        ],
        'external-secret ExternalSecret/slow': ['group:default/payments'],
      },
    );
    const title = 'Estimated requests per hour by owner';
    const section = within(await screen.findByRole('region', { name: title }));
    expect(
      section.getByText(/^About 102 an hour in total, estimated/),
    ).toBeInTheDocument();
    const rows = section.getAllByRole('row').slice(1);
    expect(rows.map(row => row.textContent)).toEqual([
      'paymentsabout 100 an hourfrom 2 ExternalSecrets',
      'webabout 100 an hourfrom 1 ExternalSecret',
      'No ownerabout 2 an hourfrom 1 ExternalSecret',
    ]);
  });

  it('shows the owners with the most requests until all are requested', async () => {
    const names = [1, 2, 3, 4, 5, 6, 7];
    render(
      names.map(n => external(`e${n}`, { callsPerDay: n })),
      '',
      Object.fromEntries(
        names.map(n => [
          `external-secret ExternalSecret/e${n}`,
          [`group:default/team${n}`],
        ]),
      ),
    );
    expect(await screen.findByText('team7')).toBeInTheDocument();
    expect(screen.queryByText('team1')).toBeNull();
    expect(screen.getAllByText(/^about 0.\d an hour$/)).toHaveLength(5);
    await userEvent.click(
      screen.getByRole('button', { name: 'Show all 7 owners' }),
    );
    expect(screen.getByText('team1')).toBeInTheDocument();
    expect(screen.getAllByText('about < 0.1 an hour')).toHaveLength(2);
  });

  it('shows no estimate where nothing is read again', async () => {
    render([external('once', { refreshes: 'created-once' })]);
    await screen.findByText('once');
    expect(screen.queryByText(/^Estimated requests/)).toBeNull();
  });

  it('shows a store that fails with its cause, its victims and what it logs in with', async () => {
    render([failing, store('vault'), ...victims]);
    expect(
      await screen.findByRole('heading', {
        name: '4 ExternalSecrets, 4 failing, 0 not refreshed in time',
      }),
    ).toBeInTheDocument();
    expect(screen.getByText('2 stores, 1 failing')).toBeInTheDocument();
    const aws = await rowOf('aws');
    expect(aws.getByText('Failing')).toBeInTheDocument();
    expect(aws.getByText('the provider denies access')).toBeInTheDocument();
    expect(aws.getByText('4 of 5 ExternalSecrets fail')).toBeInTheDocument();
    expect(
      await aws.findByText('shop/a, shop/b, shop/c and 1 more'),
    ).toBeInTheDocument();
    const vault = await rowOf('vault');
    expect(
      vault.getByText(
        'about 48 requests a day, estimated from intervals and keys',
      ),
    ).toBeInTheDocument();
    expect(vault.getByText('Read from')).toBeInTheDocument();
    expect(vault.getByText('the identity of the operator')).toBeInTheDocument();
  });

  it('shows what fails for a store, and all again', async () => {
    const other = external('other', {
      state: 'failing',
      cause: 'missing',
      stores: ['ClusterSecretStore/vault'],
    });
    render([failing, ...victims, other, external('fine')]);
    await screen.findByText('other');
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Show what fails because of ClusterSecretStore/aws',
      }),
    );
    expect(await screen.findByText('a')).toBeInTheDocument();
    expect(screen.queryByText('other')).not.toBeInTheDocument();
    expect(screen.queryByText('fine')).not.toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', {
        name: /^Remove the filter ClusterSecretStore/,
      }),
    );
    expect(await screen.findByText('other')).toBeInTheDocument();
  });

  it('takes its filter from the address', async () => {
    render(
      [
        external('fine'),
        external('late', { isStale: true }),
        external('lost', { state: 'failing', cause: 'missing' }),
      ],
      '?state=failing&cause=missing',
    );
    const lost = await rowOf('lost');
    expect(lost.getByText('the provider has no such key')).toBeInTheDocument();
    expect(screen.queryByText('fine')).not.toBeInTheDocument();
    expect(screen.queryByText('late')).not.toBeInTheDocument();
  });

  it('says of each state what it is, and that one was not refreshed', async () => {
    render([
      external('fine'),
      external('late', { isStale: true, refreshTime: daysAgo(2) }),
      external('kept', { state: 'retained' }),
      external('odd', { state: 'of-a-newer-module' }),
      external('once', { refreshes: 'created-once' }),
    ]);
    expect((await rowOf('fine')).getByText('Synced')).toBeInTheDocument();
    const late = await rowOf('late');
    expect(late.getByText('Not refreshed in time')).toBeInTheDocument();
    expect(late.getByText('2 days ago')).toBeInTheDocument();
    expect(
      (await rowOf('kept')).getByText('Kept, deleted at the provider'),
    ).toBeInTheDocument();
    expect((await rowOf('odd')).getByText('Not known')).toBeInTheDocument();
    expect((await rowOf('once')).getByText('only once')).toBeInTheDocument();
  });

  it('shows what the operators counted, or why that is not known', async () => {
    const operator = (sourceTitle: string, attributes: object) =>
      resource('external-secrets-operator', 'Operator', attributes as any, {
        id: sourceTitle,
        sourceTitle,
        namespace: '',
      });
    render([
      external('fine'),
      operator('production', {
        metrics: 'read',
        syncs: 1204,
        syncErrors: 12,
        providerCalls: 980,
        providerErrors: 3,
        providers: ['AWS/SecretsManager 980 3'],
        since: daysAgo(2),
      }),
      operator('staging', { metrics: 'not-known', problem: 'timeout' }),
    ]);
    const list = within(
      await screen.findByRole('list', { name: 'What the operators counted' }),
    );
    expect(
      list.getByText(
        'The operator of production tried 1,204 syncs, of which 12 failed, and sent 980 requests to providers, of which 3 failed.',
      ),
    ).toBeInTheDocument();
    expect(
      list.getByText(/^AWS\/SecretsManager: 980 requests, 3 failed/),
    ).toHaveTextContent('since it started 2 days ago');
    expect(
      list.getByText(
        'Syncs and requests of the operator of staging are not known: its metrics did not answer in time.',
      ),
    ).toBeInTheDocument();
  });

  it('has one synced from its row', async () => {
    const { api } = render([
      external('late', {}, { sync: { available: true } }),
      external(
        'once',
        { refreshes: 'created-once' },
        { sync: { available: false, reason: 'It is created once.' } },
      ),
    ]);
    const request = jest.spyOn(api, 'syncResource');
    const late = await rowOf('late');
    await userEvent.click(
      late.getByRole('button', { name: 'Sync ExternalSecret/late now' }),
    );
    expect(request).toHaveBeenCalledWith({
      id: 'external-secret ExternalSecret/late',
    });
    expect(await late.findByText(/not refreshed yet|refreshed/)).toBeVisible();
    const off = (await rowOf('once')).getByRole('button');
    expect(off).toBeDisabled();
    expect(off).toHaveAccessibleDescription('It is created once.');
  });

  it('shows ClusterExternalSecrets and PushSecrets', async () => {
    render([
      external('fine'),
      resource(
        'cluster-external-secret',
        'ClusterExternalSecret/everywhere',
        { namespaceCount: 3, failedNamespaces: ['pay'], failedCount: 1 },
        { namespace: '' },
      ),
      resource(
        'push-secret',
        'PushSecret/push',
        { state: 'failing', stores: ['SecretStore/local'] },
        {
          ready: 'false',
          finding: createFinding({ rule: 'push-secret-failing' }),
        },
      ),
    ]);
    await userEvent.click(
      await screen.findByRole('radio', { name: 'ClusterExternalSecrets (1)' }),
    );
    const everywhere = await rowOf('everywhere');
    expect(everywhere.getByText('Failing in 1 namespace')).toBeInTheDocument();
    expect(everywhere.getByText('pay')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('radio', { name: 'PushSecrets (1)' }),
    );
    const push = await rowOf('push');
    expect(push.getByText('Failing')).toBeInTheDocument();
    expect(push.getByText('SecretStore/local')).toBeInTheDocument();
  });

  it('says that there is nothing, and where that was looked for', async () => {
    render([]);
    expect(
      await screen.findByText(/No store and no ExternalSecret was found/),
    ).toBeInTheDocument();
  });

  it('says what it may not read', async () => {
    const api = new InMemorySecretsApi();
    api.resources = [external('fine')];
    api.listSources = async () =>
      ({
        items: [
          {
            id: 'production',
            problems: [],
            warnings: [
              {
                code: 'external-secrets-forbidden',
                message: 'The credential may not list events',
              },
            ],
          },
        ],
        warnings: [],
      } as any);
    renderWithSecrets(<ExternalSecretsPage />, { api });
    expect(
      await screen.findByText('Not everything is known of External Secrets'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/The credential may not list events/),
    ).toBeInTheDocument();
  });

  it('says what went wrong', async () => {
    const api = new InMemorySecretsApi();
    jest
      .spyOn(api, 'getResourcesSummary')
      .mockRejectedValue(statusError(403, 'no'));
    renderWithSecrets(<ExternalSecretsPage />, { api });
    expect(
      await screen.findByText('You do not have access to this'),
    ).toBeInTheDocument();
  });
});
