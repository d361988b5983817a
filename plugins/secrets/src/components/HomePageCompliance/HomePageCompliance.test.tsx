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
import { createReport, InMemorySecretsApi } from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { Content } from '.';

const services = ['shop', 'web', 'empty'].map(name => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, namespace: 'default' },
}));

describe('HomePageCompliance', () => {
  it('shows the services of one\u2019s teams, the lowest score first, and the portal to those who see all', async () => {
    const api = new InMemorySecretsApi();
    const scores: Record<string, number | undefined> = {
      'component:default/shop': 70,
      'component:default/web': 40,
    };
    api.getCompliance = async ({ entityRef }) =>
      createReport({ score: scores[entityRef!] });
    renderWithSecrets(<Content />, { api, entities: services });
    const list = await screen.findByRole('list', {
      name: 'Services, the lowest score first',
    });
    const items = within(list).getAllByRole('listitem');
    expect(items.map(({ textContent }) => textContent)).toEqual([
      'web: score 40, confidence 74 %+4.5 points to gain: 12 of 40 values are overdue.',
      'shop: score 70, confidence 74 %+4.5 points to gain: 12 of 40 values are overdue.',
    ]);
    expect(within(list).getByRole('link', { name: 'web' })).toHaveAttribute(
      'href',
      '/catalog/default/component/web/compliance',
    );
    expect(
      screen.getByRole('link', {
        name: 'The whole portal: score 61, confidence 74 %',
      }),
    ).toHaveAttribute('href', '/secrets');
  });

  it('says so to those who own nothing, without the portal if they may not see it', async () => {
    const api = new InMemorySecretsApi();
    api.getComplianceOverview = async () => {
      throw new Error('no');
    };
    renderWithSecrets(<Content />, { api });
    expect(
      await screen.findByText('You own no service that has secrets here.'),
    ).toBeVisible();
    expect(screen.queryByText(/whole portal/)).not.toBeInTheDocument();
  });
});
