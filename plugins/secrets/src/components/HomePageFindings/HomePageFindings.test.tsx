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
import {
  createFinding,
  createSecret,
  InMemorySecretsApi,
  statusError,
} from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { Content } from '.';

describe('HomePageFindings', () => {
  it('shows what is worst of one\u2019s own, and where all of it is', async () => {
    const api = new InMemorySecretsApi();
    api.secrets = [
      ...Array.from({ length: 6 }, (_, index) =>
        createSecret(`db-${index}`, { finding: createFinding() }),
      ),
      createSecret('theirs', {
        finding: createFinding(),
        links: [
          {
            entityRef: 'component:default/checkout',
            ownerRef: 'group:default/checkout',
            via: 'workload',
          },
        ],
      }),
    ];
    renderWithSecrets(<Content />, { api });
    expect(
      await screen.findByText('6 secrets · 6 need action'),
    ).toBeInTheDocument();
    const list = await screen.findByRole('list', { name: 'Needs action' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(5);
    expect(within(list).getByRole('link', { name: 'db-0' })).toHaveAttribute(
      'href',
      '/secrets/secret/id-of-production-db-0',
    );
    expect(
      screen.getByRole('link', { name: 'Show all secrets that need action' }),
    ).toHaveAttribute(
      'href',
      '/secrets/inventory?state=attention&owner=group%3Adefault%2Fpayments',
    );
  });

  it('says so when nothing needs action', async () => {
    const api = new InMemorySecretsApi();
    api.secrets = [createSecret('db')];
    renderWithSecrets(<Content />, { api });
    expect(
      await screen.findByText('None of your teams’ secrets needs action.'),
    ).toBeInTheDocument();
  });

  it('says what is missing where one may see nothing', async () => {
    const api = new InMemorySecretsApi();
    jest
      .spyOn(api, 'getSecretsSummary')
      .mockRejectedValue(statusError(403, 'no'));
    renderWithSecrets(<Content />, { api });
    expect(
      await screen.findByText('You do not have access to this'),
    ).toBeInTheDocument();
  });
});
