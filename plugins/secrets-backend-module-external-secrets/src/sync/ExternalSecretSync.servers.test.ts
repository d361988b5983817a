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

// Sync now with a real operator at an AWS Secrets Manager, and the account that
// deploy/kubernetes/external-secrets-sync.yaml makes on a real API server.
import {
  type ApiResponse,
  type ExternalSecretsOperator,
  type LivingCluster,
  SecretsManager,
  startExternalSecrets,
  syncToken,
  until,
  useLivingCluster,
} from '@internal/servers';
import type {
  ActingCredential,
  ResourceSyncError,
  SyncableResource,
} from '@keyward/backstage-plugin-secrets-node';
import { ClusterClient, loadKubernetesClient } from '@keyward/kube-collector';
import { readFile } from 'node:fs/promises';
import { readExternalSecret } from '../externalSecrets';
import { ExternalSecretSync } from './ExternalSecretSync';

const START_MS = 15 * 60_000;
const SHOP = '/apis/external-secrets.io/v1/namespaces/shop';
const ACCOUNT = 'system:serviceaccount:keyward:keyward-external-secrets-sync';
const MERGE = 'application/merge-patch+json';
const JSON_PATCH = 'application/json-patch+json';
const APPLY = 'application/apply-patch+yaml';

const AWS = [
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'aws', namespace: 'shop' },
    stringData: { id: 'test', key: 'test' },
  },
  {
    apiVersion: 'external-secrets.io/v1',
    kind: 'SecretStore',
    metadata: { name: 'aws', namespace: 'shop' },
    spec: {
      provider: {
        aws: {
          service: 'SecretsManager',
          region: 'eu-central-1',
          auth: {
            secretRef: {
              accessKeyIDSecretRef: { name: 'aws', key: 'id' },
              secretAccessKeySecretRef: { name: 'aws', key: 'key' },
            },
          },
        },
      },
    },
  },
];

const externalSecretOf = (name: string, spec: object = {}) => ({
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  metadata: {
    name,
    namespace: 'shop',
    labels: { team: 'shop' },
    annotations: { note: 'kept' },
    finalizers: ['example.com/kept'],
  },
  spec: {
    refreshInterval: '24h',
    secretStoreRef: { kind: 'SecretStore', name: 'aws' },
    data: [{ secretKey: 'password', remoteRef: { key: `${name}/db` } }],
    ...spec,
  },
});

const NAMES = ['periodic', 'on-change', 'created-once', 'no-interval', 'fixed'];

