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
import { createSecret, InMemorySecretsApi } from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { setScreenWidth } from '../../__testUtils__/setScreenWidth';
import { EntityRbacContent } from './EntityRbacContent';

const LENA = 'u:lena';
const PIPELINE = 'u:system:serviceaccount:ci:pipeline';
const MASTERS = 'g:system:masters';

function createApi() {
  const api = new InMemorySecretsApi();
  const secret = createSecret('db');
  const common = { sourceIds: ['prod'], reaches: 1, isNeeded: false };
  const cell = { secretId: secret.id, kinds: ['get-secrets'], isNeeded: false };
  api.accessMatrix = {
    secrets: [secret],
    subjects: [
      { id: LENA, kind: 'User', name: 'lena', isSystem: false, ...common },
      {
        id: PIPELINE,
        kind: 'ServiceAccount',
        namespace: 'ci',
        name: 'pipeline',
        isSystem: false,
        ...common,
      },
      {
        id: MASTERS,
        kind: 'Group',
        name: 'system:masters',
        isSystem: true,
        ...common,
      },
    ],
    cells: [
      { ...cell, subjectId: LENA, access: 'direct' },
      { ...cell, subjectId: PIPELINE, access: 'indirect' },
      { ...cell, subjectId: MASTERS, access: 'direct' },
    ],
    summary: { secrets: 1, subjects: 2, unneeded: 2, granted: 8, needed: 1 },
    unknown: [],
    asOf: new Date().toISOString(),
  };
  api.accessSteps = [
    {
      from: PIPELINE,
      to: 'secrets:shop',
      kind: 'create-pods',
      title: 'Creates pods',
      severity: 'high',
      explanation: 'A pod mounts any Secret of its namespace.',
      command: 'kubectl auth can-i create pods -n shop --as=pipeline',
      evidence: [
        { binding: 'RoleBinding shop/ci', role: 'ClusterRole edit', rule: 2 },
      ],
    },
    {
      from: 'secrets:shop',
      to: 'secret:shop/db',
      kind: 'among',
      title: 'Is one of these',
      evidence: [],
    },
  ];
  api.roles = [
    {
      sourceId: 'prod',
      namespace: 'shop',
      account: 'api',
      role: 'kind: Role',
      current: 'Role wide',
      excess: ['other'],
      readsAll: true,
      mounted: [],
      isChecked: true,
    },
  ];
  return api;
}

function render(api: InMemorySecretsApi) {
  return renderWithSecrets(
    <EntityProvider
      entity={{
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: { name: 'shop', namespace: 'default' },
      }}
    >
      <EntityRbacContent />
    </EntityProvider>,
    { api },
  );
}

describe('EntityRbacContent', () => {
  beforeEach(() => setScreenWidth(1400));

  it('answers in one sentence, then shows who reaches which, Kubernetes itself folded', async () => {
    render(createApi());
    expect(
      await screen.findByRole('heading', {
        name: '2 subjects can reach 1 secret; 2 have no need',
      }),
    ).toBeInTheDocument();
    expect(
      screen.getByText('Least privilege: 12 % (1 of 8 read rights are needed)'),
    ).toBeInTheDocument();
    const heads = screen.getAllByRole('columnheader');
    expect(heads.map(({ textContent }) => textContent)).toEqual([
      'Secret',
      'lenaUser',
      'pipelineServiceAccount in ci',
    ]);
    await userEvent.click(screen.getByRole('switch'));
    expect(screen.getAllByRole('columnheader')).toHaveLength(4);
  });

  it('shows a group that is one of the catalog by its page, and others as they are', async () => {
    const api = createApi();
    const [lena] = api.accessMatrix.subjects;
    const group = { ...lena, kind: 'Group' as const };
    api.accessMatrix = {
      ...api.accessMatrix,
      subjects: [
        {
          ...group,
          id: 'g:oidc:team-payments',
          name: 'oidc:team-payments',
          entityRef: 'group:default/payments',
        },
        { ...group, id: 'g:oidc:visitors', name: 'oidc:visitors' },
      ],
    };
    render(api);
    const head = await screen.findByRole('columnheader', {
      name: /^payments ?Group oidc:team-payments$/,
    });
    expect(
      within(head).getByRole('link', { name: 'payments' }),
    ).toHaveAttribute('href', '/catalog/default/group/payments');
    expect(
      screen.getByRole('columnheader', { name: /^oidc:visitors ?Group$/ }),
    ).toBeInTheDocument();
  });

  it('tells why on a click, and closes again by the keyboard', async () => {
    render(createApi());
    const mark = await screen.findByRole('button', {
      name: 'pipeline has indirect access to db: no need known',
    });
    mark.focus();
    await userEvent.keyboard('{Enter}');
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('Why pipeline can reach db');
    const steps = await within(dialog).findAllByRole('listitem');
    expect(steps).toHaveLength(1);
    expect(steps[0]).toHaveTextContent(
      'Creates pods: ServiceAccount ci/pipeline → Secret shop/db',
    );
    expect(steps[0]).toHaveTextContent(
      'RoleBinding shop/ci gives ClusterRole edit, rule 3',
    );
    expect(steps[0]).toHaveTextContent('kubectl auth can-i create pods');
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('offers the least Role, with what would be lost', async () => {
    render(createApi());
    await userEvent.click(
      await screen.findByRole('button', { name: /api in prod \/ shop/ }),
    );
    expect(
      screen.getByText(
        'It would no longer read: other, any other Secret of the namespace',
      ),
    ).toBeInTheDocument();
    expect(screen.getByText('kind: Role')).toBeInTheDocument();
  });

  it('says of each subject without a need what to remove, and who else would lose access', async () => {
    const api = createApi();
    api.accessMatrix.subjects[0].isNeeded = true;
    const asked = jest.spyOn(api, 'getAccessPath');
    render(api);
    const list = await screen.findByRole('list', {
      name: 'Access without a need',
    });
    // Neither who has a need nor Kubernetes itself.
    expect(list.children).toHaveLength(1);
    expect(list).toHaveTextContent(
      'pipelineServiceAccount in ci · can reach 1 secret',
    );
    expect(asked).not.toHaveBeenCalled();
    await userEvent.click(
      within(list).getByRole('button', { name: 'What to remove – pipeline' }),
    );
    expect(
      await within(list).findByText(
        /^RoleBinding shop\/ci gives ClusterRole edit in /,
      ),
    ).toBeInTheDocument();
    const next = within(list).getByRole('link', {
      name: 'Who would lose access? – RoleBinding shop/ci',
    });
    const { pathname, searchParams } = new URL(
      next.getAttribute('href')!,
      'http://localhost',
    );
    expect(pathname).toBe('/secrets/access');
    expect(searchParams.get('source')).toBe(
      api.accessMatrix.secrets[0].sourceId,
    );
    expect(searchParams.get('delete')).toBe('RoleBinding shop/ci');
    expect(
      within(list).getByTitle('kubectl delete rolebinding ci -n shop'),
    ).toBeInTheDocument();
  });

  it('does not say nobody where it does not know', async () => {
    const api = createApi();
    api.accessMatrix = {
      ...api.accessMatrix,
      unknown: [{ sourceId: 'prod', message: 'roles could not be listed' }],
    };
    render(api);
    expect(
      await screen.findByText(
        /more subjects may reach the secrets than are shown/,
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByText('prod: roles could not be listed'),
    ).toBeInTheDocument();
  });
});
