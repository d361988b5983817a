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
import { InMemorySecretsApi, statusError } from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { setScreenWidth } from '../../__testUtils__/setScreenWidth';
import { SecretsPage } from '../SecretsPage';

function createApi() {
  const api = new InMemorySecretsApi();
  api.scopes = [
    {
      kind: 'cluster',
      ref: 'prod',
      title: 'production',
      score: 50,
      confidence: 70,
      secrets: 10,
      overdue: 1,
      expiring: 0,
      critical: 0,
      high: 1,
      controls: [
        { id: 'rotation', verdict: 'fail' },
        { id: 'audit', verdict: 'unknown' },
        { id: 'versioning', verdict: 'pass' },
        { id: 'expiry', verdict: 'not-applicable' },
      ],
    },
  ];
  api.report.encryption = [
    {
      sourceId: 'dev',
      sourceTitle: 'development',
      state: 'encrypted',
      provider: 'secretbox',
      evidence: ['All API servers have read encrypted Secrets alone.'],
    },
    {
      sourceId: 'prod',
      sourceTitle: 'production',
      state: 'plaintext',
      evidence: ['An API server wrote `12` Secrets in plaintext.'],
    },
    {
      sourceId: 'stage',
      sourceTitle: 'staging',
      state: 'unknown',
      evidence: ['Its metrics may not be read.'],
      remedy: 'Let Keyward read /metrics.',
    },
  ];
  return api;
}

function render(api: InMemorySecretsApi, path = '/secrets/compliance') {
  return renderWithSecrets(<SecretsPage />, {
    api,
    mountPath: '/secrets/*',
    path,
  });
}

describe('CompliancePage', () => {
  beforeEach(() => setScreenWidth(1400));

  it('shows the best practices by cluster, what is not known as that', async () => {
    render(createApi());
    expect(
      await screen.findByRole('heading', {
        name: '1 of 4 best practices pass · 1 fails · 1 unknown',
      }),
    ).toBeInTheDocument();
    const failing = await screen.findByRole('link', {
      name: 'Rotate on schedule, production: Fail',
    });
    expect(failing).toHaveAttribute(
      'href',
      '/secrets/compliance/best-practices/rotation?source=prod',
    );
    expect(
      screen.getByRole('link', {
        name: 'Audit all access, production: Unknown',
      }),
    ).toBeInTheDocument();
    expect(
      screen.getByText('What to do: Rotate what is overdue, oldest first.'),
    ).toBeVisible();
    expect(screen.getByRole('link', { name: 'Compliance' })).toHaveAttribute(
      'aria-current',
      'page',
    );
  });

  it('says a cluster that it knows nothing of is unknown', async () => {
    const api = createApi();
    api.scopes[0].controls = [];
    render(api);
    expect(
      await screen.findByRole('link', {
        name: 'Keep versions, production: Unknown',
      }),
    ).toBeInTheDocument();
  });

  it('shows how each cluster stores its Secrets, the worst first, and what to do', async () => {
    render(createApi(), '/secrets/compliance?view=encryption');
    expect(
      await screen.findByRole('heading', {
        name: '1 of 3 clusters are encrypted at rest',
      }),
    ).toBeInTheDocument();
    const rows = screen.getAllByRole('row').slice(1);
    expect(rows.map(row => row.textContent)).toEqual([
      expect.stringMatching(/^production.*Plaintext.*“12” Secrets/),
      expect.stringMatching(/^staging.*Unknown.*What to do: Let Keyward/),
      expect.stringMatching(/^development.*Encrypted/),
    ]);
    expect(
      screen.getByRole('button', {
        name: /^Copy command – the command that rewrites/,
      }),
    ).toBeVisible();
  });

  it('shows any framework by teams and other scopes', async () => {
    const api = createApi();
    api.scopes.push({
      ...api.scopes[0],
      kind: 'team',
      ref: 'group:default/web',
      title: 'web',
    });
    const asked = jest.spyOn(api, 'listComplianceScopes');
    render(api, '/secrets/compliance?view=scopes');
    expect(
      await screen.findByRole('link', {
        name: 'Rotate on schedule, web: Fail',
      }),
    ).toHaveAttribute(
      'href',
      '/secrets/compliance/best-practices/rotation?owner=group%3Adefault%2Fweb',
    );
    await userEvent.click(screen.getByRole('radio', { name: 'Clusters' }));
    expect(
      await screen.findByRole('columnheader', { name: 'production' }),
    ).toBeVisible();
    expect(asked).toHaveBeenLastCalledWith(
      expect.objectContaining({ by: 'cluster', framework: 'best-practices' }),
    );
  });

  it('keeps the view and the scope in the address', async () => {
    const api = createApi();
    const asked = jest.spyOn(api, 'getCompliance');
    render(api, '/secrets/compliance?source=prod&environment=production');
    await userEvent.click(await screen.findByRole('tab', { name: 'Score' }));
    expect(await screen.findByText('Weight 15')).toBeVisible();
    expect(asked).toHaveBeenLastCalledWith({
      sourceId: ['prod'],
      environment: ['production'],
    });
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(asked).toHaveBeenLastCalledWith({});
  });

  it('says so where a framework could not be read', async () => {
    const api = createApi();
    api.report.frameworkProblems = ['acme.yaml:12: there is no check tow'];
    render(api, '/secrets/compliance?view=frameworks');
    expect(
      await screen.findByText('acme.yaml:12: there is no check tow'),
    ).toBeVisible();
  });

  it('names the permission that is missing', async () => {
    const api = createApi();
    api.getCompliance = async () => {
      throw statusError(403, 'Forbidden');
    };
    render(api);
    expect(
      await screen.findByText('You do not have access to this'),
    ).toBeVisible();
    expect(screen.getByText(/secrets\.portal\.read/)).toBeVisible();
  });
});

