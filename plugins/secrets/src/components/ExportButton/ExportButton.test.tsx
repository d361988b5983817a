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

import { screen, waitFor } from '@testing-library/react';
import { inventoryExportPermission } from '@keyward/backstage-plugin-secrets-common';
import { InMemorySecretsApi } from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { ExportButton } from './ExportButton';

const element = (
  <ExportButton load={async () => new Blob()} fileName="secrets.csv" />
);

describe('ExportButton', () => {
  it('is not offered to those who may not take rows out', async () => {
    const asked = jest.fn();
    renderWithSecrets(element, {
      api: new InMemorySecretsApi(),
      denied: [inventoryExportPermission.name],
      onAuthorize: asked,
    });
    await waitFor(() =>
      expect(asked).toHaveBeenCalledWith(inventoryExportPermission.name),
    );
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });
});
