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

// plugin-kubernetes lends its account to whoever may use its proxy. Configured
// as the README says, that account is not Keyward's and cannot read Secrets.
import { randomBytes } from 'node:crypto';
import { clusterConfig } from '../portal/clusterConfig';
import type { PortalApi } from '../portal/PortalApi';
import { readerToken } from '../portal/readerToken';
import {
  type PortalProcess,
  startPortalProcess,
} from '../portal/startPortalProcess';
import { until } from '../portal/until';
import { useLivingCluster } from '../useLivingCluster';

const NAME = 'proxied';
const PATIENCE_MS = 60_000;
const WATCH_MS = 3_000;
const PROXY = '/api/kubernetes/proxy';
const SECRETS = '/api/v1/namespaces/default/secrets';
const ANY = 'application/json';
const JSON_OF = (kind: string) =>
  `application/json;as=${kind};v=v1;g=meta.k8s.io`;

/** What Backstage's documentation gives the account, for the kinds that it shows. */
const SHOWN = [
  {
    apiGroups: [''],
    resources: ['pods', 'configmaps', 'services', 'limitranges'],
    verbs: ['get', 'list', 'watch'],
  },
  {
    apiGroups: ['apps'],
    resources: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'],
    verbs: ['get', 'list', 'watch'],
  },
];
const TOO_MUCH = [
  ...SHOWN,
  { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] },
];

/** Each way to ask for a Secret. */
const WAYS: [string, string, string][] = [
  ['get', `${SECRETS}/planted`, ANY],
  ['get as Table', `${SECRETS}/planted`, JSON_OF('Table')],
  [
    'get as PartialObjectMetadata',
    `${SECRETS}/planted`,
    JSON_OF('PartialObjectMetadata'),
  ],
  [
    'get of an odd spelling',
    '/api/v1/namespaces/default/%73ecrets/planted',
    ANY,
  ],
  ['list', SECRETS, ANY],
  ['list of all namespaces', '/api/v1/secrets', ANY],
  [
    'list by name',
    '/api/v1/secrets?fieldSelector=metadata.name%3Dplanted&limit=1',
    ANY,
  ],
  ['list as Table', SECRETS, JSON_OF('Table')],
  [
    'list as Table with objects',
    `${SECRETS}?includeObject=Object`,
    JSON_OF('Table'),
  ],
  [
    'list as PartialObjectMetadataList',
    SECRETS,
    JSON_OF('PartialObjectMetadataList'),
  ],
  ['list as Protobuf', SECRETS, 'application/vnd.kubernetes.protobuf'],
  ['watch', `${SECRETS}?watch=true`, ANY],
  [
    'watch of all namespaces',
    '/api/v1/secrets?watch=true&resourceVersion=0',
    ANY,
  ],
  ['watch by the old path', '/api/v1/watch/namespaces/default/secrets', ANY],
  ['watch as Table', `${SECRETS}?watch=true`, JSON_OF('Table')],
  [
    'watch as PartialObjectMetadata',
    `${SECRETS}?watch=true`,
    JSON_OF('PartialObjectMetadata'),
  ],
];

const cluster = useLivingCluster({
  clusterName: NAME,
  controllerManager: false,
  scheduler: false,
  kwok: false,
  apiServerArgs: ['--disable-admission-plugins=ServiceAccount'],
});

const value = `planted-${randomBytes(18).toString('hex')}`;
// In last-applied, too, which metadata and tables with objects would show.
const planted = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'planted', namespace: 'default' },
  stringData: { password: value },
};
/** The same, where the Kubernetes tab of a service looks. */
const ofService = {
  ...planted,
  metadata: {
    name: 'of-service',
    namespace: 'payments',
    labels: { 'backstage.io/kubernetes-id': 'payments-api' },
  },
};
const forms = [
  value,
  Buffer.from(value).toString('base64'),
  Buffer.from(value).toString('hex'),
];

beforeAll(async () => {
  const { api } = cluster();
  await api.call('POST', '/api/v1/namespaces', {
    body: {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'payments' },
    },
  });
  for (const secret of [planted, ofService]) {
    const { namespace } = secret.metadata;
    await api.call('POST', `/api/v1/namespaces/${namespace}/secrets`, {
      body: {
        ...secret,
        metadata: {
          ...secret.metadata,
          annotations: {
            'kubectl.kubernetes.io/last-applied-configuration':
              JSON.stringify(secret),
          },
        },
      },
    });
  }
}, 30_000);

