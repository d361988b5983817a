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
import {
  createRequest,
  createSecret,
  daysAgo,
  InMemorySecretsApi,
  statusError,
} from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { RequestsPage } from './RequestsPage';

jest.setTimeout(30_000);

function render(api: InMemorySecretsApi, path?: string) {
  const listed = jest.spyOn(api, 'listRequests');
  renderWithSecrets(<RequestsPage />, { api, path });
  return listed;
}

function createApi(...requests: InMemorySecretsApi['requests']) {
  const api = new InMemorySecretsApi();
  api.requests = requests;
  return api;
}

describe('RequestsPage', () => {
  it('shows how far each request has come, where it hangs, and its pull request', async () => {
    const blocked = {
      code: 'not-mergeable',
      reason: 'The pull request conflicts with the branch main.',
      remedy: 'Merge the branch into it.',
      since: daysAgo(2),
    };
    render(createApi(createRequest({ blocked })));
    expect(
      await screen.findByRole('heading', { name: '1 request' }),
    ).toBeInTheDocument();
    const row = screen.getByRole('row', { name: /stripe/ });
    expect(row).toHaveTextContent('production / payments · payments-api');
    expect(row).toHaveTextContent('ada · 3 days ago');
    expect(row).toHaveTextContent('Waiting for review and merge');
    const steps = within(row).getAllByRole('listitem');
    expect(steps.map(({ textContent }) => textContent)).toEqual([
      'Opened2 days ago',
      'Mergedblocked',
      'Appliednot yet',
      'Unsealednot yet',
      'Usednot yet',
    ]);
    expect(steps[1]).toHaveAttribute('aria-current', 'step');
    expect(row).toHaveTextContent(blocked.reason);
    expect(row).toHaveTextContent(
      'Merge the branch into it. This began 2 days ago.',
    );
    expect(
      within(row).getByRole('link', { name: 'Pull request #17' }),
    ).toHaveAttribute('href', 'https://git.example.com/payments/app/pulls/17');
  });

  it('withdraws a request once that is confirmed', async () => {
    const api = createApi(createRequest());
    const withdrawn = jest.spyOn(api, 'withdrawRequest');
    render(api);
    const open = () =>
      userEvent.click(
        screen.getByRole('button', {
          name: 'Withdraw the request for stripe',
        }),
      );
    await screen.findByText('stripe');
    await open();
    await userEvent.click(
      within(await screen.findByRole('dialog')).getByRole('button', {
        name: 'Keep it',
      }),
    );
    expect(withdrawn).not.toHaveBeenCalled();
    await open();
    await userEvent.click(
      within(await screen.findByRole('dialog')).getByRole('button', {
        name: 'Withdraw',
      }),
    );
    expect(
      await screen.findByText(
        'Withdrawn. Keyward closes the pull request shortly.',
      ),
    ).toBeInTheDocument();
    expect(withdrawn).toHaveBeenCalledWith({ id: 'request-1' });
    await waitFor(() =>
      expect(
        screen.queryByRole('button', { name: /^Withdraw/ }),
      ).not.toBeInTheDocument(),
    );
  });

  it('reminds of a pull request, and says why it does not', async () => {
    const api = createApi(createRequest());
    const reminded = jest
      .spyOn(api, 'remindRequest')
      .mockRejectedValueOnce(statusError(409, 'It was reminded of today'));
    render(api);
    const remind = await screen.findByRole('button', {
      name: 'Remind reviewers of the request for stripe',
    });
    await userEvent.click(remind);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The request could not be changed: It was reminded of today',
    );
    await userEvent.click(remind);
    expect(
      await screen.findByText('Keyward comments on the pull request shortly.'),
    ).toBeInTheDocument();
    expect(reminded).toHaveBeenCalledWith({ id: 'request-1' });
    await waitFor(() => expect(remind).not.toBeInTheDocument());
  });

  it('is narrowed by state, team and system, which stand in the address', async () => {
    const api = createApi(
      createRequest(),
      createRequest({ id: 'request-2', state: 'used' }),
    );
    api.secrets = [createSecret('db')];
    const listed = render(
      api,
      '/?state=used&state=other&system=system:default/money&entity=component:default/payments-api',
    );
    expect(
      await screen.findByRole('heading', { name: '1 request' }),
    ).toBeInTheDocument();
    expect(listed.mock.lastCall![0]).toMatchObject({
      state: ['used'],
      owner: [],
      system: ['system:default/money'],
      entityRef: 'component:default/payments-api',
    });
    await userEvent.click(
      screen.getByRole('button', { name: 'Remove the filter payments-api' }),
    );
    await userEvent.click(screen.getByRole('button', { name: /Team/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'payments' }),
    );
    await waitFor(() =>
      expect(listed.mock.lastCall![0]).toMatchObject({
        state: ['used'],
        owner: ['group:default/payments'],
        entityRef: undefined,
      }),
    );
    await userEvent.keyboard('{Escape}');
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(
      await screen.findByRole('heading', { name: '2 requests' }),
    ).toBeInTheDocument();
  });

  it('shows a page at a time', async () => {
    const listed = render(
      createApi(
        ...Array.from({ length: 21 }, (_, index) =>
          createRequest({ id: `request-${index}`, state: 'used' }),
        ),
      ),
    );
    await screen.findByRole('heading', { name: '21 requests' });
    await userEvent.click(screen.getByRole('button', { name: /next/i }));
    await waitFor(() =>
      expect(screen.getAllByRole('row').slice(1)).toHaveLength(1),
    );
    expect(listed.mock.lastCall![0]).toMatchObject({ cursor: '20', limit: 20 });
  });

  it('says how to make one where there is none', async () => {
    render(createApi());
    expect(
      await screen.findByText(/^No requests yet\. Owners make one/),
    ).toBeInTheDocument();
  });

  it('says that a filter matches none', async () => {
    render(createApi(createRequest()), '/?state=failed');
    expect(
      await screen.findByText('No requests match these filters.'),
    ).toBeInTheDocument();
  });

  it('says that somebody may not see them', async () => {
    const api = createApi();
    api.listRequests = async () => {
      throw statusError(403, 'Forbidden');
    };
    render(api);
    expect(
      await screen.findByText('You do not have access to this'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
  });

  it('loads them again after an error', async () => {
    const api = createApi(createRequest());
    const { listRequests } = api;
    api.listRequests = async () => {
      api.listRequests = listRequests;
      throw statusError(500, 'The disk is full');
    };
    renderWithSecrets(<RequestsPage />, { api });
    expect(await screen.findByText('The disk is full')).toBeInTheDocument();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Try again' }),
    );
    expect(await screen.findByText('stripe')).toBeInTheDocument();
  });
});
