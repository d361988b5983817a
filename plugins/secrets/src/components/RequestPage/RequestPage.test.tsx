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

import { act, screen, within } from '@testing-library/react';
import {
  createRequest,
  daysAgo,
  InMemorySecretsApi,
  statusError,
} from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { RequestPage } from './RequestPage';

function render(api: InMemorySecretsApi) {
  return renderWithSecrets(<RequestPage />, {
    api,
    path: '/secrets/requests/request-1',
    mountPath: '/secrets/requests/:id',
  });
}

function createApi(...args: Parameters<typeof createRequest>) {
  const api = new InMemorySecretsApi();
  api.requests = [createRequest(...args)];
  return api;
}

const textsIn = (list: HTMLElement) =>
  within(list)
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent);

describe('RequestPage', () => {
  it('shows the steps with their times, the Secrets and the history', async () => {
    render(
      createApi({
        state: 'unsealed',
        updatedAt: daysAgo(0),
        change: { ...createRequest().change!, mergedAt: daysAgo(2) },
        targets: [
          {
            ...createRequest().targets[0],
            step: 'unsealed',
            secretId: 'id-of-stripe',
          },
        ],
        history: [
          ...createRequest().history,
          { at: daysAgo(2), state: 'merged' },
          { at: daysAgo(0), state: 'a-state-to-come', note: 'By hand' },
        ],
      }),
    );
    expect(
      await screen.findByRole('heading', { name: 'stripe' }),
    ).toBeInTheDocument();
    const [steps, targets, history] = screen
      .getAllByRole('list')
      .filter(list => !list.closest('nav'));
    expect(textsIn(steps)).toEqual([
      'Opened2 days ago',
      'Merged2 days ago',
      'Applieddone',
      'Unsealedjust now',
      'Usedin progress',
    ]);
    expect(textsIn(targets)).toEqual([
      'production / payments / stripeUnsealedKeys: api-key · deploy',
    ]);
    expect(textsIn(history)).toEqual([
      'Requested 3 days ago · ada',
      'Opened 2 days ago',
      'Merged 2 days ago',
      'a-state-to-come just nowBy hand',
    ]);
    expect(
      screen.getByRole('link', { name: 'production / payments / stripe' }),
    ).toHaveAttribute('href', '/secrets/secret/id-of-stripe');
    expect(screen.getByRole('link', { name: 'payments-api' })).toHaveAttribute(
      'href',
      '/catalog/default/component/payments-api/secrets',
    );
    expect(screen.getByText('The provider rotated it')).toBeInTheDocument();
  });

  it('says why a request failed, and offers nothing for it', async () => {
    render(
      createApi({
        state: 'failed',
        change: undefined,
        mayWithdraw: false,
        mayRemind: false,
        history: [{ at: daysAgo(1), state: 'failed', note: 'Two manifests.' }],
      }),
    );
    expect(await screen.findAllByText('Two manifests.')).toHaveLength(2);
    expect(
      screen.queryByRole('button', { name: /Withdraw|Remind/ }),
    ).not.toBeInTheDocument();
    expect(screen.queryByText('done')).not.toBeInTheDocument();
  });

  it('follows a request', async () => {
    const api = createApi();
    const { signal } = render(api);
    expect(
      await screen.findByText('Waiting for review and merge'),
    ).toBeInTheDocument();
    api.requests = [createRequest({ state: 'merged' })];
    signal({ revision: 2 });
    expect(
      await screen.findByText('Merged, not applied yet'),
    ).toBeInTheDocument();
    api.getRequest = async () => {
      throw statusError(502, 'Bad gateway');
    };
    signal({ revision: 3 });
    expect(
      await screen.findByText(
        /last refresh failed \(Bad gateway\)/,
        undefined,
        {
          timeout: 5_000,
        },
      ),
    ).toBeInTheDocument();
    expect(screen.getByText('Merged, not applied yet')).toBeInTheDocument();
  });

  it('looks again by and by without a signal, until a request is over', async () => {
    jest.useFakeTimers();
    try {
      const api = createApi();
      const read = jest.spyOn(api, 'getRequest');
      render(api);
      await screen.findByText('Waiting for review and merge');
      api.requests = [createRequest({ state: 'used' })];
      const before = read.mock.calls.length;
      await act(() => jest.advanceTimersByTimeAsync(10_000));
      expect(read.mock.calls.length).toBeGreaterThan(before);
      const after = read.mock.calls.length;
      await act(() => jest.advanceTimersByTimeAsync(20_000));
      expect(read).toHaveBeenCalledTimes(after);
    } finally {
      jest.useRealTimers();
    }
  });

  it('says that there is no such request', async () => {
    render(new InMemorySecretsApi());
    expect(
      await screen.findByText(
        'Request not found, or you do not have access to it',
      ),
    ).toBeInTheDocument();
  });
});
