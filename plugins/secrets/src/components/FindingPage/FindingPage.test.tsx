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
import userEvent from '@testing-library/user-event';
import { type Finding } from '@keyward/backstage-plugin-secrets-common';
import { daysAgo, InMemorySecretsApi, statusError } from '../../__testUtils__';
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

function render(evidence: Finding['evidence'] = finding.evidence) {
  const api = new InMemorySecretsApi();
  api.findings = [{ ...finding, evidence }];
  const decided = jest.spyOn(api, 'setFindingState');
  renderWithSecrets(<FindingPage />, {
    api,
    path: '/secrets/finding/f1',
    mountPath: '/secrets/finding/:id',
  });
  return { api, decided };
}

describe('FindingPage', () => {
  it('says what is wrong, how that is known and what to do', async () => {
    render();
    expect(
      await screen.findByRole('heading', { name: /Weak value/ }),
    ).toBeInTheDocument();
    expect(screen.getByText('password can be guessed')).toBeInTheDocument();
    expect(
      screen.getByText('What to do: set a long random value.'),
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Open db' })).toHaveAttribute(
      'href',
      '/secrets/secret/s1',
    );
    expect(
      screen.getByRole('link', { name: 'About this rule' }),
    ).toHaveAttribute('href', '/secrets/rule/weak-value');
    expect(screen.getByText('payments')).toBeInTheDocument();
  });

  it.each([
    ['2001-02-03T04:05:06.000Z', /^Expired on /],
    ['2999-02-03T04:05:06.000Z', /^Expires on /],
  ])('says of %s whether it is past', async (notAfter, words) => {
    render({ subject: 'CN=shop', keys: ['tls.crt'], notAfter });
    expect(await screen.findByText(words)).toBeInTheDocument();
  });

  it('says what its command does before one copies it', async () => {
    const api = new InMemorySecretsApi();
    api.findings = [
      {
        ...finding,
        rule: 'risky-binding',
        secret: {
          ...finding.secret,
          kind: 'RoleBinding',
          name: 'RoleBinding/readers',
        },
      },
    ];
    renderWithSecrets(<FindingPage />, {
      api,
      path: '/secrets/finding/f1',
      mountPath: '/secrets/finding/:id',
    });
    expect(
      await screen.findByRole('button', { name: /^Copy kubectl describe – / }),
    ).toBeInTheDocument();
    expect(
      screen.getByTitle(
        'kubectl describe --namespace payments rolebinding/readers',
      ),
    ).toBeInTheDocument();
  });

  it('says in sentences how it is known, with the raw facts as a hint', async () => {
    const api = new InMemorySecretsApi();
    api.findings = [
      {
        ...finding,
        rule: 'rotation-due',
        evidence: {
          overdue: true,
          stage: 'overdue',
          class: 'password',
          policy: 'password',
          days: 90,
          basis: 'managed-fields',
          setNotBefore: '2026-05-03T12:00:00.000Z',
          setNotAfter: '2026-06-09T12:00:00.000Z',
        },
      },
    ];
    renderWithSecrets(<FindingPage />, {
      api,
      path: '/secrets/finding/f1',
      mountPath: '/secrets/finding/:id',
    });
    const fact = await screen.findByText(
      'Set between May 3, 2026 and Jun 9, 2026, from field managers',
    );
    expect(fact.closest('li')).toHaveAttribute(
      'title',
      'setNotBefore: 2026-05-03T12:00:00.000Z, setNotAfter: 2026-06-09T12:00:00.000Z, basis: managed-fields',
    );
    expect(
      screen.getByText('Policy: rotate every 90 days'),
    ).toBeInTheDocument();
    expect(document.body).not.toHaveTextContent(/setNot|stage/);
    expect(
      screen.getByRole('link', {
        name: 'Rotation steps – Rotation overdue: db',
      }),
    ).toHaveAttribute('href', '/secrets/secret/s1?tab=impact');
  });

  it.each([
    ['empty', 'password is empty'],
    ['common', 'password is a common word or a well-known default'],
    ['short', 'password is too short for what it protects'],
    ['of a newer back end', 'password can be guessed'],
  ])('says of a value that is %s that it is so', async (why, text) => {
    render({ class: 'password', why });
    expect(await screen.findByText(text)).toBeInTheDocument();
  });

  it('suppresses with a reason and an end, and not without', async () => {
    const { api, decided } = render();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Suppress' }),
    );
    expect(screen.getByRole('button', { name: 'Suppress' })).toBeDisabled();
    await userEvent.type(
      screen.getByRole('textbox', { name: /Reason/ }),
      'a test system',
    );
    await userEvent.type(screen.getByLabelText(/Until/), '2027-01-31');
    decided.mockRejectedValueOnce(statusError(400, 'at most a year ahead'));
    await userEvent.click(screen.getByRole('button', { name: 'Suppress' }));
    expect(
      await screen.findByText(/Could not be saved: .*at most a year ahead/),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Suppress' }));
    await waitFor(() =>
      expect(decided).toHaveBeenLastCalledWith({
        id: 'f1',
        state: 'suppressed',
        reason: 'a test system',
        expiresAt: '2027-01-31',
      }),
    );
    expect(await screen.findByText('Suppressed')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Reopen' }));
    await waitFor(() => expect(api.findings[0].state).toBe('open'));
  });
});
