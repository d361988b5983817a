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
import { type Finding } from '@keyward/backstage-plugin-secrets-common';
import { daysAgo, InMemorySecretsApi } from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { FindingPage } from './FindingPage';

const finding: Finding = {
  id: 'f1',
  rule: 'weak-value',
  item: 'password',
  severity: 'high',
  state: 'open',
  secret: {
    id: 's1',
    ref: 'kubernetes:production/payments/db',
    sourceId: 'production',
    sourceTitle: 'production',
    namespace: 'payments',
    name: 'db',
  },
  ownerRefs: ['group:default/payments'],
  evidence: { class: 'password', why: 'guessable' },
  firstSeen: daysAgo(3),
  lastSeen: daysAgo(1),
};

function render(denied: string[]) {
  const api = new InMemorySecretsApi();
  api.findings = [finding];
  renderWithSecrets(<FindingPage />, {
    api,
    denied,
    path: '/secrets/finding/f1',
    mountPath: '/secrets/finding/:id',
  });
}

// In a file of its own, as answers about permissions are kept for as long as one runs.
describe('FindingPage without the permission', () => {
  it('offers nothing to decide to who may not', async () => {
    render(['secrets.finding.update']);
    expect(
      await screen.findByRole('heading', { name: /Weak value/ }),
    ).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Suppress' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Acknowledge' })).toBeNull();
  });
});
