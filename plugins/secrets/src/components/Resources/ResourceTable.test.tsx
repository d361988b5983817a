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
import { type Resource } from '@keyward/backstage-plugin-secrets-common';
import { daysAgo, InMemorySecretsApi, statusError } from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { TextCell } from '../TextCell';
import { ResourceTable } from './ResourceTable';

jest.setTimeout(30_000);

const store = (name: string): Resource => ({
  id: name,
  ref: `store:production/${name}`,
  sourceId: 'production',
  sourceTitle: 'production',
  namespace: '',
  kind: 'store',
  name,
  attributes: {},
  lastSeen: daysAgo(0),
});

function render(api: InMemorySecretsApi) {
  return renderWithSecrets(
    <ResourceTable
      request={{ kind: ['store'] }}
      columns={[
        {
          id: 'name',
          label: 'Name',
          isRowHeader: true,
          cell: row => <TextCell title={row.name} />,
        },
      ]}
      empty="There is no store."
      revision={0}
    />,
    { api },
  );
}

describe('ResourceTable', () => {
  it('shows a page, the next one and the one before', async () => {
    const api = new InMemorySecretsApi();
    api.resources = Array.from({ length: 45 }, (_, index) =>
      store(`store-${index}`),
    );
    const list = jest.spyOn(api, 'listResources');
    render(api);
    expect(await screen.findByText('store-19')).toBeInTheDocument();
    expect(screen.queryByText('store-20')).not.toBeInTheDocument();
    const next = screen.getByRole('button', { name: 'Next table page' });
    const previous = screen.getByRole('button', {
      name: 'Previous table page',
    });
    expect(previous).toBeDisabled();
    await userEvent.click(next);
    expect(await screen.findByText('store-20')).toBeInTheDocument();
    await userEvent.click(next);
    expect(await screen.findByText('store-44')).toBeInTheDocument();
    expect(next).toBeDisabled();
    await userEvent.click(previous);
    expect(await screen.findByText('store-20')).toBeInTheDocument();
    // No page is larger than what is shown.
    expect(list.mock.calls.map(([{ limit }]) => limit)).toEqual(
      list.mock.calls.map(() => 20),
    );
  });

  it('says that there is none', async () => {
    render(new InMemorySecretsApi());
    expect(await screen.findByText('There is no store.')).toBeInTheDocument();
  });

  it('says what went wrong, and tries again', async () => {
    const api = new InMemorySecretsApi();
    api.resources = [store('aws')];
    jest
      .spyOn(api, 'listResources')
      .mockRejectedValueOnce(statusError(500, 'the database is away'));
    render(api);
    expect(await screen.findByText(/the database is away/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /retry|again/i }));
    expect(await screen.findByText('aws')).toBeInTheDocument();
  });

  it('names the permission that is missing', async () => {
    const api = new InMemorySecretsApi();
    jest.spyOn(api, 'listResources').mockRejectedValue(statusError(403, 'no'));
    render(api);
    expect(
      await screen.findByText('You do not have access to this'),
    ).toBeInTheDocument();
    expect(screen.getByText(/secrets\.secret\.read/)).toBeInTheDocument();
  });
});
