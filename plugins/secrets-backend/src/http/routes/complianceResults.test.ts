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

import { mockServices } from '@backstage/backend-test-utils';
import { defaultRuleSettings } from '@keyward/findings';
import type {
  AnyObservation,
  CertificateObservation,
  ExposureObservation,
  KeyObservation,
  ObjectObservation,
} from '@keyward/observation';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  controlPlaneAttributes,
  DAY,
  stored,
} from '../../__testUtils__/complianceTest';
import {
  at,
  batch,
  key,
  object,
  reference,
  secret,
} from '../../__testUtils__/observations';
import { createTestApi } from '../../__testUtils__/testApi';
import { analyseAll, createTestEngine } from '../../__testUtils__/testEngine';
import {
  createTestInventory,
  type TestInventory,
} from '../../__testUtils__/testInventory';
import { component } from '../../__testUtils__/testLinker';
import { Environments } from '../../store/environments/Environments';

jest.setTimeout(60_000);

const RBAC = 'rbac.authorization.k8s.io/v1';
/** Minutes after the start of the test's world. */
const NOW = 800 * DAY;

const environments = new Environments(mockServices.rootConfig({ data: {} }));

const setDaysAgo = (days: number): Pick<KeyObservation, 'age'> => {
  const set = at(NOW - days * DAY);
  return { age: { earliest: set, latest: set, basis: 'managed-fields' } };
};

const byExternalSecret = (name: string) =>
  ({
    deliverer: {
      kind: 'ExternalSecret',
      apiGroup: 'external-secrets.io',
      namespace: 'shop',
      name,
      basis: 'owner',
    },
  } as const);

const externalSecret = (name: string, ready: 'true' | 'false') =>
  object('ExternalSecret', 'shop', name, {
    deliveries: [{ namespace: 'shop', name }],
    status: { ready },
  });

function tls(name: string, overrides: Partial<CertificateObservation>) {
  return key('tls.crt', `certificate ${name}`, {
    class: 'public',
    ...setDaysAgo(20),
    certificates: {
      format: 'pem',
      certificates: [
        {
          fingerprint: 'a'.repeat(64),
          subject: 'CN=shop.example.com',
          issuer: 'CN=issuer',
          serial: '1',
          sans: ['DNS:shop.example.com'],
          sanCount: 1,
          notBefore: at(NOW - 20 * DAY),
          notAfter: at(NOW + 300 * DAY),
          keyAlgorithm: 'EC',
          keySize: 256,
          signatureAlgorithm: 'ECDSA-SHA256',
          role: 'leaf',
          selfSigned: false,
          position: 0,
          ...overrides,
        },
      ],
      count: 1,
      keyMatches: 'yes',
      notes: [],
    },
  });
}

const inCluster = (kind: string, name: string, detail = {}) => ({
  ...object(kind, '', name, { detail }),
  namespace: undefined,
});

const namespace = (name: string, environment: string) => ({
  ...inCluster('Namespace', name),
  labels: { 'keyward.io/environment': environment },
});

const account = (place: string, name: string) => ({
  kind: 'ServiceAccount',
  namespace: place,
  name,
});

const mayRead = (resourceNames?: string[]) => ({
  rules: [
    {
      apiGroups: [''],
      resources: ['secrets'],
      verbs: ['get'],
      ...(resourceNames && { resourceNames }),
    },
  ],
});

const binding = (role: string, kind: string, ...subjects: object[]) => ({
  roleRef: { kind, name: role },
  subjects,
});

const deployment = (
  names: string[],
  how: 'env' | 'volume',
): ObjectObservation =>
  object('Deployment', 'shop', 'app', {
    labels: { 'backstage.io/kubernetes-id': 'shop' },
    references: names.map(name => reference('shop', name, { how })),
    detail: { serviceAccountName: 'app' },
  });

/** What Ingresses and stores of a cluster say of TLS. */
const inTransit = (transit: 'encrypted' | 'plaintext') => ({
  'networking.k8s.io/v1/ingresses': [
    object('Ingress', 'shop', 'shop', {
      apiGroup: 'networking.k8s.io',
      detail: { transit, hosts: ['shop.example.com'] },
    }),
  ],
  'external-secrets.io/v1/secretstores': [
    object('SecretStore', 'shop', 'vault', {
      apiGroup: 'external-secrets.io',
      detail: { transit },
    }),
  ],
});

const controlPlane = (evidence: object) => ({
  'control-plane': [
    {
      type: 'resource',
      kind: 'cluster',
      ref: 'cluster:prod/prod',
      system: 'kubernetes',
      location: [],
      name: 'prod',
      attributes: { evidence: JSON.stringify(evidence) },
    } as unknown as AnyObservation,
  ],
});

/** What a cluster tells, by stream. */
type Cluster = Record<string, AnyObservation[]>;