describe('Sync now', () => {
  const cluster = useLivingCluster({
    clusterName: 'synced',
    controllerManager: false,
    scheduler: false,
    kwok: false,
    audit: true,
  });
  let manager: SecretsManager;
  let operator: ExternalSecretsOperator;
  let token: string;

  const apply = async (...objects: object[]) =>
    await cluster().kubectl(
      ['apply', '-f', '-'],
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
    );

  const read = async (name: string): Promise<any> =>
    await cluster().api.call('GET', `${SHOP}/externalsecrets/${name}`);

  /** What the operator put into the Secret. */
  async function valueOf(name: string): Promise<string> {
    const { data } = (await cluster().api.call(
      'GET',
      `/api/v1/namespaces/shop/secrets/${name}`,
    )) as any;
    return Buffer.from(data.password, 'base64').toString();
  }

  /** A change by the account for Sync now. */
  const patch = async (
    path: string,
    body: unknown,
    contentType = MERGE,
  ): Promise<ApiResponse> =>
    await cluster().api.request('PATCH', path, { token, body, contentType });

  beforeAll(async () => {
    manager = await SecretsManager.start(cluster().dataDir);
    operator = await startExternalSecrets(cluster(), { awsUrl: manager.url });
    token = await syncToken(cluster());
    await cluster().kubectl(['create', 'namespace', 'shop']);
    for (const name of NAMES) {
      await manager.createSecret(`${name}/db`, `kw-first-of-${name}`);
    }
    await apply(
      ...AWS,
      externalSecretOf('periodic'),
      externalSecretOf('fixed'),
      externalSecretOf('on-change', { refreshPolicy: 'OnChange' }),
      externalSecretOf('created-once', { refreshPolicy: 'CreatedOnce' }),
      externalSecretOf('no-interval', { refreshInterval: '0' }),
    );
    for (const name of NAMES) {
      await until(async () => {
        if ((await valueOf(name)) !== `kw-first-of-${name}`) {
          throw new Error(`${name} was not delivered`);
        }
      }, 60_000);
    }
    // A policy counts a moment after it is there.
    await until(async () => {
      const change = await patch(`${SHOP}/externalsecrets/fixed`, {
        metadata: { labels: { team: 'other' } },
      });
      if (change.status !== 403) {
        throw new Error(`A change was answered ${change.status}`);
      }
    });
  }, START_MS);

  afterAll(async () => {
    await operator?.stop();
    await manager?.stop();
  });

  /** As the module observes it. */
  async function observe(name: string): Promise<SyncableResource> {
    const { observed } = readExternalSecret(await read(name), {
      sourceId: 'synced',
      now: new Date(),
    });
    return {
      ref: observed.ref,
      sourceId: 'synced',
      namespace: 'shop',
      name: observed.name,
      attributes: observed.attributes!,
    };
  }

  function createSync(credential: ActingCredential = { type: 'token', token }) {
    return new ExternalSecretSync({
      credentials: new Map([['synced', credential]]),
      getConnector: () => ({
        nameOf: () => 'synced',
        connect: async (_, given) => clientFor(cluster(), given),
      }),
    });
  }

  const request = async (
    resource: SyncableResource,
    credential?: ActingCredential,
  ) =>
    await createSync(credential).request(resource, {
      signal: AbortSignal.timeout(30_000),
    });

  /** What a request is refused with. */
  async function failureOf(
    resource: SyncableResource,
    credential?: ActingCredential,
  ): Promise<ResourceSyncError> {
    const failure = await request(resource, credential).then(
      () => undefined,
      error => error,
    );
    expect(failure?.name).toBe('ResourceSyncError');
    expect(failure.message).not.toContain('kw-');
    return failure;
  }

  it.each(['periodic', 'on-change'])(
    'has the operator refresh one that is %s',
    async name => {
      const before = await read(name);
      await manager.putSecret(`${name}/db`, `kw-second-of-${name}`);
      const resource = await observe(name);
      expect(createSync().refuse(resource)).toBeUndefined();
      // refreshTime counts in seconds.
      await new Promise(resolve => setTimeout(resolve, 1100));
      await request(resource);
      const after = await until(async () => {
        const now = await read(name);
        expect(Date.parse(now.status.refreshTime)).toBeGreaterThan(
          Date.parse(before.status.refreshTime),
        );
        return now;
      }, 30_000);
      expect(await valueOf(name)).toBe(`kw-second-of-${name}`);
      expect(after.metadata.annotations).toEqual({
        ...before.metadata.annotations,
        'force-sync': expect.stringMatching(/^\d{10}$/),
      });
      expect(after.spec).toEqual(before.spec);
    },
    60_000,
  );

  it.each([
    ['created-once', 'CreatedOnce'],
    ['no-interval', 'refreshInterval is 0'],
  ])(
    'is off for one that is %s, which the operator does not refresh',
    async (name, reason) => {
      const before = await read(name);
      expect(createSync().refuse(await observe(name))?.reason).toContain(
        reason,
      );
      await manager.putSecret(`${name}/db`, `kw-second-of-${name}`);
      await new Promise(resolve => setTimeout(resolve, 1100));
      // As anybody would by hand.
      await cluster().kubectl([
        ...['annotate', 'externalsecret', name, '-n', 'shop'],
        'force-sync=1',
      ]);
      await new Promise(resolve => setTimeout(resolve, 5000));
      expect((await read(name)).status.refreshTime).toBe(
        before.status.refreshTime,
      );
      expect(await valueOf(name)).toBe(`kw-first-of-${name}`);
    },
    60_000,
  );

  const FIXED = `${SHOP}/externalsecrets/fixed`;
  const annotated = (metadata: object, rest: object = {}) => ({
    metadata: { annotations: { 'force-sync': '7' }, ...metadata },
    ...rest,
  });

  const forbidden: [string, string, unknown, string?][] = [
    ['the store', FIXED, { spec: { secretStoreRef: { name: 'other' } } }],
    [
      'the store along with the annotation',
      FIXED,
      annotated({}, { spec: { secretStoreRef: { name: 'other' } } }),
    ],
    [
      'the key',
      FIXED,
      [
        {
          op: 'replace',
          path: '/spec/data/0/remoteRef/key',
          value: 'other/db',
        },
      ],
      JSON_PATCH,
    ],
    ['the interval', FIXED, { spec: { refreshInterval: '1s' } }],
    ['the policy', FIXED, { spec: { refreshPolicy: 'OnChange' } }],
    ['the target', FIXED, { spec: { target: { name: 'other' } } }],
    ['a label', FIXED, annotated({ labels: { team: 'other' } })],
    ['all labels', FIXED, annotated({ labels: null })],
    [
      'another annotation',
      FIXED,
      { metadata: { annotations: { note: 'other' } } },
    ],
    [
      'another annotation, by removing it',
      FIXED,
      { metadata: { annotations: { note: null, 'force-sync': '7' } } },
    ],
    [
      'another annotation, by adding it',
      FIXED,
      { metadata: { annotations: { more: '1', 'force-sync': '7' } } },
    ],
    [
      'the annotation to no number',
      FIXED,
      { metadata: { annotations: { 'force-sync': 'text' } } },
    ],
    ['finalizers', FIXED, annotated({ finalizers: null })],
    [
      'owners',
      FIXED,
      annotated({
        ownerReferences: [
          { apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: 'x' },
        ],
      }),
    ],
    ['who manages fields', FIXED, annotated({ managedFields: [{}] })],
    ['its status', `${FIXED}/status`, { status: { refreshTime: null } }],
    [
      'the spec by an apply',
      `${FIXED}?fieldManager=x&force=true`,
      JSON.stringify(externalSecretOf('fixed', { refreshInterval: '1s' })),
      APPLY,
    ],
    [
      'what there is, by an apply that creates',
      `${SHOP}/externalsecrets/new?fieldManager=x`,
      JSON.stringify(externalSecretOf('new')),
      APPLY,
    ],
    ['a store', `${SHOP}/secretstores/aws`, annotated({})],
    ['a Secret', '/api/v1/namespaces/shop/secrets/fixed', annotated({})],
    ['a namespace', '/api/v1/namespaces/shop', annotated({})],
  ];

  it.each(forbidden.map(([what, ...change]) => ({ what, change })))(
    'has an account that cannot change $what',
    async ({ change: [path, body, contentType] }) => {
      const before = await read('fixed');
      const answer = await patch(path, body, contentType);
      expect([answer.status, answer.body.reason]).toEqual([403, 'Forbidden']);
      expect(await read('fixed')).toEqual(before);
    },
  );

  it('has an account that reads, creates, replaces and deletes nothing', async () => {
    const before = await read('fixed');
    for (const [method, path, body] of [
      ['GET', FIXED],
      ['GET', `${SHOP}/externalsecrets`],
      ['GET', '/api/v1/namespaces/shop/secrets/fixed'],
      ['GET', '/api/v1/secrets'],
      ['POST', `${SHOP}/externalsecrets`, externalSecretOf('new')],
      ['PUT', FIXED, before],
      ['DELETE', FIXED],
      ['DELETE', `${SHOP}/externalsecrets`],
    ] as const) {
      const { status } = await cluster().api.request(method, path, {
        token,
        ...(body ? { body } : {}),
      });
      expect([method, path, status]).toEqual([method, path, 403]);
    }
    expect(await read('fixed')).toEqual(before);
  });

  it('touches neither an object that was created anew nor one that does not exist', async () => {
    const resource = await observe('fixed');
    const anew: SyncableResource = {
      ...resource,
      attributes: {
        ...resource.attributes,
        uid: '00000000-0000-4000-8000-000000000000',
      },
    };
    const before = await read('fixed');
    expect(await failureOf(anew)).toMatchObject({ code: 'conflict' });
    expect(
      await failureOf({ ...resource, name: 'ExternalSecret/nowhere' }),
    ).toMatchObject({ code: 'gone' });
    expect(
      await failureOf(resource, { type: 'token', token: 'kw-wrong' }),
    ).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('does not accept the token'),
    });
    expect(await read('fixed')).toEqual(before);
  });

  it('does not use an account that could change more', async () => {
    const binding =
      '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings/keyward-external-secrets-sync';
    const { metadata, ...bound } = (await cluster().api.call(
      'GET',
      binding,
    )) as any;
    await cluster().api.call('DELETE', binding);
    const resource = await observe('fixed');
    await until(async () => {
      expect(await failureOf(resource)).toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining('may change more'),
      });
    }, 30_000);
    expect((await read('fixed')).metadata.annotations).not.toHaveProperty(
      'keyward.io/policy-probe',
    );
    await apply({ ...bound, metadata: { name: metadata.name } });
    await until(async () => await request(resource), 30_000);
  }, 90_000);

  it('has asked for nothing but changes of ExternalSecrets, and was answered no more than their names', async () => {
    const lines = (await readFile(cluster().auditLogFile, 'utf8'))
      .split('\n')
      .filter(line => line.includes(ACCOUNT))
      .map(line => JSON.parse(line))
      .filter(({ user, userAgent }) => {
        return user?.username === ACCOUNT && userAgent === 'keyward';
      });
    expect(lines.length).toBeGreaterThan(8);
    expect(
      new Set(
        lines.map(
          ({ verb, objectRef }) =>
            `${verb} ${objectRef.resource}.${objectRef.apiGroup}`,
        ),
      ),
    ).toEqual(new Set(['patch externalsecrets.external-secrets.io']));
    const answer = await clientFor(cluster(), { type: 'token', token }).patch(
      FIXED,
      {
        body: JSON.stringify({
          metadata: { annotations: { 'force-sync': '9' } },
        }),
        contentType: MERGE,
      },
      {
        signal: AbortSignal.timeout(30_000),
        accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
      },
    );
    let text = '';
    for await (const chunk of answer) {
      text += chunk;
    }
    expect(JSON.parse(text).kind).toBe('PartialObjectMetadata');
    expect(text).not.toContain('kw-');
  });
});

function clientFor(
  cluster: LivingCluster,
  credential: ActingCredential,
): ClusterClient {
  const { KubeConfig } = loadKubernetesClient();
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    {
      name: 'synced',
      server: cluster.url,
      caData: Buffer.from(cluster.caData).toString('base64'),
      skipTLSVerify: false,
    },
    {
      name: 'sync',
      token: credential.type === 'token' ? credential.token : '',
    },
  );
  return new ClusterClient(config);
}
