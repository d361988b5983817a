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
import {
  createFinding,
  InMemorySecretsApi,
  statusError,
} from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { Content } from '.';

describe('HomePageFindings', () => {
  it('shows what is worst of one\u2019s own, and where all of it is', async () => {
    const api = new InMemorySecretsApi();
    api.findings = [
      ...Array.from({ length: 6 }, (_, index) =>
        createFinding({ id: `f${index}` }),
      ),
      createFinding({ id: 'other', ownerRefs: ['group:default/checkout'] }),
    ];
    renderWithSecrets(<Content />, { api });
    expect(
      await screen.findByText('6 findings, 6 high or critical'),
    ).toBeInTheDocument();
    const links = await screen.findAllByRole('link', {
      name: 'Weak value: db',
    });
    expect(links).toHaveLength(5);
    expect(links[0]).toHaveAttribute('href', '/secrets/finding/f0');
    expect(screen.getByRole('link', { name: 'All of them' })).toHaveAttribute(
      'href',
      '/secrets/findings?owner=group%3Adefault%2Fpayments',
    );
  });

  it('says so when nothing is wrong', async () => {
    const api = new InMemorySecretsApi();
    api.findings = [createFinding({ ownerRefs: ['group:default/checkout'] })];
    renderWithSecrets(<Content />, { api });
    expect(
      await screen.findByText(
        'Nothing is found to be wrong with the secrets of your teams.',
      ),
    ).toBeInTheDocument();
  });

  it('says what is missing where one may see nothing', async () => {
    const api = new InMemorySecretsApi();
    jest
      .spyOn(api, 'getFindingsSummary')
      .mockRejectedValue(statusError(403, 'no'));
    renderWithSecrets(<Content />, { api });
    expect(await screen.findByText('You may not see this')).toBeInTheDocument();
  });
});