/** A portal whose plugin-kubernetes has an account of its own with such rights. */
async function startPortal(
  account: string,
  rules: object[],
  config: object = {},
) {
  const { api } = cluster();
  const pluginToken = await cluster().createServiceAccountToken(
    'default',
    account,
  );
  const rbac = 'rbac.authorization.k8s.io';
  await api.call('POST', `/apis/${rbac}/v1/clusterroles`, {
    body: {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRole',
      metadata: { name: account },
      rules,
    },
  });
  await api.call('POST', `/apis/${rbac}/v1/clusterrolebindings`, {
    body: {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: account },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: account },
      subjects: [
        { kind: 'ServiceAccount', name: account, namespace: 'default' },
      ],
    },
  });
  return await startPortalProcess({
    config: {
      ...clusterConfig(cluster(), {
        token: await readerToken(cluster()),
        pluginToken,
      }),
      ...config,
    },
  });
}

/** What the proxy answers; of a watch, what came within a few seconds. */
async function ask(person: PortalApi, path: string, accept = ANY) {
  return await person.take(PROXY + path, {
    headers: {
      'backstage-kubernetes-cluster': NAME,
      accept,
    },
    patienceMs: WATCH_MS,
  });
}

/** What the Kubernetes tab asks for, with Secrets as a kind of the caller's own. */
async function askForCustom(person: PortalApi) {
  const { status, body } = await person.request(
    'POST',
    '/api/kubernetes/resources/custom/query',
    JSON.stringify({
      entityRef: 'component:default/payments-api',
      auth: {},
      customResources: [{ group: '', apiVersion: 'v1', plural: 'secrets' }],
    }),
  );
  return { status, text: JSON.stringify(body) };
}

async function sourceOf(pat: PortalApi) {
  const { items } = await pat.get('/api/secrets/sources');
  return items.find(({ id }: { id: string }) => id === NAME);
}

async function keywardReadsIt(pat: PortalApi) {
  await until(async () => {
    const { items } = await pat.get('/api/secrets/secrets?q=planted');
    expect(items).toMatchObject([
      { namespace: 'default', name: 'planted', keyNames: ['password'] },
    ]);
  }, PATIENCE_MS);
}

describe('with an account of its own that cannot read Secrets', () => {
  let portal: PortalProcess;
  let guest: PortalApi;
  let pat: PortalApi;

  beforeAll(async () => {
    // Nobody is refused the proxy where there is no policy to refuse it.
    portal = await startPortal('plugin-kubernetes', SHOWN, {
      permission: { enabled: false },
    });
    guest = await until(() => portal.signIn('user:default/guest'), PATIENCE_MS);
    pat = await portal.signIn('user:default/pat');
  }, 300_000);

  afterAll(async () => {
    await portal?.stop();
  }, 30_000);

  it('lets a guest use the proxy', async () => {
    const { status, text } = await ask(guest, '/api/v1/pods');
    expect(status).toBe(200);
    expect(text).toContain('PodList');
  });

  it.each(WAYS)('lets no guest %s a Secret', async (_, path, accept) => {
    const { status, text } = await ask(guest, path, accept);
    expect(status).toBe(403);
    // By the API server, not by the portal.
    expect(text).toContain('system:serviceaccount:default:plugin-kubernetes');
    for (const form of forms) {
      expect(text).not.toContain(form);
    }
  });

  it('lets Keyward read it, with nothing to warn of', async () => {
    await keywardReadsIt(pat);
    await until(async () => {
      expect(await sourceOf(pat)).toMatchObject({
        state: 'live',
        problems: [],
      });
    }, PATIENCE_MS);
    const codes = (await sourceOf(pat)).warnings.map(
      ({ code }: { code: string }) => code,
    );
    expect(codes).not.toContain('plugin-kubernetes-can-read-secrets');
    expect(forms.some(form => portal.log().includes(form))).toBe(false);
  });
});

