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

import { Route } from 'react-router-dom';
import { screen } from '@testing-library/react';
import { FlatRoutes } from '@backstage/core-app-api';
import { identityApiRef } from '@backstage/core-plugin-api';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import {
  createFinding,
  createSecret,
  InMemorySecretsApi,
} from '../__testUtils__';
import { secretsApiRef } from '../api';
import {
  EntitySecretsCard,
  EntitySecretsContent,
  HomePageSecretFindings,
  SecretsPage,
} from '.';

const api = new InMemorySecretsApi();
api.secrets = [
  createSecret('db-credentials', { finding: createFinding(), findingCount: 1 }),
];

const apis = [
  [secretsApiRef, api],
  [permissionApiRef, mockApis.permission()],
  [
    identityApiRef,
    mockApis.identity({ ownershipEntityRefs: ['group:default/payments'] }),
  ],
] as const;

function render(path: string) {
  return renderInTestApp(
    <TestApiProvider apis={apis}>
      <FlatRoutes>
        <Route
          path="/"
          element={
            <EntityProvider
              entity={{
                apiVersion: 'backstage.io/v1alpha1',
                kind: 'Component',
                metadata: { name: 'payments-api' },
              }}
            >
              <EntitySecretsContent />
              <EntitySecretsCard />
            </EntityProvider>
          }
        />
        <Route path="/home" element={<HomePageSecretFindings />} />
        <Route path="/secrets" element={<SecretsPage />} />
      </FlatRoutes>
    </TestApiProvider>,
    {
      routeEntries: [path],
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    },
  );
}

describe('the classic frontend system', () => {
  it('shows the tab of an entity, with a link to the page of a secret', async () => {
    await render('/');
    expect(
      await screen.findByRole('row', { name: /db-credentials/ }),
    ).toHaveAttribute(
      'data-href',
      '/secrets/secret/id-of-production-db-credentials',
    );
  });

  it('shows cards on the overview of an entity and on the home page', async () => {
    await render('/');
    expect(
      await screen.findByText('1 secret · 1 needs action'),
    ).toBeInTheDocument();
    await render('/home');
    expect(
      await screen.findByText('Your secrets that need action'),
    ).toBeInTheDocument();
    expect(
      await screen.findAllByRole('list', { name: 'Needs action' }),
    ).not.toHaveLength(0);
  });

  it('shows the portal page', async () => {
    await render('/secrets');
    expect(
      await screen.findByRole('heading', { name: /^Score 61 of 100/ }),
    ).toBeInTheDocument();
  });
});
