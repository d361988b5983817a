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
import {
  createFinding,
  createOverview,
  createSecret,
  InMemorySecretsApi,
  statusError,
} from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { setScreenWidth } from '../../__testUtils__/setScreenWidth';
import { SecretsPage } from '../SecretsPage';

function render(api: InMemorySecretsApi, path = '/secrets') {
  return renderWithSecrets(<SecretsPage />, {
    api,
    mountPath: '/secrets/*',
    path,
  });
}

function createApi() {
  const api = new InMemorySecretsApi();
  api.secrets = [
    createSecret('one'),
    createSecret('worst', { finding: createFinding() }),
  ];
  const team = {
    kind: 'team' as const,
    secrets: 40,
    overdue: 7,
    expiring: 2,
    critical: 1,
    high: 4,
    controls: [],
  };
  api.scopes = [
    {
      ...team,
      ref: 'group:default/payments',
      title: 'payments',
      score: 41,
      confidence: 60,
      scoreBefore: 44,
    },
    { ...team, ref: 'group:default/web', title: 'web' },
  ];
  return api;
}

describe('OverviewPage', () => {
  beforeEach(() => setScreenWidth(1400));

  it('is one screen that can be read aloud, each number leading to its rows', async () => {
    render(createApi());
    expect(
      await screen.findByRole('heading', {
        name: 'Score 61 of 100, confidence 74 %',
      }),
    ).toBeInTheDocument();
    const hrefOf = (name: string) =>
      screen.getByRole('link', { name }).getAttribute('href');
    expect(hrefOf('79 % in period')).toBe(
      '/secrets/rotation?rotation=inPeriod',
    );
    expect(hrefOf('18 % overdue')).toBe('/secrets/rotation?rotation=overdue');
    expect(hrefOf('3 % unknown')).toBe('/secrets/rotation?rotation=unknown');
    expect(hrefOf('1 of 3 clusters')).toBe(
      '/secrets/compliance?view=encryption',
    );
    expect(screen.getByText('1 stores plaintext, 1 unknown')).toBeVisible();
    expect(hrefOf('4 expire in 30 days')).toBe(
      '/secrets/rotation?expires=30#certificates',
    );
    expect(hrefOf('1 has expired')).toBe(
      '/secrets/rotation?expires=0#certificates',
    );
    expect(hrefOf('2 critical')).toBe('/secrets/findings?severity=critical');
    expect(hrefOf('11 high')).toBe('/secrets/findings?severity=high');
    expect(hrefOf('lena can read 96 Secrets')).toBe('/secrets/access');
    const worst = await screen.findByRole('list', { name: 'Needs action' });
    expect(worst).toHaveTextContent('worst');
  });

  it('says first how many secrets need action, and shows the worst before the figures', async () => {
    render(createApi(), '/secrets?source=production');
    expect(
      await screen.findByRole('link', { name: '1 needs action' }),
    ).toHaveAttribute(
      'href',
      '/secrets/inventory?state=attention&source=production',
    );
    const worst = await screen.findByRole('list', { name: 'Needs action' });
    expect(
      worst.compareDocumentPosition(
        await screen.findByText('Encrypted at rest'),
      ) & Node.DOCUMENT_POSITION_FOLLOWING,
    ).toBeTruthy();
  });

  it('shows risky bindings beside the secrets that need action, with their owner and what was decided', async () => {
    const api = createApi();
    const binding = (
      id: string,
      severity: 'critical' | 'medium',
      name = id,
      place = {},
    ) =>
      createFinding({
        id,
        severity,
        state: 'acknowledged',
        rule: 'risky-binding',
        item: 'node-proxy-access',
        secret: {
          ...createFinding().secret,
          kind: 'ClusterRoleBinding',
          namespace: '',
          name: `ClusterRoleBinding/${name}`,
          ...place,
        },
        evidence: {
          risks: ['node-proxy-access'],
          role: 'ClusterRole nodes',
          subjects: ['Group ops'],
        },
      });
    api.findings = [
      binding('worse', 'critical'),
      binding('copy', 'critical', 'worse', { sourceId: 'staging' }),
      binding('mild', 'medium'),
    ];
    render(api);
    const list = await screen.findByRole('list', { name: 'Needs action' });
    const items = within(list).getAllByRole('listitem');
    expect(items).toHaveLength(2);
    expect(items[0]).toHaveTextContent(/^Critical/);
    expect(
      within(items[0]).getByRole('link', { name: 'ClusterRoleBinding/worse' }),
    ).toHaveAttribute('href', '/secrets/finding/worse');
    expect(items[0]).toHaveTextContent(
      'ClusterRole nodes for Group ops: Can run commands in any pod by nodes/proxy',
    );
    expect(items[0]).toHaveTextContent(
      'production · and in 1 other cluster · payments · Acknowledged',
    );
    expect(items[1]).toHaveTextContent('worst');
  });

  it('has its filters behind one button where there is little room', async () => {
    setScreenWidth(700);
    render(createApi(), '/secrets?source=production&owner=group:default/web');
    const button = await screen.findByRole('button', { name: 'Filters (2)' });
    expect(button).toHaveAttribute('aria-expanded', 'false');
    expect(
      screen.queryByRole('group', { name: 'Filters' }),
    ).not.toBeInTheDocument();
    await userEvent.click(button);
    const group = screen.getByRole('group', { name: 'Filters' });
    expect(button).toHaveAttribute('aria-controls', group.id);
    await userEvent.click(
      within(group).getByRole('button', { name: 'Clear filters' }),
    );
    expect(
      await screen.findByRole('button', { name: 'Filters' }),
    ).toBeInTheDocument();
  });

  it('ranks teams, the lowest score first, with how it changed', async () => {
    render(createApi());
    const ranking = await screen.findByRole('region', {
      name: 'Teams, the lowest score first',
    });
    const [first, second] = (await within(ranking).findAllByRole('row')).slice(
      1,
    );
    expect(first).toHaveTextContent(/^payments41 \(confidence 60 %\)down by 3/);
    expect(
      within(first).getByRole('link', { name: 'payments' }),
    ).toHaveAttribute('href', '/secrets?owner=group%3Adefault%2Fpayments');
    expect(
      within(first).getByRole('link', { name: 'payments: 7 Overdue' }),
    ).toHaveAttribute(
      'href',
      '/secrets/rotation?owner=group%3Adefault%2Fpayments&rotation=overdue',
    );
    expect(
      within(first).getByRole('link', { name: 'payments: 1 critical' }),
    ).toHaveAttribute(
      'href',
      '/secrets/findings?severity=critical&owner=group%3Adefault%2Fpayments',
    );
    expect(second).toHaveTextContent(/^webnothing of the kindnot known yet/);
  });

  it('keeps its filter in the address and takes it along', async () => {
    const api = createApi();
    const asked = jest.spyOn(api, 'getComplianceOverview');
    render(api, '/secrets?source=production&environment=production');
    expect(
      await screen.findByRole('link', { name: '2 critical' }),
    ).toHaveAttribute(
      'href',
      '/secrets/findings?severity=critical&source=production&environment=production',
    );
    expect(asked).toHaveBeenLastCalledWith({
      sourceId: ['production'],
      environment: ['production'],
    });
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(asked).toHaveBeenLastCalledWith({});
  });

  it('says that the riskiest access is of whole clusters where the filter is narrower', async () => {
    render(createApi(), '/secrets?owner=group%3Adefault%2Fpayments');
    expect(
      await screen.findByText(/of whole clusters, not of this filter alone/),
    ).toBeVisible();
  });

  it('does not say it where the filter is whole clusters', async () => {
    render(createApi(), '/secrets?source=production');
    await screen.findByRole('link', { name: 'lena can read 96 Secrets' });
    expect(screen.queryByText(/of whole clusters/)).not.toBeInTheDocument();
  });

  it('says so where nothing can be scored, and passes nothing that is not known', async () => {
    const api = createApi();
    api.overview = createOverview({
      score: undefined,
      confidence: undefined,
      rotation: { total: 0, inPeriod: 0, overdue: 0, unknown: 0 },
      encryption: {
        total: 2,
        encrypted: 0,
        mixed: 0,
        plaintext: 0,
        unknown: 2,
      },
      riskiestAccess: undefined,
    });
    render(api);
    expect(await screen.findByText('Nothing to score here yet')).toBeVisible();
    expect(screen.getByText('No value has a policy')).toBeVisible();
    expect(screen.getByRole('link', { name: '0 of 2 clusters' })).toBeVisible();
    expect(screen.getByText('2 unknown')).toBeVisible();
  });

  it('names a source that was removed and still counts as unknown', async () => {
    const api = createApi();
    api.overview = createOverview({
      staleSources: [
        // Of this one the summary would tell.
        { id: 'a', title: 'Cluster a', state: 'down' },
        { id: 'b', title: 'Cluster b', state: 'retired' },
      ],
    });
    render(api);
    expect(
      await screen.findByText(
        /Cluster b: no longer in the configuration, its numbers are unknown/,
      ),
    ).toBeVisible();
    expect(screen.queryByText(/Cluster a/)).not.toBeInTheDocument();
  });

  it('leads to the sources while there is nothing', async () => {
    render(new InMemorySecretsApi());
    expect(await screen.findByText('No secrets yet')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Open Sources' })).toHaveAttribute(
      'href',
      '/secrets/sources',
    );
  });

  it('names the permission that is missing', async () => {
    const api = new InMemorySecretsApi();
    api.getSecretsSummary = async () => {
      throw statusError(403, 'Forbidden');
    };
    api.getComplianceOverview = async () => {
      throw statusError(403, 'Forbidden');
    };
    render(api);
    expect(
      await screen.findByText('You do not have access to this'),
    ).toBeInTheDocument();
    expect(screen.getByText(/secrets\.portal\.read/)).toBeInTheDocument();
  });
});
