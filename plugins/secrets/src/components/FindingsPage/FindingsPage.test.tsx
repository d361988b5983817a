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

import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  type Finding,
  type ListedCertificate,
  type RotationKey,
} from '@keyward/backstage-plugin-secrets-common';
import { daysAgo, InMemorySecretsApi } from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { RotationOverview } from '../Rotation';
import { FindingsPage } from './FindingsPage';

const secret: Finding['secret'] = {
  id: 's1',
  ref: 'kubernetes:production/payments/db',
  sourceId: 'production',
  sourceTitle: 'production',
  namespace: 'payments',
  name: 'db',
};

const finding = (overrides: Partial<Finding>): Finding => ({
  id: 'f1',
  rule: 'rotation-due',
  item: 'password',
  severity: 'high',
  state: 'open',
  secret,
  ownerRefs: ['group:default/payments'],
  evidence: { overdue: true, days: 90 },
  firstSeen: daysAgo(3),
  lastSeen: daysAgo(1),
  dueAt: daysAgo(23),
  ...overrides,
});

const focus = (element: HTMLElement) => act(() => element.focus());

describe('FindingsPage', () => {
  it('shows the findings of an entity that a link names, until it is removed', async () => {
    const api = new InMemorySecretsApi();
    api.findings = [finding({})];
    const asked = jest.spyOn(api, 'listFindings');
    renderWithSecrets(<FindingsPage />, {
      api,
      path: '/?rule=rotation-due&entity=component:default/shop',
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Remove the filter shop' }),
    );
    expect(asked.mock.calls[0][0]).toMatchObject({
      rule: ['rotation-due'],
      entityRef: 'component:default/shop',
    });
    expect(asked.mock.lastCall![0].entityRef).toBeUndefined();
  });

  it('says how many there are, and shows each with where it leads', async () => {
    const api = new InMemorySecretsApi();
    api.findings = [
      finding({}),
      finding({
        id: 'f2',
        rule: 'weak-value',
        severity: 'medium',
        evidence: { why: 'guessable' },
        dueAt: undefined,
      }),
      finding({
        id: 'f3',
        rule: 'a-rule-to-come',
        severity: 'low',
        dueAt: undefined,
      }),
    ];
    renderWithSecrets(<FindingsPage />, { api });
    expect(
      await screen.findByText('3 findings, 1 high or critical'),
    ).toBeInTheDocument();
    expect(
      await screen.findByText('password was not rotated for more than 90 days'),
    ).toBeInTheDocument();
    expect(screen.getByText('password can be guessed')).toBeInTheDocument();
    // Hygiene is folded.
    expect(screen.queryByText('a-rule-to-come')).not.toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: '1 low finding', expanded: false }),
    );
    expect(await screen.findByText('a-rule-to-come')).toBeInTheDocument();
    expect(screen.getByText('23 days ago')).toBeInTheDocument();
    expect(
      screen.getAllByText('production / payments · payments'),
    ).toHaveLength(3);

    await userEvent.click(screen.getByRole('button', { name: 'Medium (1)' }));
    expect(
      await screen.findByText('password can be guessed'),
    ).toBeInTheDocument();
    expect(screen.queryByText('23 days ago')).not.toBeInTheDocument();
  });

  it('says that there is nothing above low, and shows low ones where these are asked for', async () => {
    const api = new InMemorySecretsApi();
    api.findings = [
      finding({ rule: 'secret-in-env', severity: 'low', dueAt: undefined }),
    ];
    renderWithSecrets(<FindingsPage />, { api });
    expect(
      await screen.findByText('No findings above low severity.'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Low (1)' }));
    expect(
      await screen.findByText('Passed as an environment variable'),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: '1 low finding' }),
    ).not.toBeInTheDocument();
  });

  it('shows what is of a rule and of a team', async () => {
    const api = new InMemorySecretsApi();
    api.findings = [
      finding({}),
      finding({ id: 'f2', rule: 'weak-value', evidence: { why: 'short' } }),
      finding({ id: 'f3', ownerRefs: ['group:default/checkout'] }),
    ];
    renderWithSecrets(<FindingsPage />, { api });
    await userEvent.click(await screen.findByRole('button', { name: /Rule/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'Weak value (1)' }),
    );
    expect(
      await screen.findByText('1 finding, 1 high or critical'),
    ).toBeInTheDocument();
    await userEvent.keyboard('{Escape}');
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    await userEvent.click(await screen.findByRole('button', { name: /Team/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'payments (2)' }),
    );
    expect(
      await screen.findByText('2 findings, 2 high or critical'),
    ).toBeInTheDocument();
  });

  it('shows what is of a cluster, and what is in another state', async () => {
    const api = new InMemorySecretsApi();
    api.findings = [
      finding({}),
      finding({ id: 'f2', secret: { ...secret, sourceId: 'staging' } }),
      finding({ id: 'f3', state: 'suppressed' }),
    ];
    renderWithSecrets(<FindingsPage />, { api, path: '/?source=staging' });
    expect(
      await screen.findByText('1 finding, 1 high or critical'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /Clear/ }));
    await userEvent.click(screen.getByRole('button', { name: /State/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'Suppressed' }),
    );
    expect(
      await screen.findByText('1 finding, 1 high or critical'),
    ).toBeInTheDocument();
    await userEvent.keyboard('{Escape}');
    const row = (await screen.findByText(/password was not rotated/)).closest(
      'tr',
    );
    expect(row).toHaveTextContent('Suppressed');
  });

  it('shows what is about secrets, other objects or bindings', async () => {
    const api = new InMemorySecretsApi();
    api.findings = [finding({})];
    const listed = jest.spyOn(api, 'listFindings');
    const counted = jest.spyOn(api, 'getFindingsSummary');
    renderWithSecrets(<FindingsPage />, { api, path: '/?kind=object' });
    const about = await screen.findByRole('button', { name: /About/ });
    expect(about).toHaveTextContent('ConfigMaps and workloads');
    expect(listed.mock.lastCall![0]).toMatchObject({ kind: ['object'] });
    await userEvent.click(about);
    await userEvent.click(
      await screen.findByRole('option', { name: 'Role bindings' }),
    );
    const both = { kind: ['object', 'binding'] };
    await waitFor(() => expect(listed.mock.lastCall![0]).toMatchObject(both));
    expect(counted).toHaveBeenCalledWith(expect.objectContaining(both));
    await userEvent.keyboard('{Escape}');
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    await waitFor(() =>
      expect(listed.mock.lastCall![0].kind ?? []).toEqual([]),
    );
  });

  it('keeps filters by name', async () => {
    const api = new InMemorySecretsApi();
    api.findings = [
      finding({}),
      finding({ id: 'f2', rule: 'weak-value', evidence: { why: 'short' } }),
    ];
    renderWithSecrets(<FindingsPage />, { api, path: '/?rule=weak-value' });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Save this filter' }),
    );
    await userEvent.keyboard('Weak ones{Enter}');
    expect(
      await screen.findByRole('button', { name: 'Delete Weak ones' }),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(
      await screen.findByText('2 findings, 2 high or critical'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /Saved/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'Weak ones' }),
    );
    expect(
      await screen.findByText('1 finding, 1 high or critical'),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Delete Weak ones' }),
    );
    expect(
      await screen.findByRole('button', { name: 'Save this filter' }),
    ).toBeInTheDocument();
  });

  it('decides about all on the page at once, by the keyboard', async () => {
    const api = new InMemorySecretsApi();
    api.findings = [finding({}), finding({ id: 'f2', item: 'token' })];
    const decided = jest.spyOn(api, 'setFindingStates');
    renderWithSecrets(<FindingsPage />, { api });
    const all = await screen.findByRole('checkbox', { name: /all/i });
    focus(all);
    await userEvent.keyboard(' ');
    const bar = await screen.findByRole('group', {
      name: 'Selected findings',
    });
    expect(within(bar).getByText('2 selected')).toBeInTheDocument();
    focus(within(bar).getByRole('button', { name: 'Suppress …' }));
    await userEvent.keyboard('{Enter}');
    const reason = await screen.findByRole('textbox', { name: /Reason/ });
    expect(reason).toHaveFocus();
    expect(screen.getByRole('button', { name: 'Suppress' })).toBeDisabled();
    await userEvent.keyboard('a test system');
    focus(screen.getByRole('button', { name: '30 days' }));
    await userEvent.keyboard('{Enter}');
    focus(screen.getByRole('button', { name: 'Suppress' }));
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByText('2 findings updated')).toBeInTheDocument();
    expect(decided).toHaveBeenCalledWith({
      ids: ['f1', 'f2'],
      state: 'suppressed',
      reason: 'a test system',
      expiresAt: daysAgo(-30).slice(0, 10),
    });
    expect(await screen.findByText('No findings.')).toBeInTheDocument();
  });

  it('says what could not be updated, and keeps it selected', async () => {
    const api = new InMemorySecretsApi();
    api.findings = [finding({}), finding({ id: 'f2', item: 'token' })];
    jest.spyOn(api, 'setFindingStates').mockResolvedValue({
      changed: ['f1'],
      failed: [{ id: 'f2', message: 'The finding is resolved already' }],
    });
    renderWithSecrets(<FindingsPage />, { api });
    for (const name of [/password was not rotated/, /token was not rotated/]) {
      const row = (await screen.findByText(name)).closest('tr')!;
      await userEvent.click(within(row).getByRole('checkbox'));
    }
    await userEvent.click(screen.getByRole('button', { name: 'Acknowledge' }));
    expect(
      await screen.findByText('1 finding could not be updated, 1 updated'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(
        /^db: token was not rotated.* – The finding is resolved already$/,
      ),
    ).toBeInTheDocument();
    expect(screen.getByText('1 selected')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByText(/could not be updated/)).not.toBeInTheDocument();
  });

  it('saves what the filter shows as CSV', async () => {
    const api = new InMemorySecretsApi();
    api.findings = [finding({})];
    const exported = jest
      .spyOn(api, 'exportFindings')
      .mockRejectedValue(new Error('too slow'));
    renderWithSecrets(<FindingsPage />, { api, path: '/?severity=high' });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Export CSV' }),
    );
    await waitFor(() =>
      expect(exported).toHaveBeenCalledWith(
        expect.objectContaining({ severity: ['high'], rule: [] }),
      ),
    );
    expect(
      await screen.findByText('The CSV export failed: too slow'),
    ).toBeInTheDocument();
  });

  it('says so when nothing is wrong', async () => {
    renderWithSecrets(<FindingsPage />, { api: new InMemorySecretsApi() });
    expect(await screen.findByText('No findings.')).toBeInTheDocument();
  });
});

