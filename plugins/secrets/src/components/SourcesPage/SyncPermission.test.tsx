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
import { sourceSyncPermission } from '@keyward/backstage-plugin-secrets-common';
import { daysAgo, InMemorySecretsApi } from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { SourcesPage } from './SourcesPage';

// In a file of its own, as decisions are remembered between tests.
describe('SourcesPage for those who may not sync', () => {
  it('offers no sync', async () => {
    const api = new InMemorySecretsApi();
    api.sources = [
      {
        id: 'production',
        kind: 'kubernetes',
        title: 'production',
        state: 'live',
        lastFullSync: daysAgo(1),
        secretCount: 1,
        objectCount: 1,
        problems: [],
        warnings: [],
      },
    ];
    renderWithSecrets(<SourcesPage />, {
      api,
      denied: [sourceSyncPermission.name],
    });
    expect(await screen.findByText('1 source, 1 live')).toBeInTheDocument();
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });
});
