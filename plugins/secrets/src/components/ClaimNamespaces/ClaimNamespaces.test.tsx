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
import { createSecret, InMemorySecretsApi } from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { SecretsPage } from '../SecretsPage';

function render(api: InMemorySecretsApi, path: string) {
  return renderWithSecrets(<SecretsPage />, {
    api,
    mountPath: '/secrets/*',
    path,
  });
}

function unclaimed() {
  const api = new InMemorySecretsApi();
  api.secrets = [
    createSecret('db', { links: [] }),
    createSecret('tls', { links: [], namespace: 'checkout' }),
  ];
  return api;
}

describe('an empty catalog', () => {
  it('is no dead end: the overview says how a namespace is claimed', async () => {
    render(unclaimed(), '/secrets');
    expect(
      await screen.findByRole('heading', {
        name: 'No namespace is claimed by a service yet',
      }),
    ).toBeInTheDocument();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Claim checkout' }),
    );
    const steps = screen.getAllByRole('listitem');
    const text = steps.map(step => step.textContent).join('\n');
    expect(text).toContain('backstage.io/kubernetes-namespace: checkout');
    expect(text).toContain(
      'kubectl annotate namespace checkout keyward.io/entity=component:default/checkout',
    );
    expect(text).toContain('namespaces: [checkout]');
    expect(
      screen.getByRole('button', { name: 'Copy secrets.scopes' }),
    ).toBeInTheDocument();
  });

  it('offers no location of another system', async () => {
    const api = unclaimed();
    api.secrets.push(
      createSecret('ledger', {
        links: [],
        namespace: 'secret/prod',
        system: 'vault',
      }),
    );
    render(api, '/secrets');
    await screen.findByRole('button', { name: 'Claim checkout' });
    expect(
      screen.queryByRole('button', { name: 'Claim secret/prod' }),
    ).not.toBeInTheDocument();
  });

  it('leaves the inventory its table, with the same help folded', async () => {
    render(unclaimed(), '/secrets/inventory');
    const how = await screen.findByRole('button', {
      name: 'Claim a namespace',
    });
    expect(how).toHaveAttribute('aria-expanded', 'false');
    await userEvent.click(how);
    expect(
      screen.getByRole('button', { name: 'Claim payments' }),
    ).toBeInTheDocument();
  });

  it('says nothing once something is claimed', async () => {
    const api = unclaimed();
    api.secrets.push(createSecret('claimed'));
    render(api, '/secrets');
    await screen.findByRole('region', {
      name: 'Teams, the lowest score first',
    });
    expect(screen.queryByText(/No namespace is claimed/)).toBeNull();
  });
});
