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
import { type Resource } from '@keyward/backstage-plugin-secrets-common';
import { daysAgo, InMemorySecretsApi } from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { SyncNowButton } from './SyncNowButton';

const resource: Resource = {
  id: 'es',
  ref: 'external-secret:production/shop/ExternalSecret%2Fdb',
  sourceId: 'production',
  sourceTitle: 'production',
  kind: 'external-secret',
  namespace: 'shop',
  name: 'ExternalSecret/db',
  attributes: { refreshTime: daysAgo(2) },
  lastSeen: daysAgo(0),
  sync: { available: true },
};

function render(overrides: Partial<Resource> = {}) {
  const api = new InMemorySecretsApi();
  const shown = { ...resource, ...overrides };
  api.resources = [shown];
  const request = jest.spyOn(api, 'syncResource');
  const onRequested = jest.fn();
  renderWithSecrets(
    <SyncNowButton resource={shown} onRequested={onRequested} />,
    { api },
  );
  return { api, request, onRequested };
}

const button = async () =>
  await screen.findByRole('button', { name: 'Sync ExternalSecret/db now' });

describe('SyncNowButton', () => {
  it('requests a sync by the keyboard, and says that it is not refreshed yet', async () => {
    const { request, onRequested } = render();
    expect(await button()).toBeEnabled();
    await userEvent.tab();
    expect(await button()).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    expect(request).toHaveBeenCalledWith({ id: 'es' });
    expect(await screen.findByRole('status')).toHaveTextContent(
      /Sync requested .*, not refreshed yet\./,
    );
    expect(onRequested).toHaveBeenCalledTimes(1);
  });

  it('says when it was refreshed since the request', async () => {
    render({
      attributes: { refreshTime: new Date().toISOString() },
      sync: {
        available: true,
        requestedAt: new Date(Date.now() - 5000).toISOString(),
      },
    });
    await button();
    expect(screen.getByRole('status')).toHaveTextContent(
      /Sync requested .*, refreshed .*\./,
    );
  });

  it('is off with the reason, the remedy and the way to the documentation', async () => {
    const { request } = render({
      sync: {
        available: false,
        reason: 'Its refreshInterval is 0.',
        remedy: 'Set an interval.',
        docsUrl: 'https://docs.example.com/sync',
      },
    });
    const off = await button();
    expect(off).toBeDisabled();
    expect(off).toHaveAccessibleDescription(
      'Its refreshInterval is 0. Set an interval.',
    );
    expect(
      screen.getByRole('link', { name: 'About Sync now' }),
    ).toHaveAttribute('href', 'https://docs.example.com/sync');
    await userEvent.click(off);
    expect(request).not.toHaveBeenCalled();
  });

  it('is short in a list, and yet says why it is off', async () => {
    renderWithSecrets(
      <SyncNowButton
        isCompact
        resource={{
          ...resource,
          sync: { available: false, reason: 'Its refreshInterval is 0.' },
        }}
      />,
      { api: new InMemorySecretsApi() },
    );
    const off = await button();
    expect(off).toBeDisabled();
    expect(off).toHaveAccessibleDescription('Its refreshInterval is 0.');
    expect(screen.getByTitle('Its refreshInterval is 0.')).toContainElement(
      off,
    );
    expect(screen.queryByRole('status')).toBeNull();
  });

  it('says why the request failed, in the words of the back end, and can be pressed again', async () => {
    const { request, onRequested } = render();
    request.mockRejectedValueOnce(
      Object.assign(new Error('Request failed with 409 Conflict'), {
        cause: new Error('A sync was requested just now.'),
      }),
    );
    await userEvent.click(await button());
    expect(await screen.findByRole('status')).toHaveTextContent(
      'The sync could not be requested: A sync was requested just now.',
    );
    expect(onRequested).not.toHaveBeenCalled();
    await userEvent.click(await button());
    expect(onRequested).toHaveBeenCalledTimes(1);
  });

  it('is not there for what is not synced on request', async () => {
    renderWithSecrets(
      <>
        <p>below</p>
        <SyncNowButton resource={{ ...resource, sync: undefined }} />
      </>,
      { api: new InMemorySecretsApi() },
    );
    expect(await screen.findByText('below')).toBeInTheDocument();
    expect(screen.queryByRole('button')).toBeNull();
  });
});
