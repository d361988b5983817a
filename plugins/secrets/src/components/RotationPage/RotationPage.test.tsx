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
import { type RotationKey } from '@keyward/backstage-plugin-secrets-common';
import {
  createFinding,
  daysAgo,
  InMemorySecretsApi,
} from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { RotationPage } from './RotationPage';

function createKey(key: string, state: RotationKey['state']): RotationKey {
  const { secret } = createFinding();
  return {
    secret,
    key,
    class: 'password',
    policy: 'passwords',
    policyDays: 90,
    state,
    dueAt: daysAgo(3),
    valueAge: { basis: 'unknown' },
    ownerRefs: [],
  };
}

describe('RotationPage', () => {
  it('shows the keys of a state and the scope that a link names', async () => {
    const api = new InMemorySecretsApi();
    api.rotationKeys = [
      createKey('late', 'overdue'),
      createKey('fine', 'inPeriod'),
    ];
    const asked = jest.spyOn(api, 'listRotationKeys');
    const path = '/?owner=group:default/payments&rotation=overdue';
    renderWithSecrets(<RotationPage />, { api, path });
    expect(await screen.findByText('late')).toBeVisible();
    expect(screen.queryByText('fine')).not.toBeInTheDocument();
    expect(asked).toHaveBeenLastCalledWith(
      expect.objectContaining({
        owner: ['group:default/payments'],
        rotationState: ['overdue'],
      }),
    );
    // The sentence counts all of the scope.
    expect(
      screen.getByText(
        '1 of 2 keys are within their period, 1 overdue, 0 not known',
      ),
    ).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Overdue' }));
    expect(await screen.findByText('fine')).toBeVisible();
  });

  it('shows the certificates that expire within the days that a link names', async () => {
    const api = new InMemorySecretsApi();
    api.listCertificates = async ({ expiresWithin }) => ({
      items: [],
      totalItems: { 0: 1, 30: 5 }[expiresWithin ?? -1] ?? 20,
    });
    renderWithSecrets(<RotationPage />, { api, path: '/?expires=30' });
    expect(
      await screen.findByText(
        '4 certificates expire within 30 days · 1 certificate has expired',
      ),
    ).toBeVisible();
    await userEvent.click(
      screen.getByRole('button', { name: 'Show all certificates' }),
    );
    expect(await screen.findByText('20 certificates')).toBeVisible();
  });
});
