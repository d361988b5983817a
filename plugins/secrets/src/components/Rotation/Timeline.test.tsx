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
import { type RotationDue } from '@keyward/backstage-plugin-secrets-common';
import { daysAgo, InMemorySecretsApi } from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { dayLabel, daysBetween } from './days';
import { RotationOverview } from './RotationOverview';

const dayAhead = (days: number) => daysAgo(-days).slice(0, 10);

const due = (name: string, more: Partial<RotationDue> = {}): RotationDue => ({
  kind: 'key',
  at: daysAgo(-5),
  key: 'password',
  secret: {
    id: name,
    ref: `kubernetes:production/payments/${name}`,
    sourceId: 'production',
    sourceTitle: 'production',
    namespace: 'payments',
    name,
  },
  ...more,
});

function createApi() {
  const api = new InMemorySecretsApi();
  api.rotationDays = [
    {
      day: dayAhead(5),
      keys: 9,
      certificates: 0,
      items: Array.from({ length: 8 }, (_, index) => due(`db-${index}`)),
    },
    {
      day: dayAhead(40),
      keys: 0,
      certificates: 1,
      items: [
        due('site', { kind: 'certificate', key: 'tls.crt', renewed: true }),
      ],
    },
  ];
  return api;
}

describe('Timeline', () => {
  it('shows what is due first, and other days by the keyboard', async () => {
    renderWithSecrets(<RotationOverview />, { api: createApi() });
    const first = await screen.findByRole('button', {
      name: `${dayLabel(dayAhead(5))}: 9 keys to rotate`,
    });
    const second = screen.getByRole('button', {
      name: `${dayLabel(dayAhead(40))}: 1 certificate expires`,
    });
    expect(first).toHaveAttribute('aria-pressed', 'true');
    expect(screen.getAllByRole('link', { name: 'db-0' })[0]).toHaveAttribute(
      'href',
      '/secrets/secret/db-0',
    );
    expect(screen.getByText('and 3 more')).toBeInTheDocument();
    // One stop for the tabulator, then the arrows.
    expect(first).toHaveAttribute('tabindex', '0');
    expect(second).toHaveAttribute('tabindex', '-1');
    await userEvent.click(first);
    await userEvent.keyboard('{ArrowRight}');
    expect(second).toHaveFocus();
    expect(second).toHaveAttribute('aria-pressed', 'true');
    expect(screen.queryByText('and 3 more')).not.toBeInTheDocument();
    await userEvent.keyboard('{ArrowRight}');
    expect(second).toHaveFocus();
    await userEvent.keyboard('{Home}');
    expect(first).toHaveFocus();
  });

  it('has all of it as a table', async () => {
    renderWithSecrets(<RotationOverview />, { api: createApi() });
    await userEvent.click(await screen.findByText('Show as a table'));
    const table = screen.getByRole('table', {
      name: 'Due in the next 90 days',
    });
    const [one, other] = within(table).getAllByRole('row').slice(1);
    expect(one).toHaveTextContent(dayLabel(dayAhead(5)));
    expect(within(one).getAllByRole('link')).toHaveLength(8);
    expect(one).toHaveTextContent('and 1 more');
    expect(other).toHaveTextContent('cert-manager renews it');
  });

  it('says so where nothing is due', async () => {
    renderWithSecrets(<RotationOverview />, { api: new InMemorySecretsApi() });
    expect(
      await screen.findByText('Nothing is due in the next 90 days.'),
    ).toBeInTheDocument();
    expect(
      await screen.findByText('Keyward has not seen a value change yet.'),
    ).toBeInTheDocument();
  });

  it('lists what was rotated', async () => {
    const api = new InMemorySecretsApi();
    const { secret } = due('db');
    api.rotations = [
      { id: '1', at: daysAgo(4), keys: ['password', 'token'], secret },
    ];
    renderWithSecrets(<RotationOverview entityRef="component:default/a" />, {
      api,
    });
    const row = (await screen.findByText('password, token')).closest('tr');
    expect(row).toHaveTextContent('4 days ago');
    expect(row).toHaveTextContent('Keyward saw it change');
  });
});

describe('daysBetween', () => {
  it('has each day once, over leap days and changes of clocks', () => {
    const days = daysBetween('2028-02-27', '2028-04-01');
    expect(days).toHaveLength(35);
    expect(days.slice(0, 4)).toEqual([
      '2028-02-27',
      '2028-02-28',
      '2028-02-29',
      '2028-03-01',
    ]);
    expect(new Set(days).size).toBe(35);
  });
});
