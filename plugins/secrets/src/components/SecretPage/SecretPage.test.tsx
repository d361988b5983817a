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

import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  createDetail,
  createFinding,
  createSecret,
  daysAgo,
  InMemorySecretsApi,
} from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { SecretsPage } from '../SecretsPage';

function render(api: InMemorySecretsApi, id: string) {
  return renderWithSecrets(<SecretsPage />, {
    api,
    mountPath: '/secrets/*',
    path: `/secrets/secret/${id}`,
  });
}

function createApi() {
  const api = new InMemorySecretsApi();
  const db = createSecret('db-credentials', {
    deliverer: {
      kind: 'ExternalSecret',
      name: 'db-credentials',
      basis: 'owner',
      from: 'vault:secret/prod/db',
    },
  });
  api.secrets = [db];
  api.getSecret = async () =>
    createDetail(db, {
      keys: [
        {
          name: 'password',
          class: 'password',
          size: '17–32 bytes',
          valueAge: db.valueAge,
          comparable: true,
          sameValueAs: [
            {
              id: 'other',
              ref: 'kubernetes:staging/payments/db-credentials',
              key: 'password',
            },
          ],
        },
        {
          name: 'pin',
          class: 'other',
          valueAge: { basis: 'unknown' },
          comparable: false,
          weak: true,
          sameValueAs: [],
        },
      ],
      consumerList: [
        {
          kind: 'Deployment',
          apiGroup: 'apps',
          namespace: 'payments',
          name: 'payments-api',
          how: 'env',
          container: 'migrate',
          containerKind: 'init',
          keys: ['password'],
          optional: true,
          pods: 3,
        },
      ],
    });
  api.history = Array.from({ length: 25 }, (_, index) => ({
    id: String(index),
    at: daysAgo(index + 1),
    event: 'valueChanged',
    keys: [`key-${index}`],
  }));
  return api;
}

