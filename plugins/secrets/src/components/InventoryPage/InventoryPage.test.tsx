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
} from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { SecretsPage } from '../SecretsPage';

describe('InventoryPage', () => {
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
    renderWithSecrets(<SecretsPage />, {
      api,
      mountPath: '/secrets/*',
      path: '/secrets/inventory',
    });
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Counts by cluster, namespace, team and more',
      }),
    );
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
    expect(screen.getByRole('list', { name: 'By team' })).toHaveTextContent(
      'payments',
    );
    await userEvent.click(screen.getByRole('link', { name: 'API key' }));
    expect(await screen.findByText('1–1 of 1')).toBeInTheDocument();
    expect(screen.getByText('one')).toBeInTheDocument();
  });
});
