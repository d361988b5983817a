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
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { createSecret, InMemorySecretsApi } from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { EntitySecretsContent } from './EntitySecretsContent';

jest.setTimeout(30_000);

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'payments-api', namespace: 'default' },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/payments' }],
};

// By itself, as what is allowed is kept for all tests of a file.
describe('EntitySecretsContent without the permission to seal', () => {
  it('does not ask where values can be sealed', async () => {
    const api = new InMemorySecretsApi();
    api.secrets = [createSecret('db-credentials')];
    const targets = jest.spyOn(api, 'getSealTargets');
    renderWithSecrets(
      <EntityProvider entity={entity}>
        <EntitySecretsContent />
      </EntityProvider>,
      { api, denied: ['secrets.secret.seal'] },
    );
    await screen.findByText('db-credentials');
    expect(targets).not.toHaveBeenCalled();
  });
});
