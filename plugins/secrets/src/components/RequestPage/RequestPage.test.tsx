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
import userEvent from '@testing-library/user-event';
import { type RequestApproval } from '@keyward/backstage-plugin-secrets-common';
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

  describe('where it needs an approval', () => {
    const waiting: RequestApproval = {
      state: 'waiting',
      approvals: [],
      mayApprove: true,
    };
    const open = async () => {
      await userEvent.click(
        await screen.findByRole('button', {
          name: 'Approve the request for stripe',
        }),
      );
      return within(await screen.findByRole('dialog'));
    };

    it('has the commit that was shown approved, once it was asked', async () => {
      const api = createApi({ approval: waiting });
      const approve = jest.spyOn(api, 'approveRequest');
      const { signal } = render(api);
      expect(
        await screen.findByText('Waiting for approval'),
      ).toBeInTheDocument();
      const dialog = await open();
      expect(
        dialog.getByRole('link', { name: /Pull request #17/ }),
      ).toHaveAttribute(
        'href',
        'https://git.example.com/payments/app/pulls/17',
      );
      expect(dialog.getByText('at commit c0ffee')).toBeInTheDocument();
      expect(
        dialog.getByText('production / payments / stripe'),
      ).toBeInTheDocument();
      expect(approve).not.toHaveBeenCalled();
      // What is pushed while it is open is not what was looked at.
      const [request] = api.requests;
      api.requests = [
        { ...request, change: { ...request.change!, headSha: 'badbad' } },
      ];
      signal({ revision: 2 });
      await userEvent.click(dialog.getByRole('button', { name: 'Approve' }));
      expect(approve).toHaveBeenCalledWith({
        id: 'request-1',
        headSha: 'c0ffee',
      });
      expect(await dialog.findByRole('alert')).toHaveTextContent(
        'The last commit is another one by now',
      );
      await userEvent.click(dialog.getByRole('button', { name: 'Cancel' }));
      const again = await open();
      await userEvent.click(again.getByRole('button', { name: 'Approve' }));
      expect(
        await screen.findByText('Approved, waiting for merge'),
      ).toBeInTheDocument();
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
      expect(
        screen.getByText(/^guest approved commit badbad/),
      ).toBeInTheDocument();
      expect(
        screen.queryByRole('button', { name: /^Approve/ }),
      ).not.toBeInTheDocument();
    });

    it('says to the requester that somebody else has to', async () => {
      render(
        createApi({
          approval: { ...waiting, mayApprove: false, refusal: 'own' },
        }),
      );
      expect(
        await screen.findByRole('button', { name: /^Approve/ }),
      ).toBeDisabled();
      expect(
        screen.getByText('You cannot approve your own request.'),
      ).toBeInTheDocument();
    });

    it('says why an approval no longer counts', async () => {
      render(
        createApi({
          approval: {
            state: 'outdated',
            approvals: [
              {
                by: 'user:default/olga',
                at: daysAgo(1),
                headSha: 'ead0'.repeat(10),
                counts: false,
              },
            ],
            mayApprove: true,
          },
          history: [
            ...createRequest().history,
            {
              at: daysAgo(2),
              state: 'opened',
              kind: 'approved',
              by: 'user:default/olga',
            },
            {
              at: daysAgo(0),
              state: 'opened',
              kind: 'forged',
              note: 'By mallory',
            },
          ],
        }),
      );
      expect(
        await screen.findByText('Waiting to be approved again'),
      ).toBeInTheDocument();
      expect(
        screen.getByText(
          /^Commits were pushed after this request was approved/,
        ),
      ).toBeInTheDocument();
      expect(screen.getByText(/^Does not count/)).toBeInTheDocument();
      const history = screen.getAllByRole('list').at(-1)!;
      expect(textsIn(history).slice(2)).toEqual([
        'Approved 2 days ago · olga',
        'Status forged at the Git host just nowBy mallory',
      ]);
    });

    it('says that it was merged without one', async () => {
      render(
        createApi({
          state: 'used',
          approval: { state: 'missing', approvals: [], mayApprove: false },
        }),
      );
      expect(
        await screen.findByText('Merged without approval'),
      ).toBeInTheDocument();
      expect(
        screen.queryByRole('button', { name: /^Approve/ }),
      ).not.toBeInTheDocument();
    });
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

  it('looks again when something is signalled, and not otherwise', async () => {
    jest.useFakeTimers();
    try {
      const api = createApi();
      const read = jest.spyOn(api, 'getRequest');
      const { signal } = render(api);
      await screen.findByText('Waiting for review and merge');
      const before = read.mock.calls.length;
      await act(() => jest.advanceTimersByTimeAsync(60_000));
      expect(read).toHaveBeenCalledTimes(before);
      signal({ revision: 1 });
      await act(() => jest.advanceTimersByTimeAsync(2_000));
      expect(read).toHaveBeenCalledTimes(before + 1);
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
