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

import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type ListedSecret } from '@keyward/backstage-plugin-secrets-common';
import {
  createFinding,
  createSecret,
  daysAgo,
  InMemorySecretsApi,
  statusError,
} from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { AwsPage } from './AwsPage';

jest.setTimeout(60_000);

function remote(
  name: string,
  attributes: ListedSecret['attributes'] = {},
  more: Partial<ListedSecret> = {},
): ListedSecret {
  return {
    ...createSecret(name),
    id: name,
    ref: `aws:main/eu-central-1/secrets-manager/${name}`,
    system: 'aws',
    sourceId: 'main',
    sourceTitle: 'Main account',
    namespace: 'eu-central-1/secrets-manager',
    finding: undefined,
    attributes: {
      state: 'live',
      rotation: 'on',
      rotationDays: 30,
      lastAccessedAt: daysAgo(2),
      usesDefaultKey: false,
      kmsKey: 'arn:aws:kms:eu-central-1:123456789012:key/1',
      ...attributes,
    },
    feedCount: 1,
    ...more,
  };
}

function render(secrets: ListedSecret[], search = '') {
  const api = new InMemorySecretsApi();
  api.secrets = secrets;
  return {
    ...renderWithSecrets(<AwsPage />, { api, path: `/${search}` }),
    api,
  };
}

const rowOf = async (name: string) =>
  within((await screen.findByRole('link', { name })).closest('tr')!);

describe('AwsPage', () => {
  it('says in one sentence how many there are and how many nothing syncs', async () => {
    render([
      remote('one'),
      remote('two', {}, { feedCount: 0 }),
      remote('three', {}, { feedCount: 7 }),
      createSecret('of-a-cluster'),
    ]);
    expect(
      await screen.findByRole('heading', {
        name: '3 secrets in AWS: 0 need action, 1 not synced to a Secret that you can see',
      }),
    ).toBeInTheDocument();
    expect((await rowOf('three')).getByText('7 Secrets')).toBeInTheDocument();
    expect(
      (await rowOf('two')).getByText('no Secret that you can see'),
    ).toBeInTheDocument();
    expect(screen.queryByText('of-a-cluster')).toBeNull();
  });

  it('says of each secret what rotates it, who read it last and which key encrypts it', async () => {
    render([
      remote('rotated'),
      remote('stuck', { pendingSince: daysAgo(5) }),
      remote('never', { rotation: 'off', usesDefaultKey: true }),
      remote('owned', { rotation: 'by-service' }),
      remote('parameter', {
        rotation: undefined,
        lastAccessedAt: undefined,
        usesDefaultKey: undefined,
      }),
      remote('leaving', { state: 'deleting' }),
    ]);
    expect((await rowOf('rotated')).getByText('every 30 days')).toBeVisible();
    expect(
      (await rowOf('rotated')).getByText('a key of the account'),
    ).toBeVisible();
    expect((await rowOf('stuck')).getByText('Version pending')).toBeVisible();
    expect((await rowOf('never')).getByText('off')).toBeVisible();
    expect(
      (await rowOf('never')).getByText('the default key of AWS'),
    ).toBeVisible();
    expect(
      (await rowOf('owned')).getByText('by the AWS service that owns it'),
    ).toBeVisible();
    const parameter = await rowOf('parameter');
    expect(parameter.getByText('not offered')).toBeVisible();
    // Neither the last access nor the key.
    expect(parameter.getAllByText('not known')).toHaveLength(2);
    expect(
      (await rowOf('leaving')).getByText('Pending deletion'),
    ).toBeVisible();
    expect((await rowOf('rotated')).queryByText('Pending deletion')).toBeNull();
  });

  it('shows what is in a region, what nothing syncs, and all again', async () => {
    const west = { namespace: 'eu-west-1/parameter-store' };
    render([
      remote('home'),
      remote('away', {}, west),
      remote('spare', {}, { ...west, feedCount: 0 }),
    ]);
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Show 2 secrets in eu-west-1, Parameter Store',
      }),
    );
    expect(await screen.findByRole('link', { name: 'away' })).toBeVisible();
    expect(screen.queryByRole('link', { name: 'home' })).toBeNull();
    await userEvent.click(
      screen.getByRole('button', { name: 'Not synced (1)' }),
    );
    expect(await screen.findByRole('link', { name: 'spare' })).toBeVisible();
    expect(screen.queryByRole('link', { name: 'away' })).toBeNull();
  });

  it('takes its filter from the address', async () => {
    render(
      [remote('fed'), remote('spare', {}, { feedCount: 0 })],
      '?feeds=none',
    );
    expect(await screen.findByRole('link', { name: 'spare' })).toBeVisible();
    expect(screen.queryByRole('link', { name: 'fed' })).toBeNull();
  });

  it('shows the worst finding of a secret', async () => {
    render([
      remote('bad', {}, { finding: createFinding({ severity: 'high' }) }),
    ]);
    expect((await rowOf('bad')).getByText('High')).toBeVisible();
  });

  it('says where no account is observed', async () => {
    render([]);
    expect(
      await screen.findByText(/No AWS account that you can see is observed/),
    ).toBeInTheDocument();
  });

  it('says which permission it needs', async () => {
    const api = new InMemorySecretsApi();
    jest
      .spyOn(api, 'getSecretsSummary')
      .mockRejectedValue(statusError(403, 'no'));
    renderWithSecrets(<AwsPage />, { api });
    expect(await screen.findByText(/secrets\.secret\.read/)).toBeVisible();
  });
});