describe('ControlPage', () => {
  it('says what a control asks, its reference, checks with evidence, and what to do', async () => {
    const api = createApi();
    render(api, '/secrets/compliance/best-practices/rotation?source=prod');
    expect(
      await screen.findByRole('heading', {
        name: 'Rotate on schedule',
      }),
    ).toBeInTheDocument();
    expect(
      screen.getByText(
        'Each value is replaced within the period of its policy.',
      ),
    ).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'Ten best practices, rotation' }),
    ).toHaveAttribute('href', 'https://example.com/practices');
    expect(
      screen.getByText('Rotate what is overdue, oldest first.'),
    ).toBeVisible();
    expect(screen.getByText('12 of 40 values are overdue.')).toBeVisible();
    expect(
      screen.getByRole('link', { name: /^Show what is overdue/ }),
    ).toHaveAttribute('href', '/secrets/rotation?source=prod&rotation=overdue');
  });

  it('says which source would tell what is not known', async () => {
    render(createApi(), '/secrets/compliance/best-practices/audit');
    const missing = await screen.findByRole('region', {
      name: 'What would tell what is not known',
    });
    expect(missing).toHaveTextContent('The audit log of the cluster');
    expect(
      within(missing).getByText('No source of this version reads audit logs.'),
    ).toBeVisible();
    expect(screen.queryByText('Pass')).not.toBeInTheDocument();
  });

  it('is asked of an entity where it came from one', async () => {
    const api = createApi();
    const asked = jest.spyOn(api, 'getCompliance');
    render(
      api,
      '/secrets/compliance/best-practices/rotation?entity=component:default/shop',
    );
    expect(await screen.findByRole('link', { name: 'shop' })).toHaveAttribute(
      'href',
      '/catalog/default/component/shop/compliance',
    );
    expect(asked).toHaveBeenCalledWith({
      entityRef: 'component:default/shop',
    });
  });

  it('says so where there is no such control', async () => {
    render(createApi(), '/secrets/compliance/best-practices/nothing');
    expect(
      await screen.findByText('There is no control nothing in best-practices.'),
    ).toBeVisible();
  });
});
