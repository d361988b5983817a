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
import { ResponseError } from '@backstage/errors';
import { type Source } from '@keyward/backstage-plugin-secrets-common';
import {
  createFinding,
  createSecret,
  InMemorySecretsApi,
} from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { setScreenWidth } from '../../__testUtils__/setScreenWidth';
import { AccessPage } from './AccessPage';

const lena = {
  id: 'u:lena',
  kind: 'User' as const,
  name: 'lena',
  isSystem: false,
};
const pipeline = {
  id: 'u:system:serviceaccount:ci:pipeline',
  kind: 'ServiceAccount' as const,
  namespace: 'ci',
  name: 'pipeline',
  isSystem: false,
};
const place = { sourceId: 'prod', sourceTitle: 'Production' };

function createApi() {
  const api = new InMemorySecretsApi();
  api.secrets = [createSecret('db')];
  api.sources = [
    { id: 'vault', kind: 'vault', title: 'Vault' },
    { id: 'prod', kind: 'kubernetes', title: 'Production' },
    { id: 'test', kind: 'kubernetes', title: 'Test' },
  ] as Source[];
  api.subjects = [
    { ...lena, ...place, secrets: 3, namespaces: 1, kinds: ['get-secrets'] },
  ];
  api.grants = Array.from({ length: 21 }, (_, index) => ({
    ...place,
    id: `RoleBinding shop/readers-${index}`,
    kind: 'RoleBinding' as const,
    namespace: 'shop',
    name: `readers-${index}`,
    role: 'ClusterRole view',
    secrets: 40 - index,
    direct: 2,
    namespaces: 1,
    subjects: 12,
    who: [lena, pipeline],
    kinds: ['get-secrets', 'exec'],
  }));
  api.namespaces = [
    {
      ...place,
      id: 'shop',
      secrets: 6,
      subjects: 9,
      unneeded: 5,
      fromOutside: 2,
      who: [pipeline],
    },
  ];
  const none = { direct: 0, indirect: 0, namespaces: 0, examples: [] };
  const step = {
    title: 'Read a Secret',
    kind: 'get-secrets',
    from: 'u:lena',
    to: 'secret:shop/db',
    evidence: [
      { binding: 'RoleBinding shop/a', role: 'ClusterRole view', rule: 0 },
    ],
  };
  const example = {
    namespace: 'shop',
    name: 'db',
    secretId: 'db',
    access: 'direct' as const,
    steps: [step],
  };
  api.whatIf = {
    objects: [
      { change: 'added', kind: 'RoleBinding', namespace: 'shop', name: 'a' },
    ],
    ignored: 2,
    subjects: [
      {
        ...lena,
        members: 0,
        gained: {
          direct: 2,
          indirect: 1,
          namespaces: 1,
          examples: [example, { ...example, name: 'tls', secretId: 'tls' }],
        },
        closer: { ...none, direct: 2 },
        farther: none,
        lost: none,
      },
      {
        ...pipeline,
        members: 0,
        gained: none,
        closer: none,
        farther: none,
        lost: { direct: 0, indirect: 5, namespaces: 1, examples: [] },
      },
    ],
    summary: { gaining: 1, closer: 1, farther: 0, losing: 1 },
    totalSubjects: 2,
    tooMany: 0,
    isComplete: true,
    asOf: new Date().toISOString(),
  };
  return api;
}

async function openTab(name: string) {
  await userEvent.click(await screen.findByRole('tab', { name }));
}