describe('SecretPage', () => {
  it('requests a sync of what delivers the secret, and shows when it was refreshed', async () => {
    const api = createApi();
    const getSecret = api.getSecret;
    const resource = {
      id: 'es',
      ref: 'external-secret:production/payments/ExternalSecret%2Fdb',
      sourceId: 'production',
      sourceTitle: 'production',
      kind: 'external-secret',
      namespace: 'payments',
      name: 'ExternalSecret/db-credentials',
      attributes: { refreshTime: daysAgo(1) },
      lastSeen: daysAgo(0),
      sync: { available: true },
    };
    api.resources = [resource];
    api.getSecret = async request => ({
      ...(await getSecret(request)),
      deliveredBy: api.resources,
    });
    const { signal } = render(api, 'id');
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Sync ExternalSecret/db-credentials now',
      }),
    );
    expect(await screen.findByText(/not refreshed yet/)).toBeInTheDocument();
    api.resources = [
      { ...resource, attributes: { refreshTime: new Date().toISOString() } },
    ];
    signal({ sourceIds: ['production'] });
    expect(
      await screen.findByText(/Sync requested .*, refreshed/),
    ).toBeInTheDocument();
  });

  it('shows keys and where else their values are, never values', async () => {
    render(createApi(), 'id');
    expect(
      await screen.findByRole('heading', { name: /db-credentials/ }),
    ).toBeInTheDocument();
    const password = await screen.findByRole('row', { name: /^password/ });
    expect(password).toHaveTextContent('17–32 bytes');
    expect(
      within(password).getByRole('link', {
        name: 'kubernetes:staging/payments/db-credentials · password',
      }),
    ).toHaveAttribute('href', '/secrets/secret/other');
    const pin = screen.getByRole('row', { name: /^pin/ });
    expect(pin).toHaveTextContent('Guessable value');
    expect(pin).toHaveTextContent('not known');
  });

  it('shows facts, lineage in words and the way to the dashboard', async () => {
    render(createApi(), 'id');
    const lineage = await screen.findByRole('list', {
      name: 'Lineage of db-credentials',
    });
    expect(lineage).toHaveTextContent(
      'ExternalSecret db-credentials → Secret db-credentials',
    );
    expect(
      screen.getByText('ExternalSecret · db-credentials', {
        selector: 'span',
      }),
    ).toBeInTheDocument();
    expect(screen.getByText('from vault:secret/prod/db')).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: /dashboard of production/ }),
    ).toHaveAttribute('href', 'https://dashboard.example.com');
  });

  it('says that and why it is not delivered, since when, and where its values come from', async () => {
    const api = createApi();
    const secret = createSecret('db-credentials', {
      deliverer: {
        kind: 'ExternalSecret',
        name: 'db-credentials',
        basis: 'owner',
        ready: 'false',
        reason: 'SecretSyncedError',
        since: daysAgo(3),
        cause: 'denied',
        lastSync: daysAgo(4),
      },
    });
    const detail = createDetail(secret);
    api.getSecret = async () => ({
      ...detail,
      lineage: {
        ...detail.lineage,
        nodes: [
          ...detail.lineage.nodes,
          {
            id: 'origin',
            role: 'origin',
            kind: 'vault',
            title: 'secret/prod/db',
            secretId: 'remote',
          },
        ],
      },
    });
    render(api, 'id');
    const term = await screen.findByText('Delivered by', { selector: 'dt' });
    const facts = within(term.closest('div')!);
    expect(facts.getByText('Not delivered')).toBeInTheDocument();
    expect(facts.getByText('the provider denies access')).toBeInTheDocument();
    expect(facts.getByText('3 days ago')).toBeInTheDocument();
    expect(facts.getByText('4 days ago')).toBeInTheDocument();
    expect(facts.getByRole('link', { name: 'secret/prod/db' })).toHaveAttribute(
      'href',
      '/secrets/secret/remote',
    );
  });

  it('shows of another system where it is and what only that system knows', async () => {
    const api = createApi();
    const secret = createSecret('db', {
      system: 'vault',
      sourceTitle: 'Vault main',
      namespace: 'secret/prod%2Feu',
    });
    api.getSecret = async () =>
      createDetail(secret, {
        attributes: {
          deletionProtection: true,
          versions: 3,
          tags: ['a', 'b'],
          isCasRequired: false,
          kmsKey: 'alias/shop',
          lastAccessedAt: daysAgo(3),
        },
      });
    render(api, 'id');
    const fact = async (title: string) =>
      (await screen.findByText(title)).nextElementSibling;
    expect(await fact('Location')).toHaveTextContent(
      'Vault main (vault) / secret / prod/eu',
    );
    expect(await fact('Deletion protection')).toHaveTextContent('yes');
    expect(await fact('CAS required')).toHaveTextContent('no');
    expect(await fact('KMS key')).toHaveTextContent('alias/shop');
    expect(await fact('Last accessed at')).toHaveTextContent('3 days ago');
    expect(await fact('Versions')).toHaveTextContent('3');
    expect(await fact('Tags')).toHaveTextContent('a, b');
  });

  it('shows how it is consumed, and leads to the Kubernetes tab', async () => {
    render(createApi(), 'id');
    await userEvent.click(
      await screen.findByRole('tab', { name: 'Consumers' }),
    );
    const row = await screen.findByRole('row', { name: /payments-api/ });
    expect(row).toHaveTextContent('environment variable');
    expect(row).toHaveTextContent('init container');
    expect(row).toHaveTextContent('optional');
    expect(row).toHaveTextContent('3 pods');
    expect(
      screen.getByRole('link', { name: 'Kubernetes tab of payments-api' }),
    ).toHaveAttribute(
      'href',
      '/catalog/default/component/payments-api/kubernetes',
    );
  });

  it('does not call unused what was not watched for long enough', async () => {
    const api = createApi();
    const { getSecret } = api;
    api.getSecret = async ({ id }) => ({
      ...(await getSecret({ id })),
      consumerList: [],
      usage: { state: 'unknown', observedDays: 3 },
    });
    render(api, 'id');
    await userEvent.click(
      await screen.findByRole('tab', { name: 'Consumers' }),
    );
    expect(
      await screen.findByText(
        'Not known yet whether it is unused: observed for 3 days.',
      ),
    ).toBeInTheDocument();
  });

  it('names what may use a secret to which nothing surely refers', async () => {
    const api = createApi();
    const { getSecret } = api;
    api.getSecret = async ({ id }) => ({
      ...(await getSecret({ id })),
      consumerList: [],
      usage: {
        state: 'unknown',
        doubt: { kind: 'possibleConsumer', of: 'ClusterIssuer/public' },
      },
    });
    render(api, 'id');
    await userEvent.click(
      await screen.findByRole('tab', { name: 'Consumers' }),
    );
    expect(
      await screen.findByText(
        'Not known whether it is unused: ClusterIssuer/public may refer to it.',
      ),
    ).toBeInTheDocument();
  });

  it.each([
    [
      { state: 'used', platform: 'Argo CD' },
      'Argo CD reads it without a reference.',
    ],
    [
      { state: 'unknown', doubt: { kind: 'type', of: 'example.com/account' } },
      'Not known whether it is used: something may look for Secrets of the type example.com/account.',
    ],
    [
      { state: 'unknown', doubt: { kind: 'label', of: 'example.com/for' } },
      'Not known whether it is used: something may look for Secrets with the label example.com/for.',
    ],
    [
      {
        state: 'unknown',
        doubt: { kind: 'unlistedKind', of: 'databases.example.com' },
      },
      'Not known whether it is used: objects of databases.example.com may name it, and Keyward cannot see them.',
    ],
    [
      { state: 'unknown', doubt: { kind: 'unlistedKind', of: '*' } },
      'Not known whether it is used: custom resources may name it, and the cluster does not list its kinds.',
    ],
  ])('says of the usage %j what reads it, or may', async (usage, text) => {
    const api = createApi();
    const { getSecret } = api;
    api.getSecret = async ({ id }) => ({
      ...(await getSecret({ id })),
      consumerList: [],
      usage,
    });
    render(api, 'id');
    await userEvent.click(
      await screen.findByRole('tab', { name: 'Consumers' }),
    );
    expect(await screen.findByText(text)).toBeInTheDocument();
  });

  it('shows certificates with the time they have left, and who renews them', async () => {
    const api = createApi();
    const { getSecret } = api;
    const certificate = {
      fingerprint: 'ab'.repeat(32),
      subject: 'CN=shop.example.com',
      issuer: 'CN=Issuing CA',
      serial: '1f',
      sans: ['DNS:shop.example.com', 'IP:10.0.0.1'],
      sanCount: 2,
      notBefore: daysAgo(60),
      notAfter: daysAgo(-20.5),
      keyAlgorithm: 'RSA',
      keySize: 2048,
      signatureAlgorithm: 'SHA256-RSA',
      role: 'leaf' as const,
      selfSigned: false,
      position: 0,
    };
    api.getSecret = async ({ id }) => ({
      ...(await getSecret({ id })),
      certificates: [
        {
          key: 'tls.crt',
          format: 'pem',
          count: 2,
          keyMatches: 'no',
          chainOrder: 'right',
          notes: [
            {
              code: 'truncated',
              where: 'line 40',
              message: 'The block does not end.',
              remedy: 'Store the whole file.',
            },
          ],
          certificates: [
            certificate,
            {
              ...certificate,
              subject: 'CN=Issuing CA',
              sans: [],
              sanCount: 0,
              role: 'root',
              selfSigned: true,
              position: 1,
              notAfter: daysAgo(3),
            },
          ],
        },
      ],
      renewal: {
        name: 'shop',
        issuer: 'ClusterIssuer/letsencrypt',
        ready: 'true',
        renewalTime: daysAgo(-5.5),
        failedAttempts: 2,
      },
    });
    render(api, 'id');
    await userEvent.click(
      await screen.findByRole('tab', { name: 'Certificates' }),
    );
    expect(
      await screen.findByText(
        'cert-manager renews it in 5 days · Certificate shop, ClusterIssuer/letsencrypt',
      ),
    ).toBeInTheDocument();
    expect(screen.getByText('the last 2 attempts failed')).toBeInTheDocument();
    expect(
      screen.getByText(
        '2 certificates · PEM · the private key does NOT match · chain in order',
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByText('line 40: The block does not end.'),
    ).toBeInTheDocument();
    const [leaf, root] = within(
      screen.getByRole('region', { name: 'tls.crt' }),
    ).getAllByRole('listitem');
    expect(leaf).toHaveTextContent('issued by CN=Issuing CA');
    expect(leaf).toHaveTextContent('for shop.example.com, IP:10.0.0.1');
    expect(leaf).toHaveTextContent('RSA 2048 · SHA256-RSA · serial 1f');
    expect(leaf).toHaveTextContent('expires in 20 days');
    expect(root).toHaveTextContent('root authority · self-signed');
    expect(root).toHaveTextContent('expired 3 days ago');
  });

  it('has no tab of certificates where there are none', async () => {
    render(createApi(), 'id');
    await screen.findByRole('tab', { name: 'Consumers' });
    expect(
      screen.queryByRole('tab', { name: 'Certificates' }),
    ).not.toBeInTheDocument();
  });

  it('pages through the history', async () => {
    render(createApi(), 'id');
    await userEvent.click(await screen.findByRole('tab', { name: 'History' }));
    expect(await screen.findByText('key-0')).toBeInTheDocument();
    expect(screen.queryByText('key-20')).not.toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Next table page' }),
    );
    expect(await screen.findByText('key-20')).toBeInTheDocument();
    await waitFor(() =>
      expect(
        screen.getByRole('button', { name: 'Next table page' }),
      ).toBeDisabled(),
    );
  });

  it('shows metadata only as far as it is safe', async () => {
    render(createApi(), 'id');
    await userEvent.click(await screen.findByRole('tab', { name: 'Metadata' }));
    const annotations = await screen.findByRole('region', {
      name: 'Annotations',
    });
    expect(annotations).toHaveTextContent('412 characters, not shown');
    expect(
      screen.getByRole('region', { name: 'Field managers' }),
    ).toHaveTextContent('writes the data');
  });

  it('says what is wrong and leads to what to do', async () => {
    const api = new InMemorySecretsApi();
    const secret = createSecret('db', { id: 's1' });
    api.secrets = [secret];
    api.findings = [
      createFinding({ id: 'f1', severity: 'medium', rule: 'rotation-due' }),
      createFinding({ id: 'f2' }),
    ];
    render(api, 's1');
    expect(
      await screen.findByText(
        'password is too short for what it protects · 1 more finding',
      ),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('link', { name: 'Rotation steps – Weak value: db' }),
    );
    expect(
      await screen.findByRole('tab', { selected: true }),
    ).toHaveTextContent('What breaks');
  });

  it('does not tell one that is not there from one that may not be seen', async () => {
    render(new InMemorySecretsApi(), 'nobody');
    expect(
      await screen.findByText(
        'Secret not found, or you do not have access to it',
      ),
    ).toBeInTheDocument();
  });
});
