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
import { EntityProvider } from '@backstage/plugin-catalog-react';
import {
  createReport,
  InMemorySecretsApi,
  statusError,
} from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { EntityComplianceContent } from './EntityComplianceContent';

function render(api: InMemorySecretsApi) {
  return renderWithSecrets(
    <EntityProvider
      entity={{
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: { name: 'shop', namespace: 'default' },
      }}
    >
      <EntityComplianceContent />
    </EntityProvider>,
    { api },
  );
}

describe('EntityComplianceContent', () => {
  it('answers with the score and its confidence, and what would raise it, one click from its fix', async () => {
    render(new InMemorySecretsApi());
    expect(
      await screen.findByRole('heading', {
        name: 'Score 61 of 100, confidence 74 %',
      }),
    ).toBeInTheDocument();
    expect(screen.getByText('At fault: 13')).toBeInTheDocument();
    expect(screen.getByText('Not known: 26')).toBeInTheDocument();
    const list = screen.getByRole('list', {
      name: 'What would raise the score most',
    });
    expect(list).toHaveTextContent('+4.5 points');
    expect(
      within(list).getByRole('link', {
        name: 'Show what is overdue: Values are rotated within their period',
      }),
    ).toHaveAttribute(
      'href',
      '/catalog/default/component/shop/rotation?rotation=overdue',
    );
  });

  it('leads to the findings of the entity, its secrets and its rights', async () => {
    const api = new InMemorySecretsApi();
    const [first] = api.report.improvements;
    api.report.improvements = [
      {
        ...first,
        check: 'value-strength',
        title: 'A',
        fix: { page: 'findings', rules: ['weak-value'] },
      },
      {
        ...first,
        check: 'secrets-from-manager',
        title: 'B',
        fix: { page: 'inventory' },
      },
      {
        ...first,
        check: 'least-privilege',
        title: 'C',
        fix: { page: 'access' },
      },
    ];
    render(api);
    const hrefOf = async (name: string) =>
      (await screen.findByRole('link', { name })).getAttribute('href');
    expect(await hrefOf('Show findings: A')).toBe(
      '/secrets/findings?rule=weak-value&entity=component%3Adefault%2Fshop',
    );
    expect(await hrefOf('Show secrets: B')).toBe(
      '/catalog/default/component/shop/secrets?delivery=by+hand',
    );
    expect(await hrefOf('Show access: C')).toBe(
      '/catalog/default/component/shop/rbac',
    );
  });

  it('shows what is not known as that, never as a pass, and folds what passes', async () => {
    render(new InMemorySecretsApi());
    await userEvent.click(
      await screen.findByRole('button', { name: /Ten best practices/ }),
    );
    const list = screen.getByRole('list', { name: 'Ten best practices' });
    const [worst, second] = within(list).getAllByRole('listitem');
    expect(worst).toHaveTextContent(/^Fail.*Rotate on schedule/);
    expect(second).toHaveTextContent(/^Unknown.*Audit all access/);
    expect(within(list).queryByText('Pass')).not.toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', {
        name: 'Ten best practices: 2 that pass or do not apply',
      }),
    );
    expect(within(list).getByText('Pass')).toBeInTheDocument();
    expect(within(list).getByText('Not applicable')).toBeInTheDocument();
  });

  it('opens the rows behind a check', async () => {
    const api = new InMemorySecretsApi();
    api.evidence = [
      {
        id: 'one',
        kind: 'key',
        verdict: 'fail',
        text: 'The value is overdue since 2026-05-01.',
        sourceId: 'production',
        sourceTitle: 'production',
        secretId: 'id-of-db',
        namespace: 'payments',
        name: 'db',
        key: 'password',
      },
    ];
    render(api);
    await userEvent.click(
      await screen.findByRole('button', { name: /Ten best practices/ }),
    );
    await userEvent.click(
      screen.getByRole('button', { name: /^Show evidence: .*Rotate/ }),
    );
    expect(
      within(
        screen.getByRole('list', { name: 'Ten best practices' }),
      ).getByText('12 of 40 values are overdue.'),
    ).toBeVisible();
    await userEvent.click(
      screen.getByRole('button', {
        name: 'Show rows: Values are rotated within their period',
      }),
    );
    const rows = await screen.findByRole('list', {
      name: 'Rows of Values are rotated within their period',
    });
    expect(within(rows).getByRole('link', { name: 'db' })).toHaveAttribute(
      'href',
      '/secrets/secret/id-of-db',
    );
    expect(rows).toHaveTextContent('password · production / payments');
  });

  it('has the ages as a table too, and a trend from the second day on', async () => {
    const api = new InMemorySecretsApi();
    render(api);
    const ages = await screen.findByRole('figure', {
      name: 'How old the values are',
    });
    expect(ages).toHaveTextContent(
      '7 of 40 values are older than 365 days · the age of 4 is not known',
    );
    const rows = within(ages).getAllByRole('row', { hidden: true });
    expect(rows.map(({ textContent }) => textContent)).toEqual([
      'AgeValues',
      'up to 30 days10',
      '30 to 90 days8',
      '90 to 180 days6',
      '180 to 365 days5',
      'over 365 days7',
      'not known4',
    ]);
    expect(screen.getByText(/^The trend starts tomorrow/)).toBeVisible();
  });

  it('shows the trend as soon as there are two days', async () => {
    const api = new InMemorySecretsApi();
    api.report = createReport({
      trend: [
        { day: '2026-11-26', score: 58, confidence: 70 },
        { day: '2026-11-27', score: 61, confidence: 74 },
      ],
    });
    render(api);
    expect(
      await screen.findByText('From 58 on 2026-11-26 to 61 on 2026-11-27.'),
    ).toBeVisible();
  });

  it('says what is missing where there is nothing, and where one may see nothing', async () => {
    const api = new InMemorySecretsApi();
    api.report = createReport({ score: undefined, confidence: undefined });
    render(api);
    expect(await screen.findByText('Nothing to score here yet')).toBeVisible();
    expect(screen.getByText('No secrets found for shop')).toBeVisible();
  });

  it('names the permission that is missing', async () => {
    const api = new InMemorySecretsApi();
    api.getCompliance = async () => {
      throw statusError(403, 'Forbidden');
    };
    render(api);
    expect(
      await screen.findByText('You do not have access to this'),
    ).toBeVisible();
  });
});