describe('AccessPage', () => {
  beforeEach(() => setScreenWidth(1400));

  it('says who may read most', async () => {
    renderWithSecrets(<AccessPage />, { api: createApi() });
    expect(
      await screen.findByRole('heading', {
        name: '1 subject can read secrets directly',
      }),
    ).toBeInTheDocument();
    await openTab('Subjects');
    expect(await screen.findByRole('row', { name: /^lena/ })).toHaveTextContent(
      'in 1 namespaceget',
    );
  });

  it('shows a subject of several clusters as one row that unfolds', async () => {
    const api = createApi();
    const elsewhere = { sourceId: 'test', sourceTitle: 'Test' };
    api.subjects = [
      { ...pipeline, ...place, secrets: 4, namespaces: 2, kinds: [] },
      {
        ...lena,
        ...place,
        secrets: 3,
        namespaces: 1,
        kinds: ['get-secrets'],
      },
      {
        ...lena,
        ...elsewhere,
        secrets: 2,
        namespaces: 1,
        kinds: ['list-secrets'],
      },
    ];
    renderWithSecrets(<AccessPage />, { api });
    expect(
      await screen.findByRole('heading', {
        name: '2 subjects can read secrets directly',
      }),
    ).toBeInTheDocument();
    await openTab('Subjects');
    const row = await screen.findByRole('row', { name: /^lena/ });
    // Together they are the most.
    expect(screen.getAllByRole('row')[1]).toBe(row);
    expect(row).toHaveTextContent('5in 2 namespacesget, list');
    expect(row).toHaveTextContent('Blast radius in Production');
    await userEvent.click(
      within(row).getByRole('button', { name: 'lena in 2 clusters' }),
    );
    const rows = screen.getAllByRole('row', { name: /^lena/ });
    expect(rows).toHaveLength(3);
    expect(rows[1]).toHaveTextContent('Production3in 1 namespaceget');
    expect(rows[2]).toHaveTextContent('Test2in 1 namespacelist');
    expect(
      within(rows[2]).getByRole('link', { name: 'Blast radius' }),
    ).toHaveAttribute('href', expect.stringContaining('source=test'));
  });

  it('ranks grants, a page at a time', async () => {
    renderWithSecrets(<AccessPage />, { api: createApi() });
    await openTab('Grants');
    const row = await screen.findByRole('row', { name: /^readers-0 / });
    expect(row).toHaveTextContent('RoleBinding in shop · Production');
    expect(row).toHaveTextContent('ClusterRole view');
    expect(row).toHaveTextContent('2 directly');
    expect(row).toHaveTextContent('pipeline ServiceAccount in ci');
    expect(row).toHaveTextContent('10 more');
    expect(within(row).getByText('480')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /next/i }));
    expect(
      await screen.findByRole('row', { name: /^readers-20/ }),
    ).toBeInTheDocument();
  });

  it('folds columns where there is little room, and long lists of rights', async () => {
    setScreenWidth(700);
    const api = createApi();
    api.grants[0].kinds = ['a', 'b', 'c', 'd', 'e', 'f'];
    renderWithSecrets(<AccessPage />, { api });
    await openTab('Grants');
    const row = await screen.findByRole('row', { name: /^readers-0 / });
    expect(row).toHaveTextContent('ClusterRole view · a, b, c, d, 2 more');
    expect(screen.getAllByRole('columnheader')).toHaveLength(3);
    await openTab('Namespaces');
    expect(await screen.findByRole('row', { name: /^shop/ })).toHaveTextContent(
      'Production · 6 Secrets',
    );
  });

  it('ranks namespaces by who reaches them without a need', async () => {
    renderWithSecrets(<AccessPage />, { api: createApi() });
    await openTab('Namespaces');
    const row = await screen.findByRole('row', { name: /^shop/ });
    expect(row).toHaveTextContent('5of 9 subjects with access');
    expect(row).toHaveTextContent('4 more');
  });

  it('names groups of clusters as the catalog does', async () => {
    const api = createApi();
    const group = {
      id: 'g:oidc:team-payments',
      kind: 'Group' as const,
      name: 'oidc:team-payments',
      isSystem: false,
      entityRef: 'group:default/payments',
    };
    api.grants = [{ ...api.grants[0], who: [group] }];
    api.namespaces = [{ ...api.namespaces[0], who: [group] }];
    renderWithSecrets(<AccessPage />, { api });
    for (const tab of ['Grants', 'Namespaces']) {
      await openTab(tab);
      expect(
        await screen.findByRole('link', { name: 'payments' }),
      ).toHaveAttribute('href', '/catalog/default/group/payments');
      expect(screen.getByText('Group oidc:team-payments')).toBeInTheDocument();
    }
  });

  it('says what is wrong with rights, and how much of them is needed', async () => {
    const api = createApi();
    api.scores = [{ ...place, score: 0.999, needed: 4, granted: 12 }];
    api.findings = [
      createFinding({
        id: 'b1',
        rule: 'risky-binding',
        item: 'cluster-wide-read',
        secret: {
          id: 's9',
          ref: 'binding:prod/-/ClusterRoleBinding/deploys',
          ...place,
          kind: 'ClusterRoleBinding',
          namespace: '',
          name: 'ClusterRoleBinding/deploys',
        },
        evidence: {
          risks: ['cluster-wide-read', 'access-without-need'],
          role: 'ClusterRole all',
          subjects: ['ServiceAccount ci/pipeline'],
          subjectCount: 3,
        },
      }),
      createFinding({ id: 'f2' }),
    ];
    renderWithSecrets(<AccessPage />, { api });
    await openTab('Risks');
    const row = await screen.findByRole('row', { name: /Risky binding/ });
    expect(row).toHaveTextContent('High');
    expect(row).toHaveTextContent(
      'ClusterRole all for ServiceAccount ci/pipeline and 2 more: Can read all Secrets of the cluster; Can read Secrets that it does not need',
    );
    expect(row).toHaveTextContent('ClusterRoleBinding/deploys');
    expect(row).toHaveTextContent('Production · payments');
    expect(screen.queryByText('Weak value')).not.toBeInTheDocument();
    expect(
      await screen.findByText(
        'Production: 99 % (4 of 12 read rights are needed)',
      ),
    ).toBeInTheDocument();
  });

  it('counts the risks first, and folds the same binding of several clusters', async () => {
    const api = createApi();
    const binding = (id: string, overrides: object, risks: string[]) =>
      createFinding({
        id,
        rule: 'risky-binding',
        item: risks[0],
        severity: 'high',
        secret: {
          id: `s-${id}`,
          ref: `binding:${id}`,
          ...place,
          kind: 'ClusterRoleBinding',
          namespace: '',
          name: 'ClusterRoleBinding/deploys',
          ...overrides,
        },
        evidence: { risks, role: 'ClusterRole all', subjects: ['User lena'] },
      });
    const test = { sourceId: 'test', sourceTitle: 'Test' };
    api.findings = [
      binding('b1', {}, ['cluster-wide-read']),
      binding('b2', test, ['cluster-wide-read']),
      // Of the same name, but with something else wrong.
      binding('b3', { sourceTitle: 'Other' }, ['node-proxy-access']),
      createFinding({ id: 'f2', severity: 'critical' }),
    ];
    renderWithSecrets(<AccessPage />, { api });
    expect(
      await screen.findByRole('heading', {
        name: '1 subject can read secrets directly; 3 risky bindings (0 critical, 3 high)',
      }),
    ).toBeInTheDocument();
    const rows = () => screen.getAllByRole('row', { name: /Risky binding/ });
    await screen.findAllByRole('row', { name: /Risky binding/ });
    expect(rows()).toHaveLength(2);
    expect(rows()[0]).toHaveTextContent('2 clusters');
    expect(rows()[0]).not.toHaveTextContent('Production');
    expect(rows()[1]).toHaveTextContent(
      'Can run commands in any pod by nodes/proxy',
    );
    await userEvent.click(
      within(rows()[0]).getByRole('button', {
        name: 'ClusterRoleBinding/deploys in 2 clusters',
      }),
    );
    expect(rows()).toHaveLength(3);
    expect(rows()[0]).toHaveTextContent('Production');
    expect(rows()[1]).toHaveTextContent('Test');
  });

  it('opens what a link asks to delete', async () => {
    const api = createApi();
    const asked = jest.spyOn(api, 'askWhatIf');
    renderWithSecrets(<AccessPage />, {
      api,
      path: '/?source=test&delete=RoleBinding%20shop%2Freaders',
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Who gains, who loses?' }),
    );
    expect(asked).toHaveBeenCalledWith({
      sourceId: 'test',
      manifests: '',
      deletions: [{ kind: 'RoleBinding', namespace: 'shop', name: 'readers' }],
    });
  });

  it('lists what is at risk a page at a time, and says that there may be more', async () => {
    const api = createApi();
    api.secrets = Array.from({ length: 51 }, (_, index) =>
      createSecret(`db-${index}`),
    );
    api.seesAll = false;
    renderWithSecrets(<AccessPage />, {
      api,
      path: '/?source=prod&start=u:lena',
    });
    expect(
      await screen.findByText(
        'If lena (User) is compromised, 51 secrets must be rotated, in this order',
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByText('There may be more that you cannot see.'),
    ).toBeInTheDocument();
    expect(screen.queryByText(/ db-50$/)).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Next' }));
    expect(await screen.findByText(/ db-50$/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Next' })).toBeDisabled();
  });

  it('says why the page is not for somebody', async () => {
    const api = createApi();
    const message = 'the policy allows it only under conditions';
    jest.spyOn(api, 'listAccessSubjects').mockRejectedValue(
      await ResponseError.fromResponse(
        new Response(
          JSON.stringify({
            error: { name: 'NotAllowedError', message },
            response: { statusCode: 403 },
          }),
          { status: 403, headers: { 'content-type': 'application/json' } },
        ),
      ),
    );
    renderWithSecrets(<AccessPage />, { api });
    expect(
      await screen.findByText(new RegExp(`The server answered: ${message}.`)),
    ).toHaveTextContent(
      'The portal-wide view is for platform and audit teams (permission secrets.portal.read)',
    );
  });

  it('answers who would gain and lose, with the proof', async () => {
    const api = createApi();
    const ask = jest.spyOn(api, 'askWhatIf');
    renderWithSecrets(<AccessPage />, { api });
    await openTab('What if …');
    const button = await screen.findByRole('button', {
      name: 'Who gains, who loses?',
    });
    expect(button).toBeDisabled();
    await userEvent.type(
      screen.getByRole('textbox', { name: 'Create or replace' }),
      'kind: Role',
    );
    await userEvent.type(
      screen.getByRole('textbox', { name: 'Delete' }),
      'RoleBinding shop/old{Enter}ClusterRole wide{Enter}',
    );
    await userEvent.click(button);
    expect(
      await screen.findByRole('heading', {
        name: '1 subject would gain access, 1 subject could read directly what it now reaches indirectly, 1 subject would lose access',
      }),
    ).toBeInTheDocument();
    expect(ask).toHaveBeenCalledWith({
      sourceId: 'prod',
      manifests: 'kind: Role',
      deletions: [
        { kind: 'RoleBinding', namespace: 'shop', name: 'old' },
        { kind: 'ClusterRole', name: 'wide' },
      ],
    });
    expect(screen.getByRole('status')).toHaveTextContent(
      'RoleBinding shop/a: new, 2 manifests of other kinds were ignored',
    );
    expect(
      screen.getByRole('button', {
        name: /pipeline \(ServiceAccount in ci\).*loses 5 Secrets/,
      }),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', {
        name: /lena \(User\).*gains 3 Secrets \(2 directly, 1 indirectly\) · 2 Secrets directly rather/,
      }),
    );
    expect(
      await screen.findByText(
        'RoleBinding shop/a gives ClusterRole view, rule 1',
      ),
    ).toBeVisible();
    expect(screen.getByRole('link', { name: 'shop / db' })).toHaveAttribute(
      'href',
      '/secrets/secret/db',
    );
    // By the same way, told once.
    expect(
      screen.getByRole('link', { name: 'shop / tls' }),
    ).toBeInTheDocument();
    expect(screen.getAllByRole('listitem')).toHaveLength(1);
    expect(screen.getByText('1 more not listed')).toBeInTheDocument();
  });

  it.each([
    [
      'all that decides is known',
      {},
      'Nobody would gain or lose access to a Secret',
    ],
    [
      'a role was not read',
      { unknown: 'RoleBinding shop/a gives ClusterRole b, which was not read' },
      'Not known whether anyone would gain or lose access to a Secret',
    ],
    [
      'it took too long',
      { isComplete: false },
      'Not known whether anyone would gain or lose access to a Secret',
    ],
  ])(
    'says who gains where nobody is found and %s',
    async (_, more, heading) => {
      const api = createApi();
      api.whatIf = {
        ...api.whatIf,
        subjects: [],
        totalSubjects: 0,
        summary: { gaining: 0, closer: 0, farther: 0, losing: 0 },
        ...more,
      };
      renderWithSecrets(<AccessPage />, { api });
      await openTab('What if …');
      await userEvent.type(
        await screen.findByRole('textbox', { name: 'Create or replace' }),
        'kind: Role',
      );
      await userEvent.click(
        screen.getByRole('button', { name: 'Who gains, who loses?' }),
      );
      expect(
        await screen.findByRole('heading', { name: heading }),
      ).toBeInTheDocument();
    },
  );

  it('says that more may gain where rights are too many to follow', async () => {
    const api = createApi();
    api.whatIf = { ...api.whatIf, subjects: [], tooMany: 2, isComplete: false };
    renderWithSecrets(<AccessPage />, { api });
    await openTab('What if …');
    await userEvent.type(
      await screen.findByRole('textbox', { name: 'Create or replace' }),
      'kind: Role',
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Who gains, who loses?' }),
    );
    expect(
      await screen.findByText(
        '2 subjects have too many rights to follow and count as reaching everything: what they gain is not known',
      ),
    ).toBeInTheDocument();
  });

  it('says what is wrong with a change', async () => {
    const api = createApi();
    const message = 'document 2 (line 9): it is a Secret: leave Secrets out';
    const ask = jest.spyOn(api, 'askWhatIf').mockRejectedValue(
      await ResponseError.fromResponse(
        new Response(
          JSON.stringify({
            error: { name: 'InputError', message },
            response: { statusCode: 400 },
          }),
          { status: 400, headers: { 'content-type': 'application/json' } },
        ),
      ),
    );
    renderWithSecrets(<AccessPage />, { api });
    await openTab('What if …');
    const deletions = await screen.findByRole('textbox', {
      name: 'Delete',
    });
    await userEvent.type(deletions, 'Role wide');
    const button = screen.getByRole('button', {
      name: 'Who gains, who loses?',
    });
    await userEvent.click(button);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Line 1 under Delete is not valid',
    );
    expect(ask).not.toHaveBeenCalled();
    await userEvent.clear(deletions);
    await userEvent.type(deletions, 'Role shop/wide');
    await userEvent.click(button);
    expect(await screen.findByText(message)).toBeInTheDocument();
    expect(ask).toHaveBeenCalledTimes(1);
  });
});
