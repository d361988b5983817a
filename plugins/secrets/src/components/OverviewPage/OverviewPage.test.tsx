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
import {
  createFinding,
  createSecret,
  InMemorySecretsApi,
  statusError,
} from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { SecretsPage } from '../SecretsPage';

function render(api: InMemorySecretsApi) {
  return renderWithSecrets(<SecretsPage />, {
    api,
    mountPath: '/secrets/*',
    path: '/secrets',
  });
}

describe('OverviewPage', () => {
  it('counts by cluster, team, class and more, each number leading to its rows', async () => {
    const api = new InMemorySecretsApi();
    api.secrets = [
      createSecret('one', { class: 'api-key' }),
      createSecret('two', { sourceId: 'staging' }),
      createSecret('three', {
        sourceId: 'staging',
        finding: createFinding({ rule: 'missing-secret' }),
      }),
    ];
    render(api);
    const clusters = await screen.findByRole('list', { name: 'By cluster' });
    const [staging] = within(clusters).getAllByRole('listitem');
    expect(staging).toHaveTextContent('2 secrets');
    expect(
      within(staging).getByRole('link', { name: 'staging' }),
    ).toHaveAttribute('href', '/secrets/inventory?source=staging');
    expect(
      within(staging).getByRole('link', { name: '1 needs action' }),
    ).toHaveAttribute(
      'href',
      '/secrets/inventory?state=attention&source=staging',
    );
    const worst = await screen.findByRole('list', { name: 'Needs action' });
    expect(worst).toHaveTextContent('three');
    expect(screen.getByRole('list', { name: 'By team' })).toHaveTextContent(
      'payments',
    );
    expect(screen.getByRole('link', { name: 'API key' })).toHaveAttribute(
      'href',
      '/secrets/inventory?class=api-key',
    );

    await userEvent.click(screen.getByRole('link', { name: 'API key' }));
    expect(await screen.findByText('1–1 of 1')).toBeInTheDocument();
    expect(screen.getByText('one')).toBeInTheDocument();
  });

  it('leads to the sources while there is nothing', async () => {
    render(new InMemorySecretsApi());
    expect(await screen.findByText('No secrets yet')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Open Sources' })).toHaveAttribute(
      'href',
      '/secrets/sources',
    );
  });

  it('names the permission that is missing', async () => {
    const api = new InMemorySecretsApi();
    api.getSummary = async () => {
      throw statusError(403, 'Forbidden');
    };
    render(api);
    expect(
      await screen.findByText('You do not have access to this'),
    ).toBeInTheDocument();
    expect(screen.getByText(/secrets\.portal\.read/)).toBeInTheDocument();
  });
});
