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
import { EntityProvider } from '@backstage/plugin-catalog-react';
import {
  createFinding,
  createSecret,
  InMemorySecretsApi,
} from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { EntitySecretsCard } from './EntitySecretsCard';

function render(api: InMemorySecretsApi) {
  renderWithSecrets(
    <EntityProvider
      entity={{
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: { name: 'payments-api' },
      }}
    >
      <EntitySecretsCard />
    </EntityProvider>,
    { api },
  );
}

describe('EntitySecretsCard', () => {
  it('says how many there are and what is worst about them', async () => {
    const api = new InMemorySecretsApi();
    api.secrets = [
      ...['a', 'b', 'c', 'd'].map(name =>
        createSecret(name, { finding: createFinding() }),
      ),
      createSecret('low', { finding: createFinding({ severity: 'low' }) }),
      createSecret('fine'),
    ];
    render(api);
    expect(
      await screen.findByText('6 secrets · 4 need action'),
    ).toBeInTheDocument();
    const list = await screen.findByRole('list', { name: 'Needs action' });
    const items = within(list).getAllByRole('listitem');
    expect(items).toHaveLength(3);
    expect(items[0]).toHaveTextContent(
      'Weak value: password is too short for what it protects',
    );
    expect(within(items[0]).getByRole('link', { name: 'a' })).toHaveAttribute(
      'href',
      '/secrets/secret/id-of-production-a',
    );
    expect(screen.getByRole('link', { name: 'Rotation' })).toHaveAttribute(
      'href',
      '/catalog/default/component/payments-api/rotation',
    );
    expect(screen.getByRole('link', { name: 'Secrets' })).toHaveAttribute(
      'href',
      '/catalog/default/component/payments-api/secrets',
    );
  });

  it('says so when nothing is wrong', async () => {
    const api = new InMemorySecretsApi();
    api.secrets = [createSecret('db')];
    render(api);
    expect(
      await screen.findByText('1 secret · no action needed'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('list')).not.toBeInTheDocument();
  });
});
