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
import { createRequest, InMemorySecretsApi } from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { RequestProgress } from './RequestProgress';

// By itself, as what is allowed is kept for all tests of a file.
describe('RequestProgress without the permission to change requests', () => {
  it('offers neither to withdraw nor to remind', async () => {
    renderWithSecrets(
      <RequestProgress request={createRequest()} onChanged={() => {}} />,
      { api: new InMemorySecretsApi(), denied: ['secrets.request.update'] },
    );
    expect(
      await screen.findByText('Waiting for review and merge'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });
});
