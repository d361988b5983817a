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
import { type Source } from '@keyward/backstage-plugin-secrets-common';
import { daysAgo, InMemorySecretsApi, statusError } from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { SourcesPage } from './SourcesPage';

const live: Source = {
  id: 'production',
  kind: 'kubernetes',
  title: 'production',
  mode: 'fingerprint',
  state: 'live',
  lastFullSync: daysAgo(1),
  lagMs: 300,
  secretCount: 1200,
  objectCount: 9000,
  problems: [],
  warnings: [],
  heartbeat: ['unknown', 'live'],
};

const down: Source = {
  ...live,
  id: 'staging',
  title: 'staging',
  state: 'down',
  stateSince: daysAgo(3),
  lagMs: undefined,
  problems: [
    {
      code: 'forbidden',
      message: 'staging answers 403 to listing Secrets.',
      remedy: 'Apply deploy/kubernetes/fingerprint.yaml.',
    },
  ],
};

function render(sources: Source[]) {
  const api = new InMemorySecretsApi();
  api.sources = sources;
  const sync = jest.spyOn(api, 'syncSource');
  return { ...renderWithSecrets(<SourcesPage />, { api }), api, sync };
}

describe('SourcesPage', () => {
  it('shows the worst first, with the remedy', async () => {
    render([live, down]);
    expect(await screen.findByText('2 sources, 1 live')).toBeInTheDocument();
    const titles = screen.getAllByRole('heading', { level: 3 });
    expect(titles.map(title => title.textContent)).toEqual([
      'staging',
      'production',
    ]);
    expect(screen.getByText('Down')).toBeInTheDocument();
    expect(
      screen.getByText('What to do: Apply deploy/kubernetes/fingerprint.yaml.'),
    ).toBeInTheDocument();
    expect(screen.getByText('under a second')).toBeInTheDocument();
    expect(screen.getAllByRole('link', { name: '1,200' })[0]).toHaveAttribute(
      'href',
      '/secrets/inventory?source=staging',
    );
  });

  it('shows lines that are to be pasted as they are', async () => {
    const lines = 'apiServer:\n  url: "https://prod.example"';
    const remedy = `Add these lines:\n\n${lines}`;
    const [problem] = down.problems;
    render([{ ...down, problems: [{ ...problem, remedy }] }]);
    expect(
      await screen.findByText('What to do: Add these lines:'),
    ).toBeInTheDocument();
    expect(document.querySelector('pre')!.textContent).toBe(lines);
    expect(
      screen.getByRole('button', { name: 'Copy the lines' }),
    ).toBeInTheDocument();
  });

  it('links to a dashboard, and to nothing that is no web page', async () => {
    const url = 'https://dashboard.example';
    render([
      { ...live, dashboardUrl: url },
      // eslint-disable-next-line no-script-url
      { ...down, dashboardUrl: 'javascript:alert(document.domain)' },
    ]);
    const links = await screen.findAllByRole('link', { name: /Dashboard/ });
    expect(links.map(link => link.getAttribute('href'))).toEqual([url]);
    expect(links[0]).toHaveAttribute('rel', 'noopener noreferrer');
  });

  it('says each hour of the heartbeat in words', async () => {
    render([live]);
    const heartbeat = await screen.findByRole('list', {
      name: /State of the last 24 hours/,
    });
    expect(
      within(heartbeat)
        .getAllByRole('listitem')
        .map(hour => hour.getAttribute('aria-label')),
    ).toEqual(['1 h ago: not known', '0 h ago: Live']);
  });

  it('asks for a sync, and says so', async () => {
    const { sync } = render([live]);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Sync production now' }),
    );
    expect(sync).toHaveBeenCalledWith({ id: 'production' });
    expect(await screen.findByText(/Sync requested/)).toBeInTheDocument();
  });

  it('says why a sync could not be asked for', async () => {
    const { sync } = render([live]);
    sync.mockRejectedValue(statusError(409, 'It runs already'));
    await userEvent.click(
      await screen.findByRole('button', { name: 'Sync production now' }),
    );
    expect(
      await screen.findByText(
        'The sync could not be requested: It runs already',
      ),
    ).toBeInTheDocument();
  });

  it('shows how far a first sync is', async () => {
    render([
      {
        ...live,
        state: 'syncing',
        progress: { what: 'Secrets', done: 50, total: 200 },
      },
    ]);
    expect(
      await screen.findByRole('progressbar', { name: 'Secrets: 50 of 200' }),
    ).toHaveAttribute('aria-valuenow', '25');
  });

  it('shows warnings about the installation', async () => {
    const { api, signal } = render([live]);
    await screen.findByText('1 source, 1 live');
    api.warnings = [
      { code: 'allowAll', message: 'The policy allows everything.' },
    ];
    signal({ revision: 1 });
    await waitFor(() =>
      expect(
        screen.getByText('The policy allows everything.'),
      ).toBeInTheDocument(),
    );
  });
});