const GOOD: Cluster = {
  'v1/secrets': [
    secret('shop', 'db', {
      ...byExternalSecret('db'),
      keys: [key('password', 'own', setDaysAgo(20))],
    }),
    secret('shop', 'url', {
      ...byExternalSecret('url'),
      class: 'connection-string',
      keys: [
        key('url', 'url', {
          class: 'connection-string',
          transit: 'encrypted',
          ...setDaysAgo(20),
        }),
      ],
    }),
    secret('shop', 'tls', {
      ...byExternalSecret('tls'),
      class: 'tls',
      secretType: 'kubernetes.io/tls',
      keys: [tls('good', {})],
    }),
  ],
  'external-secrets.io/v1/externalsecrets': ['db', 'url', 'tls'].map(name =>
    externalSecret(name, 'true'),
  ),
  'v1/namespaces': [namespace('shop', 'production')],
  'v1/configmaps': [],
  'apps/v1/deployments': [deployment(['db', 'url', 'tls'], 'volume')],
  'v1/serviceaccounts': [object('ServiceAccount', 'shop', 'app')],
  'v1/pods': [],
  [`${RBAC}/clusterroles`]: [],
  [`${RBAC}/clusterrolebindings`]: [],
  [`${RBAC}/roles`]: [
    object('Role', 'shop', 'app', { detail: mayRead(['db', 'url', 'tls']) }),
  ],
  [`${RBAC}/rolebindings`]: [
    object('RoleBinding', 'shop', 'app', {
      detail: binding('app', 'Role', account('shop', 'app')),
    }),
  ],
  ...inTransit('encrypted'),
  ...controlPlane({
    ...stored,
    secrets: 3,
    metrics: [{ ...stored.metrics[0], read: { secretbox: 3 } }],
    staticPods: [{ ...stored.staticPods[0], keepsAuditLog: true }],
  }),
};

const exposure: ExposureObservation = {
  place: 'data',
  name: 'PASSWORD',
  path: 'data[PASSWORD]',
  class: 'password',
  detector: 'assigned-password',
  count: 1,
};

/** Rights that reach Secrets, none of which reads them. */
const DETOURS = [
  ['', 'nodes/proxy', 'get'],
  ['', 'pods', 'create'],
  ['', 'persistentvolumes', 'create'],
  ['', 'persistentvolumeclaims', 'create'],
  ['', 'serviceaccounts/token', 'create'],
  ['', 'users', 'impersonate'],
  ['', 'groups', 'impersonate'],
  ['certificates.k8s.io', 'certificatesigningrequests', 'create'],
  ['certificates.k8s.io', 'certificatesigningrequests/approval', 'update'],
  ['certificates.k8s.io', 'signers', 'approve'],
  ['admissionregistration.k8s.io', 'validatingwebhookconfigurations', 'update'],
].map(([apiGroup, resource, verb]) => ({
  apiGroups: [apiGroup],
  resources: [resource],
  verbs: [verb],
}));

/** Its ServiceAccount has no rights, and yet its pods have a token. */
const idle = object('Deployment', 'shop', 'idle', {
  detail: { serviceAccountName: 'idle' },
});

