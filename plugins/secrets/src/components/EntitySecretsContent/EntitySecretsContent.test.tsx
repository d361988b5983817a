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

import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import {
  createFinding,
  createSecret,
  daysAgo,
  InMemorySecretsApi,
  statusError,
} from '../../__testUtils__';
import {
  renderWithSecrets,
  type RenderOptions,
} from '../../__testUtils__/renderWithSecrets';
import { setScreenWidth } from '../../__testUtils__/setScreenWidth';
import { EntitySecretsContent } from './EntitySecretsContent';

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'payments-api', namespace: 'default' },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/payments' }],
};

function render(
  api: InMemorySecretsApi,
  options: Omit<RenderOptions, 'api'> = {},
) {
  return renderWithSecrets(
    <EntityProvider entity={entity}>
      <EntitySecretsContent />
    </EntityProvider>,
    { api, ...options },
  );
}

function createApi() {
  const api = new InMemorySecretsApi();
  api.secrets = [
    createSecret('db-credentials'),
    createSecret('fraud-key', {
      class: 'api-key',
      exists: false,
      finding: createFinding({
        rule: 'missing-secret',
        item: '',
        evidence: { consumers: ['Deployment/payments-api'] },
        secret: {
          ...createFinding().secret,
          id: 'id-of-production-fraud-key',
          name: 'fraud-key',
        },
      }),
      findingCount: 2,
      valueAge: { basis: 'unknown' },
    }),
  ];
  return api;
}

