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
import { resourceSyncPermission } from '@keyward/backstage-plugin-secrets-common';
import { daysAgo, InMemorySecretsApi } from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { SyncNowButton } from './SyncNowButton';

// In a file of its own, as decisions are remembered between tests.
describe('SyncNowButton for those who may not sync', () => {
  it('is off, and names the permission', async () => {
    renderWithSecrets(
      <SyncNowButton
        resource={{
          id: 'es',
          ref: 'external-secret:production/shop/ExternalSecret%2Fdb',
          sourceId: 'production',
          sourceTitle: 'production',
          kind: 'external-secret',
          namespace: 'shop',
          name: 'ExternalSecret/db',
          attributes: {},
          lastSeen: daysAgo(0),
          sync: { available: true },
        }}
      />,
      {
        api: new InMemorySecretsApi(),
        denied: [resourceSyncPermission.name],
      },
    );
    expect(
      await screen.findByText(
        'To request a sync you need the permission secrets.resource.sync.',
      ),
    ).toBeInTheDocument();
    expect(screen.getByRole('button')).toBeDisabled();
  });
});