describe('RotationOverview', () => {
  const key = (overrides: Partial<RotationKey>): RotationKey => ({
    secret,
    key: 'password',
    class: 'password',
    policy: 'passwords',
    policyDays: 90,
    state: 'inPeriod',
    dueAt: daysAgo(-20),
    valueAge: { earliest: daysAgo(70), latest: daysAgo(70), basis: 'observed' },
    ownerRefs: [],
    ...overrides,
  });

  it('counts what is within its period, and never the unknown with it', async () => {
    const api = new InMemorySecretsApi();
    api.rotationKeys = [
      key({ key: 'old', state: 'overdue', dueAt: daysAgo(3) }),
      key({}),
      key({ key: 'whenever', state: 'unknown', dueAt: undefined }),
    ];
    renderWithSecrets(<RotationOverview entityRef="component:default/a" />, {
      api,
    });
    expect(
      await screen.findByText(
        '1 of 3 keys are within their period, 1 overdue, 1 not known',
      ),
    ).toBeInTheDocument();
    expect(
      within((await screen.findByText('old')).closest('tr')!).getByText(
        'Overdue',
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByText('Not known: its age is too uncertain'),
    ).toBeInTheDocument();
    expect(screen.getByText('3 days ago')).toBeInTheDocument();
  });

  it('makes one row of a key that is in several clusters of an entity', async () => {
    const api = new InMemorySecretsApi();
    const staging = {
      ...secret,
      id: 'staged',
      sourceId: 'staging',
      sourceTitle: 'staging',
    };
    api.rotationKeys = [
      key({ key: 'first', state: 'overdue', dueAt: daysAgo(3) }),
      key({ key: 'other' }),
      key({ key: 'first', secret: staging }),
    ];
    renderWithSecrets(<RotationOverview entityRef="component:default/a" />, {
      api,
    });
    const row = (await screen.findByText('first')).closest('tr')!;
    // What is due first stands for the others.
    expect(row).toHaveTextContent('Overdue');
    expect(row).toHaveTextContent('2 clusters');
    await userEvent.click(
      within(row).getByRole('button', {
        name: `${secret.name} first in 2 clusters`,
      }),
    );
    const rows = screen.getAllByText('first').map(cell => cell.closest('tr')!);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toHaveTextContent(secret.sourceTitle);
    expect(rows[1]).toHaveTextContent('staging');
  });

  it('has a row for each cluster over all that there is', async () => {
    const api = new InMemorySecretsApi();
    const staging = { ...secret, id: 'staged', sourceId: 'staging' };
    api.rotationKeys = [
      key({ key: 'first' }),
      key({ key: 'first', secret: staging }),
    ];
    renderWithSecrets(<RotationOverview />, { api });
    expect(await screen.findAllByText('first')).toHaveLength(2);
  });

  it('lists certificates with the time they have left', async () => {
    const api = new InMemorySecretsApi();
    const listed = (name: string, notAfter: string): ListedCertificate => ({
      secret: { ...secret, id: name, name },
      key: 'tls.crt',
      ownerRefs: [],
      certificate: {
        fingerprint: 'ab'.repeat(32),
        subject: 'CN=a',
        issuer: 'CN=b',
        serial: '1',
        sans: ['a', 'b', 'c', 'd', 'e'].map(host => `DNS:${host}.example.com`),
        sanCount: 5,
        notBefore: daysAgo(60),
        notAfter,
        keyAlgorithm: 'EC',
        signatureAlgorithm: 'ECDSA-SHA256',
        role: 'leaf',
        selfSigned: false,
        position: 0,
      },
    });
    api.certificates = [
      listed('over', daysAgo(2)),
      {
        ...listed('managed', daysAgo(-20.5)),
        renewal: { name: 'm', ready: 'true', renewalTime: daysAgo(-10.5) },
      },
    ];
    renderWithSecrets(<RotationOverview />, { api });
    expect(
      await screen.findByText('2 certificates, the first expired 2 days ago'),
    ).toBeInTheDocument();
    const [over, managed] = (await screen.findAllByRole('row')).slice(1);
    expect(over).toHaveTextContent('expired 2 days ago');
    expect(over).toHaveTextContent('no automatic renewal known');
    expect(managed).toHaveTextContent('expires in 20 days');
    expect(managed).toHaveTextContent('cert-manager renews it in 10 days');
  });

  it('says so where no policy applies', async () => {
    renderWithSecrets(<RotationOverview />, { api: new InMemorySecretsApi() });
    expect(
      await screen.findByText('No key here has a rotation policy.'),
    ).toBeInTheDocument();
  });
});