const BAD: Cluster = {
  'v1/secrets': [
    // Weak, old, put in by hand, and staging has the same value.
    secret('shop', 'db', {
      keys: [
        key('password', 'shared', { weakness: 'common', ...setDaysAgo(500) }),
      ],
    }),
    secret('shop-staging', 'db', {
      keys: [key('password', 'shared', setDaysAgo(500))],
    }),
    secret('shop', 'url', {
      class: 'connection-string',
      keys: [
        key('url', 'url', {
          class: 'connection-string',
          transit: 'plaintext',
          ...setDaysAgo(500),
        }),
      ],
    }),
    secret('shop', 'tls', {
      class: 'tls',
      secretType: 'kubernetes.io/tls',
      keys: [
        tls('bad', {
          notAfter: at(NOW - DAY),
          keyAlgorithm: 'RSA',
          keySize: 512,
        }),
      ],
    }),
    secret('shop', 'token', {
      class: 'service-account-token',
      secretType: 'kubernetes.io/service-account-token',
    }),
    // What delivers it does not succeed.
    secret('shop', 'undelivered', byExternalSecret('undelivered')),
    // What made it is deleted, and nothing uses it.
    secret('shop', 'left', {
      deliverer: { ...byExternalSecret('left').deliverer, basis: 'label' },
    }),
  ],
  'external-secrets.io/v1/externalsecrets': [
    externalSecret('undelivered', 'false'),
  ],
  'v1/namespaces': [
    namespace('shop', 'production'),
    namespace('shop-staging', 'staging'),
  ],
  'v1/configmaps': [
    object('ConfigMap', 'shop', 'app', { exposures: [exposure] }),
  ],
  'apps/v1/deployments': [deployment(['db', 'url', 'tls'], 'env'), idle],
  'v1/serviceaccounts': [
    object('ServiceAccount', 'shop', 'idle'),
    object('ServiceAccount', 'shop', 'app'),
    object('ServiceAccount', 'shop', 'default'),
    object('ServiceAccount', 'shop-staging', 'app'),
  ],
  'v1/pods': [],
  [`${RBAC}/clusterroles`]: [
    inCluster('ClusterRole', 'cluster-admin', {
      rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
    }),
    inCluster('ClusterRole', 'reader', mayRead()),
    inCluster('ClusterRole', 'detours', { rules: DETOURS }),
  ],
  [`${RBAC}/clusterrolebindings`]: [
    inCluster(
      'ClusterRoleBinding',
      'ann',
      binding('cluster-admin', 'ClusterRole', { kind: 'User', name: 'ann' }),
    ),
    inCluster(
      'ClusterRoleBinding',
      'everybody',
      binding('reader', 'ClusterRole', {
        kind: 'Group',
        name: 'system:authenticated',
      }),
    ),
    inCluster(
      'ClusterRoleBinding',
      'detours',
      binding('detours', 'ClusterRole', { kind: 'Group', name: 'ops' }),
    ),
  ],
  [`${RBAC}/roles`]: [],
  [`${RBAC}/rolebindings`]: [
    object('RoleBinding', 'shop', 'others', {
      detail: binding(
        'reader',
        'ClusterRole',
        account('shop', 'default'),
        account('shop-staging', 'app'),
      ),
    }),
    object('RoleBinding', 'shop', 'dangling', {
      detail: binding('deleted', 'Role', account('shop', 'app')),
    }),
  ],
  ...inTransit('plaintext'),
  ...controlPlane({
    apiServers: 1,
    secrets: 7,
    metrics: [
      {
        instance: 'one',
        configHash: 'h1',
        read: { identity: 7 },
        written: { identity: 1 },
        transformed: 8,
      },
    ],
    staticPods: [
      {
        hasEncryptionConfig: false,
        writesAuditLog: false,
        keepsAuditLog: false,
        looksTokensUp: false,
      },
    ],
  }),
};

const MIXED: Cluster = {
  'v1/secrets': [
    secret('shop', 'db', {
      taken: 'metadata',
      keys: [
        key('password', '', { fingerprint: undefined, ...setDaysAgo(120) }),
      ],
    }),
  ],
  'v1/namespaces': [namespace('shop', 'production')],
  'apps/v1/deployments': [deployment(['db'], 'env')],
  ...inTransit('encrypted'),
};

/** How all controls of all frameworks come out, as rows of the table. */
async function resultsOf(
  cluster: Cluster,
  lose: (test: TestInventory) => Promise<unknown> = async () => {},
): Promise<Map<string, string>> {
  const test = await createTestInventory('SQLITE_3');
  test.clock.minutes = NOW;
  test.fence.attributes = controlPlaneAttributes;
  await test
    .knex('sources')
    .update({ observed_since: at(0), unlisted_kinds: '[]' });
  for (const [stream, observations] of Object.entries(cluster)) {
    await test.inventory.apply(
      test.fence,
      batch(stream, observations, {
        generation: 'first',
        complete: true,
        observedAt: at(1),
      }),
    );
  }
  const api = await createTestApi({
    test,
    policy: undefined,
    entities: [component('shop', { 'backstage.io/kubernetes-id': 'shop' })],
    access: { trustAnnotations: true },
    production: { environments, names: ['production'] },
  });
  await api.link();
  await analyseAll(
    createTestEngine(test, { environments, settings: defaultRuleSettings }),
    test.fence,
  );
  await lose(test);
  const { status, body } = await api.ask('platform', '/compliance');
  expect(status).toBe(200);
  await test.knex.destroy();
  return new Map(
    body.frameworks.flatMap(({ id, controls }: any) =>
      controls.map((control: any) => [`${id} ${control.id}`, control.verdict]),
    ),
  );
}

/** The rows of the table. */
function readTable(): string[][] {
  const text = readFileSync(
    join(__dirname, '__fixtures__', 'controlResults.md'),
    'utf8',
  );
  return text
    .split('\n')
    .filter(line => line.startsWith('|'))
    .slice(2)
    .map(line =>
      line
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim()),
    );
}

describe('controls of all frameworks', () => {
  const table = readTable();

  it.each<[string, number, () => Promise<Map<string, string>>]>([
    ['good', 2, async () => resultsOf(GOOD)],
    ['bad', 3, async () => resultsOf(BAD)],
    [
      'unknown',
      4,
      async () =>
        resultsOf(GOOD, async test =>
          test.knex('sources').update({ state: 'noCredential' }),
        ),
    ],
    ['mixed', 5, async () => resultsOf(MIXED)],
  ])(
    'come out as the table says, for the %s estate',
    async (_, column, run) => {
      const results = await run();
      expect(
        [...results].map(([control, result]) => `${control}: ${result}`),
      ).toEqual(table.map(row => `${row[0]} ${row[1]}: ${row[column]}`));
    },
  );
});
