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

import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import {
  createRequest,
  createSecret,
  InMemorySecretsApi,
  statusError,
} from '../../__testUtils__';
import { createSealingKey } from '../../__testUtils__/createSealingKey';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { EntitySecretsContent } from './EntitySecretsContent';

jest.setTimeout(60_000);

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'payments-api', namespace: 'default' },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/payments' }],
};

function Address() {
  const { pathname, search } = useLocation();
  return <output>{`${pathname}${search}`}</output>;
}

function render(api: InMemorySecretsApi, path?: string) {
  renderWithSecrets(
    <EntityProvider entity={entity}>
      <EntitySecretsContent />
      <Address />
    </EntityProvider>,
    { api, path },
  );
}

function createApi(count: number) {
  const api = new InMemorySecretsApi();
  api.secrets = [createSecret('db-credentials')];
  api.requests = [
    createRequest({ id: 'of-another', entityRef: 'component:default/shop' }),
    ...Array.from({ length: count }, (_, index) =>
      createRequest({ id: `request-${index + 1}` }),
    ),
  ];
  return api;
}

describe('the requests of a service', () => {
  it('stand below its secrets, the newest ones', async () => {
    render(createApi(6));
    expect(
      await screen.findByRole('heading', { name: 'Requests' }),
    ).toBeInTheDocument();
    expect(await screen.findAllByText('stripe')).toHaveLength(5);
    expect(
      screen.getByRole('link', { name: 'Show all 6 requests' }),
    ).toHaveAttribute(
      'href',
      '/secrets/requests?entity=component%3Adefault%2Fpayments-api',
    );
  });

  it('take no room where there is none', async () => {
    const api = createApi(0);
    const listed = jest.spyOn(api, 'listRequests');
    render(api);
    await screen.findByText('db-credentials');
    expect(listed).toHaveBeenCalledWith({
      entityRef: 'component:default/payments-api',
      limit: 5,
    });
    expect(
      screen.queryByRole('heading', { name: 'Requests' }),
    ).not.toBeInTheDocument();
  });

  it('say that they could not be loaded', async () => {
    const api = createApi(1);
    api.listRequests = async () => {
      throw statusError(500, 'The disk is full');
    };
    render(api);
    expect(
      await screen.findByText(
        'The requests could not be loaded: The disk is full',
      ),
    ).toBeInTheDocument();
  });

  it('are followed once a pull request is requested', async () => {
    const key = createSealingKey();
    const api = createApi(0);
    api.sealTargets = {
      places: [
        {
          sourceId: 'production',
          sourceTitle: 'production',
          namespace: 'payments',
          controllers: [
            {
              namespace: 'sealed-secrets',
              name: 'controller',
              certificate: {
                id: key.fingerprint,
                sha256: key.fingerprint,
                keyBits: 2048,
                pem: key.pem,
                notBefore: key.notBefore,
                notAfter: key.notAfter,
              },
            },
          ],
        },
      ],
      repositories: [
        {
          host: 'git.example.com',
          repository: 'https://git.example.com/payments/app',
          branch: 'main',
          path: '',
          confirmedBy: 'config',
        },
      ],
      refusals: [],
    };
    const user = userEvent.setup();
    render(api, '/?view=seal');
    await user.click(
      await screen.findByRole('checkbox', { name: 'production / payments' }),
    );
    const enter = async (input: HTMLElement, text: string) => {
      await user.click(input);
      await user.paste(text);
    };
    await enter(
      screen.getByRole('textbox', { name: 'Name of the Secret' }),
      'stripe',
    );
    await enter(screen.getByRole('textbox', { name: 'Key' }), 'api-key');
    await enter(screen.getByLabelText('Value of api-key'), 'kX2!bq9-Lw0_zR7t');
    await user.click(screen.getByRole('button', { name: 'Seal and preview' }));
    const open = await screen.findByRole('button', {
      name: 'Open pull request',
    });
    await screen.findByRole('list', { name: 'What the pull request writes' });
    await user.click(open);
    expect(
      await screen.findByText(/^\/secrets\/requests\/request-\d$/),
    ).toBeInTheDocument();
    expect(api.requests[0]).toMatchObject({
      state: 'preparing',
      entityRef: 'component:default/payments-api',
    });
  });
});
