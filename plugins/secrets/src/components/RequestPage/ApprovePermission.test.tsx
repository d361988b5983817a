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
import { RequestApproval } from './RequestApproval';

// By itself, as what is allowed is kept for all tests of a file.
describe('RequestApproval without the permission to approve', () => {
  it('says which permission is needed', async () => {
    renderWithSecrets(
      <RequestApproval
        request={{
          ...createRequest(),
          approval: { state: 'waiting', approvals: [], mayApprove: true },
        }}
        onChanged={() => {}}
      />,
      {
        api: new InMemorySecretsApi(),
        denied: ['secrets.request.approve'],
      },
    );
    expect(
      await screen.findByText(
        'You need the permission secrets.request.approve to approve it.',
      ),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: /^Approve/ })).toBeDisabled();
  });
});