describe('EntitySecretsContent', () => {
  beforeEach(() => setScreenWidth(1400));
  afterEach(() => jest.restoreAllMocks());

  it('answers in one sentence, then lists the secrets, worst first', async () => {
    const api = createApi();
    const list = jest.spyOn(api, 'listSecrets');
    render(api);

    expect(
      await screen.findByRole('heading', {
        name: '2 secrets · 1 needs action: 1 high',
      }),
    ).toBeInTheDocument();
    const rows = await screen.findAllByRole('row');
    expect(rows[1]).toHaveTextContent('fraud-key');
    expect(rows[1]).toHaveTextContent('HighReferenced but missing');
    expect(rows[1]).toHaveTextContent(
      'Deployment/payments-api cannot start without it · 1 more finding',
    );
    expect(
      within(rows[1]).getByRole('link', { name: /^Show consumers/ }),
    ).toHaveAttribute(
      'href',
      '/secrets/secret/id-of-production-fraud-key?tab=consumers',
    );
    expect(rows[1]).toHaveTextContent('not known');
    expect(rows[2]).toHaveTextContent('db-credentials');
    expect(rows[2]).toHaveTextContent('No findings');
    expect(rows[2]).toHaveTextContent('40–113 days');
    expect(rows[2]).toHaveTextContent('from field managers');
    expect(rows[2]).toHaveTextContent(/payments-api\s*Deployment/);
    expect(list).toHaveBeenCalledWith(
      expect.objectContaining({
        entityRef: 'component:default/payments-api',
        orderBy: 'attention,desc',
      }),
    );
    expect(document.body).not.toHaveTextContent(/healthy/i);
  });

  it('leads from a row to the secret, and from a number to its rows', async () => {
    render(createApi());
    const row = await screen.findByRole('row', { name: /db-credentials/ });
    expect(row).toHaveAttribute(
      'data-href',
      '/secrets/secret/id-of-production-db-credentials',
    );

    await userEvent.click(screen.getByRole('link', { name: '1 high' }));
    await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(2));
    expect(screen.getByText('fraud-key')).toBeInTheDocument();
    expect(screen.queryByText('db-credentials')).not.toBeInTheDocument();

    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(await screen.findByText('db-credentials')).toBeInTheDocument();
  });

  it('reads filters and order from the address', async () => {
    const api = createApi();
    const list = jest.spyOn(api, 'listSecrets');
    render(api, { path: '/?q=db&class=password&class=token&sort=age,desc' });
    await screen.findByText('db-credentials');
    expect(list).toHaveBeenCalledWith(
      expect.objectContaining({
        q: 'db',
        secretClass: ['password', 'token'],
        orderBy: 'age,desc',
      }),
    );
  });

  it('searches when the typing pauses', async () => {
    const api = createApi();
    render(api);
    await screen.findByText('db-credentials');
    await userEvent.type(
      screen.getByRole('searchbox', {
        name: 'Search names, namespaces and keys',
      }),
      'fraud',
    );
    await waitFor(() =>
      expect(screen.queryByText('db-credentials')).not.toBeInTheDocument(),
    );
    expect(screen.getByText('fraud-key')).toBeInTheDocument();
  });

  it('has the back end sort', async () => {
    const api = createApi();
    const list = jest.spyOn(api, 'listSecrets');
    render(api);
    await screen.findByText('db-credentials');
    await userEvent.click(screen.getByRole('columnheader', { name: /^Class/ }));
    await waitFor(() =>
      expect(list).toHaveBeenLastCalledWith(
        expect.objectContaining({ orderBy: 'class,asc' }),
      ),
    );
  });

  it('turns pages by cursor', async () => {
    const api = new InMemorySecretsApi();
    api.secrets = Array.from({ length: 30 }, (_, index) =>
      createSecret(`secret-${String(index).padStart(2, '0')}`),
    );
    render(api);
    expect(await screen.findByText('1–25 of 30')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Next table page' }),
    );
    expect(await screen.findByText('26–30 of 30')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Previous table page' }),
    );
    expect(await screen.findByText('1–25 of 30')).toBeInTheDocument();
  });

  it('shows secrets of one name in several clusters as a row that unfolds', async () => {
    const api = createApi();
    const listed = {
      ...createSecret('db-credentials'),
      copies: [createSecret('db-credentials', { sourceId: 'staging' })],
    };
    api.listSecrets = async () => ({
      items: [listed],
      totalItems: 2,
      totalGroups: 1,
    });
    render(api);
    const button = await screen.findByRole('button', {
      name: 'db-credentials in 2 clusters',
    });
    expect(screen.getAllByRole('row')).toHaveLength(2);
    expect(screen.getByText('1–1 of 1 · 2 secrets')).toBeInTheDocument();
    await userEvent.click(button);
    const rows = await screen.findAllByRole('row');
    expect(rows).toHaveLength(3);
    expect(rows[2]).toHaveTextContent('paymentsstaging');
    expect(rows[2]).toHaveAttribute(
      'data-href',
      '/secrets/secret/id-of-staging-db-credentials',
    );
  });

  it('keeps the chosen columns', async () => {
    render(createApi());
    await screen.findByText('db-credentials');
    expect(
      screen.queryByRole('columnheader', { name: 'Owner' }),
    ).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Columns' }));
    await userEvent.click(
      within(await screen.findByRole('menu')).getByRole('menuitemcheckbox', {
        name: 'Owner',
      }),
    );
    await userEvent.keyboard('{Escape}');
    expect(
      await screen.findByRole('columnheader', { name: 'Owner' }),
    ).toBeInTheDocument();
  });

  it('exports what is filtered, for those who may', async () => {
    const api = createApi();
    const exported = jest.spyOn(api, 'exportSecrets');
    URL.createObjectURL = jest.fn(() => 'blob:x');
    URL.revokeObjectURL = jest.fn();
    const click = jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(() => {});
    render(api, { path: '/?state=missing' });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Export CSV' }),
    );
    await waitFor(() => expect(click).toHaveBeenCalledTimes(1));
    expect(exported).toHaveBeenCalledWith(
      expect.objectContaining({
        entityRef: 'component:default/payments-api',
        state: ['missing'],
      }),
    );
  });

  it('says why an export failed', async () => {
    const api = createApi();
    api.exportSecrets = async () => {
      throw statusError(503, 'Too many rows at once');
    };
    render(api);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Export CSV' }),
    );
    expect(
      await screen.findByText('The CSV export failed: Too many rows at once'),
    ).toBeInTheDocument();
  });

  it('leaves out what does not fit on a narrow screen, but no facts', async () => {
    setScreenWidth(700);
    render(createApi());
    const row = await screen.findByRole('row', { name: /db-credentials/ });
    expect(row).toHaveTextContent(
      'password · production / payments · by hand · 2 keys',
    );
    expect(
      screen.queryByRole('columnheader', { name: 'Where' }),
    ).not.toBeInTheDocument();
  });

  it('says which source is down and since when', async () => {
    const api = createApi();
    api.sources = [
      {
        id: 'staging',
        kind: 'kubernetes',
        title: 'staging',
        state: 'down',
        stateSince: daysAgo(2),
        secretCount: 1,
        objectCount: 1,
        problems: [],
        warnings: [],
      },
    ];
    render(api);
    expect(await screen.findByText(/1 source is not live/)).toBeInTheDocument();
    expect(screen.getByText(/staging: Down/)).toHaveTextContent(
      'since 2 days ago',
    );
  });

  it('teaches where there is nothing, and shows claims that are not confirmed', async () => {
    const api = new InMemorySecretsApi();
    api.claims = [
      {
        annotation: 'keyward.io/secrets',
        value: 'kubernetes:production/logistics/carrier-sftp',
        status: 'unconfirmed',
        remedy: 'Set keyward.io/entity on the Secret.',
      },
      {
        annotation: 'keyward.io/secrets',
        value: 'kubernetes:production/payments/agreed',
        status: 'confirmed',
      },
    ];
    render(api);
    expect(
      await screen.findByText('No secrets found for payments-api'),
    ).toBeInTheDocument();
    expect(
      await screen.findByText('1 claim of this entity is not confirmed'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/Set keyward.io\/entity on the Secret/),
    ).toBeInTheDocument();
    expect(screen.queryByText(/payments\/agreed/)).not.toBeInTheDocument();
  });

  describe('with marks that are held', () => {
    const held = {
      annotation: 'keyward.io/entity',
      value: 'component:default/payments-api',
      status: 'held' as const,
      remedy: 'Annotate the Secret with keyward.io/owner.',
    };
    const hold = {
      before: {
        ownerRefs: ['group:default/payments'],
        location: 'url:https://git.example/payments',
      },
      now: {
        ownerRefs: ['group:default/others'],
        location: 'url:https://git.example/others',
      },
    };

    function createHeldApi() {
      const api = new InMemorySecretsApi();
      api.claims = [held];
      return api;
    }

    it('tells owners why, and what releases them', async () => {
      render(createHeldApi());
      expect(
        await screen.findByText('Secrets that name this entity are on hold'),
      ).toBeInTheDocument();
      expect(
        screen.getByText(/Annotate the Secret with keyward.io\/owner/),
      ).toBeInTheDocument();
      expect(screen.queryByRole('button', { name: /Confirm/ })).toBeNull();
      expect(screen.queryByText(/not confirmed/)).toBeNull();
    });

    it('lets an administrator confirm what is shown', async () => {
      const api = createHeldApi();
      api.hold = hold;
      const confirm = jest.spyOn(api, 'confirmClaims');
      render(api);
      expect(
        await screen.findByText(/url:https:\/\/git.example\/payments/),
      ).toBeInTheDocument();
      expect(screen.getByText(/group:default\/others/)).toBeInTheDocument();
      await userEvent.click(
        screen.getByRole('button', { name: 'Confirm that it is the same' }),
      );
      await waitFor(() =>
        expect(screen.queryByText(/are on hold/)).not.toBeInTheDocument(),
      );
      expect(confirm).toHaveBeenCalledWith({
        entityRef: 'component:default/payments-api',
        ...hold.now,
      });
    });

    it('says why it was not confirmed', async () => {
      const api = createHeldApi();
      api.hold = hold;
      api.confirmClaims = async () => {
        throw statusError(409, 'It has another owner by now');
      };
      render(api);
      await userEvent.click(
        await screen.findByRole('button', { name: /Confirm/ }),
      );
      expect(
        await screen.findByText(/It has another owner by now/),
      ).toBeInTheDocument();
    });
  });

  it('says that somebody may not see it', async () => {
    const api = createApi();
    api.getSecretsSummary = async () => {
      throw statusError(403, 'Forbidden');
    };
    render(api);
    expect(
      await screen.findByText('You do not have access to this'),
    ).toBeInTheDocument();
    expect(screen.getByText(/secrets\.secret\.read/)).toBeInTheDocument();
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
  });

  it('offers to try again after an error', async () => {
    const api = createApi();
    const summary = jest
      .spyOn(api, 'getSecretsSummary')
      .mockRejectedValueOnce(statusError(500, 'The database is away'));
    render(api);
    expect(await screen.findByText('The database is away')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('db-credentials')).toBeInTheDocument();
    expect(summary).toHaveBeenCalledTimes(2);
  });

  it('fetches again when the back end says that something changed', async () => {
    const api = createApi();
    const { signal } = render(api);
    await screen.findByText('db-credentials');
    api.secrets.push(createSecret('arrived-later'));
    signal({ revision: 2 });
    expect(await screen.findByText('arrived-later')).toBeInTheDocument();
    expect(screen.getByText('3 secrets')).toBeInTheDocument();
  });

  it('keeps the rows when a refresh fails, and says so', async () => {
    const api = createApi();
    const { signal } = render(api);
    await screen.findByText('db-credentials');
    api.listSecrets = async () => {
      throw statusError(502, 'Bad gateway');
    };
    signal({ revision: 2 });
    expect(
      await screen.findByText(/the last refresh failed \(Bad gateway\)/),
    ).toBeInTheDocument();
    expect(screen.getByText('db-credentials')).toBeInTheDocument();
  });

  describe('where values can be sealed', () => {
    const createSealApi = () => {
      const api = createApi();
      api.secrets.push(
        createSecret('sealed', {
          deliverer: { kind: 'SealedSecret', name: 'sealed', basis: 'owner' },
        }),
      );
      const controller = { namespace: 'sealed-secrets', name: 'controller' };
      api.sealTargets = {
        places: [
          {
            sourceId: 'production',
            sourceTitle: 'production',
            namespace: 'payments',
            controllers: [controller],
          },
        ],
        repositories: [],
        refusals: [],
      };
      return api;
    };

    it('opens the form, and comes back', async () => {
      render(createSealApi());
      await userEvent.click(
        await screen.findByRole('button', { name: 'Seal a secret' }),
      );
      expect(
        await screen.findByRole('heading', { name: 'Seal a secret' }),
      ).toBeInTheDocument();
      await userEvent.click(
        screen.getByRole('button', { name: 'Back to the secrets' }),
      );
      expect(await screen.findByText('db-credentials')).toBeInTheDocument();
    });

    it('leads from a secret that comes sealed to its values', async () => {
      render(createSealApi());
      const links = await screen.findAllByRole('link', {
        name: /^Replace a value/,
      });
      expect(links.map(link => link.getAttribute('href'))).toEqual([
        '/catalog/default/component/payments-api/secrets?view=seal&replace=id-of-production-sealed',
      ]);
    });

    it('shows the keys of the secret whose values are replaced', async () => {
      render(createSealApi(), {
        path: '/?view=seal&replace=id-of-production-sealed',
      });
      expect(
        await screen.findByRole('heading', {
          name: 'Replace values of sealed',
        }),
      ).toBeInTheDocument();
      expect(await screen.findByLabelText('Value of password')).toHaveValue('');
    });

    it('does not ask for those who do not own the service', async () => {
      const api = createSealApi();
      const targets = jest.spyOn(api, 'getSealTargets');
      renderWithSecrets(
        <EntityProvider entity={{ ...entity, relations: [] }}>
          <EntitySecretsContent />
        </EntityProvider>,
        { api },
      );
      await screen.findByText('db-credentials');
      expect(targets).not.toHaveBeenCalled();
    });

    it('offers nothing where nothing opens what is sealed', async () => {
      render(createApi());
      await screen.findByText('db-credentials');
      expect(
        screen.queryByRole('button', { name: 'Seal a secret' }),
      ).not.toBeInTheDocument();
      expect(
        screen.queryByRole('link', { name: /^Replace a value/ }),
      ).not.toBeInTheDocument();
    });
  });
});