describe('with the example policy', () => {
  let portal: PortalProcess;

  beforeAll(async () => {
    portal = await startPortal('plugin-kubernetes-2', SHOWN);
    await until(() => portal.signIn('user:default/guest'), PATIENCE_MS);
  }, 300_000);

  afterAll(async () => {
    await portal?.stop();
  }, 30_000);

  it('gives a guest no annotation of a Secret by kubernetes.resources.read', async () => {
    const guest = await portal.signIn('user:default/guest');
    await until(async () => {
      const { status, text } = await askForCustom(guest);
      expect(status).toBe(200);
      expect(text).toContain('"statusCode":403');
      expect(forms.some(form => text.includes(form))).toBe(false);
    }, PATIENCE_MS);
  });

  it('lets no guest use the proxy at all', async () => {
    const guest = await portal.signIn('user:default/guest');
    const { status, text } = await ask(guest, '/api/v1/pods');
    expect(status).toBe(403);
    expect(text).not.toContain('serviceaccount');
  });

  it('lets who may use it read no Secret either', async () => {
    const pat = await portal.signIn('user:default/pat');
    expect((await ask(pat, '/api/v1/pods')).status).toBe(200);
    expect((await ask(pat, SECRETS)).status).toBe(403);
    expect((await ask(pat, `${SECRETS}/planted`)).status).toBe(403);
    await keywardReadsIt(pat);
  });
});

describe('with an account that can read Secrets', () => {
  let portal: PortalProcess;

  beforeAll(async () => {
    portal = await startPortal('plugin-kubernetes-3', TOO_MUCH, {
      permission: { enabled: false },
    });
    await until(() => portal.signIn('user:default/guest'), PATIENCE_MS);
  }, 300_000);

  afterAll(async () => {
    await portal?.stop();
  }, 30_000);

  it('lets any guest read values', async () => {
    const guest = await portal.signIn('user:default/guest');
    // What is asked for above is there to be had.
    for (const [way, path, accept] of WAYS) {
      const { status, text } = await ask(guest, path, accept);
      expect([way, status]).toEqual([way, 200]);
      expect([way, text]).toEqual([way, expect.stringContaining('planted')]);
    }
    const { text } = await ask(guest, `${SECRETS}/planted`);
    expect(text).toContain(forms[1]);
  }, 120_000);

  it('gives any guest values by kubernetes.resources.read as well', async () => {
    const guest = await portal.signIn('user:default/guest');
    await until(async () => {
      const { text } = await askForCustom(guest);
      // Its data is blanked, and what kubectl keeps of it is not.
      expect(text).not.toContain(forms[1]);
      expect(text).toContain(value);
    }, PATIENCE_MS);
  });

  it('warns of it in Sources, and says what to do', async () => {
    const pat = await portal.signIn('user:default/pat');
    await keywardReadsIt(pat);
    await until(async () => {
      const { warnings } = await sourceOf(pat);
      expect(warnings).toContainEqual(
        expect.objectContaining({
          code: 'plugin-kubernetes-can-read-secrets',
          message: expect.stringContaining(NAME),
          remedy: expect.stringContaining('Take Secrets out of the roles'),
        }),
      );
    }, PATIENCE_MS);
  });
});

describe('with an account that can read one Secret by its name', () => {
  let portal: PortalProcess;

  beforeAll(async () => {
    const rbac = 'rbac.authorization.k8s.io';
    const path = `/apis/${rbac}/v1/namespaces/default`;
    const metadata = { name: 'reads-one', namespace: 'default' };
    await cluster().api.call('POST', `${path}/roles`, {
      body: {
        apiVersion: `${rbac}/v1`,
        kind: 'Role',
        metadata,
        rules: [
          {
            apiGroups: [''],
            resources: ['secrets'],
            resourceNames: ['planted'],
            verbs: ['get'],
          },
        ],
      },
    });
    await cluster().api.call('POST', `${path}/rolebindings`, {
      body: {
        apiVersion: `${rbac}/v1`,
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: rbac, kind: 'Role', name: 'reads-one' },
        subjects: [
          {
            kind: 'ServiceAccount',
            name: 'plugin-kubernetes-4',
            namespace: 'default',
          },
        ],
      },
    });
    portal = await startPortal('plugin-kubernetes-4', SHOWN, {
      permission: { enabled: false },
    });
    await until(() => portal.signIn('user:default/guest'), PATIENCE_MS);
  }, 300_000);

  afterAll(async () => {
    await portal?.stop();
  }, 30_000);

  it('warns of that, too', async () => {
    const guest = await portal.signIn('user:default/guest');
    expect((await ask(guest, `${SECRETS}/planted`)).text).toContain(forms[1]);
    expect((await ask(guest, SECRETS)).status).toBe(403);
    const pat = await portal.signIn('user:default/pat');
    await until(async () => {
      const { warnings } = await sourceOf(pat);
      expect(warnings).toContainEqual(
        expect.objectContaining({
          code: 'plugin-kubernetes-can-read-secrets',
          message: expect.stringContaining(
            'some Secrets in the namespace default',
          ),
        }),
      );
    }, PATIENCE_MS);
  });
});
