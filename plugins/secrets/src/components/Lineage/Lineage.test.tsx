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
import { InMemorySecretsApi } from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { Lineage } from './Lineage';

describe('Lineage', () => {
  it('says which consumers read the secret in init and ephemeral containers', async () => {
    const consumer = (title: string, containerKinds?: string[]) => ({
      id: title,
      role: 'consumer' as const,
      kind: 'Deployment',
      title,
      containerKinds,
    });
    const nodes = [
      {
        id: 'secret',
        role: 'secret' as const,
        kind: 'Secret',
        title: 'db',
      },
      consumer('web', ['container']),
      consumer('migrations', ['container', 'init']),
      consumer('debugged', ['ephemeral']),
    ];
    renderWithSecrets(
      <Lineage
        name="db"
        lineage={{
          nodes,
          edges: nodes.slice(1).map(({ id }) => ({ from: 'secret', to: id })),
        }}
      />,
      { api: new InMemorySecretsApi() },
    );
    const list = await screen.findByRole('list', { name: 'Lineage of db' });
    expect([...list.children].map(item => item.textContent)).toEqual([
      'Secret db → Deployment web',
      'Secret db → Deployment migrations (init container)',
      'Secret db → Deployment debugged (ephemeral container)',
    ]);
  });

  it('says in words how a consumer uses the secret, and leaves names as they are', async () => {
    renderWithSecrets(
      <Lineage
        name="tls"
        lineage={{
          nodes: [
            { id: 'remote', role: 'origin', kind: 'vault', title: 'shop/tls' },
            { id: 'secret', role: 'secret', kind: 'Secret', title: 'tls' },
            { id: 'c', role: 'consumer', kind: 'Ingress', title: 'shop' },
          ],
          edges: [
            { from: 'remote', to: 'secret', label: 'env' },
            { from: 'secret', to: 'c', label: 'ingressTls, volume' },
          ],
        }}
      />,
      { api: new InMemorySecretsApi() },
    );
    expect(await screen.findByText('Ingress TLS, volume')).toBeInTheDocument();
    expect(screen.getByText('env')).toBeInTheDocument();
  });

  it('leads to the pages of other secrets that one may see', async () => {
    renderWithSecrets(
      <Lineage
        name="db"
        lineage={{
          nodes: [
            {
              id: 'origin',
              role: 'origin',
              kind: 'vault',
              title: 'prod/db',
              subtitle: 'Vault main',
              secretId: 's7',
            },
            {
              id: 'hidden',
              role: 'origin',
              kind: 'vault',
              title: 'prod/other',
            },
            { id: 'secret', role: 'secret', kind: 'Secret', title: 'db' },
          ],
          edges: [
            { from: 'origin', to: 'secret' },
            { from: 'hidden', to: 'secret' },
          ],
        }}
      />,
      { api: new InMemorySecretsApi() },
    );
    const link = await screen.findByRole('link', {
      name: 'vault · prod/db · Vault main',
    });
    expect(link).toHaveAttribute('href', '/secrets/secret/s7');
    expect(screen.getAllByRole('link', { name: /vault/ })).toHaveLength(1);
  });
});
