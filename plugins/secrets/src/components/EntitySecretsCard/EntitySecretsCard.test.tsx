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
    api.secrets = [createSecret('db'), createSecret('token')];
    api.findings = ['f1', 'f2', 'f3', 'f4'].map(id => createFinding({ id }));
    render(api);
    expect(
      await screen.findByText('2 secrets · 4 findings need action'),
    ).toBeInTheDocument();
    expect(
      await screen.findAllByRole('link', { name: 'Weak value: db' }),
    ).toHaveLength(3);
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
      await screen.findByText('1 secret · nothing is found to be wrong'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('list')).not.toBeInTheDocument();
  });
});
