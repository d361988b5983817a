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
// Who read a Secret of a real API server: by its audit log and a dump of the
// cluster, on the command line. Each reader has a twin that read nothing.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClient } from '../cluster/ApiClient';
import { applyManifests } from '../manifests/applyManifests';
import { readerToken } from '../portal/readerToken';
import { until } from '../portal/until';
import { runKeyward, writeKubeconfig } from '../process/runKeyward';
import { useLivingCluster } from '../useLivingCluster';

const PATIENCE_MS = 60_000;
const VALUE = 'made-up-value-of-who-read';

const cluster = useLivingCluster({
  clusterName: 'audited',
  audit: true,
  nodes: 1,
  users: [
    { name: 'ann', groups: ['readers'] },
    { name: 'eve', groups: ['others'] },
    { name: 'system:node:node-0', groups: ['system:nodes'] },
  ],
});

const role = (name: string, resourceNames?: string[]) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  metadata: { name, namespace: 'shop' },
  rules: [
    {
      apiGroups: [''],
      resources: ['secrets'],
      verbs: ['get', 'list', 'watch'],
      ...(resourceNames && { resourceNames }),
    },
  ],
});
const binding = (name: string, subject: object) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name, namespace: 'shop' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
  subjects: [subject],
});
const account = (name: string) => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace: 'shop' },
});
const deployment = (name: string, secretName?: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'shop' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        serviceAccountName: name,
        containers: [{ name: 'app', image: 'example.com/app:1' }],
        ...(secretName && {
          volumes: [{ name: 'secret', secret: { secretName } }],
        }),
      },
    },
  },
});
const secret = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: 'shop' },
  stringData: { password: VALUE },
});

describe('who read a Secret of a real API server', () => {
  let folder: string;
  let rows: any[];
  let printed: string;
  let statuses: number[];
  let podName: string;

  const as = async (token: string | undefined, path: string) => {
    const { url, caData: ca } = cluster();
    const client = new ApiClient({ url, ca, token });
    return (await client.request('GET', path)).status;
  };

  const whoRead = async (...args: string[]) => {
    const { stdout, stderr, exitCode } = await runKeyward(
      ...['who-read', cluster().auditLogFile, '--format', 'json', ...args],
    );
    expect([exitCode, stderr]).toEqual([
      0,
      expect.stringMatching(/^\d+ entries, those about secrets from /),
    ]);
    printed = stdout;
    return JSON.parse(stdout).reads.filter(
      ({ subject }: any) => !/keyward|User system:|kube-system/.test(subject),
    );
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyward-who-read-'));
    await applyManifests(cluster(), [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
      secret('db'),
      secret('unread'),
      account('checkout'),
      account('cart'),
      role('checkout', ['db']),
      role('readers'),
      binding('checkout', {
        kind: 'ServiceAccount',
        name: 'checkout',
        namespace: 'shop',
      }),
      binding('readers', {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'Group',
        name: 'readers',
      }),
      deployment('checkout', 'db'),
      deployment('cart'),
    ]);
    const podOf = async (app: string) =>
      await until(async () => {
        const { items } = await cluster().api.call(
          'GET',
          `/api/v1/namespaces/shop/pods?labelSelector=app%3D${app}`,
        );
        return items.find((pod: any) => pod.status.phase === 'Running');
      }, PATIENCE_MS);
    const pod = await podOf('checkout');
    await podOf('cart');
    podName = pod.metadata.name;
    const { status } = await cluster().api.call(
      'POST',
      '/api/v1/namespaces/shop/serviceaccounts/checkout/token',
      {
        body: {
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'TokenRequest',
          spec: {
            boundObjectRef: {
              apiVersion: 'v1',
              kind: 'Pod',
              name: podName,
              uid: pod.metadata.uid,
            },
          },
        },
      },
    );
    const db = '/api/v1/namespaces/shop/secrets/db';
    const tokenOf = (user: string) => cluster().userTokens[user];
    statuses = [
      await as(status.token, db),
      await as(status.token, '/api/v1/namespaces/shop/secrets/unread'),
      await as(tokenOf('system:node:node-0'), db),
      await as(tokenOf('ann'), '/api/v1/namespaces/shop/secrets'),
      await as(tokenOf('eve'), db),
      await as(tokenOf('eve'), db),
    ];
    const dump = join(folder, 'audited.dump');
    await runKeyward(
      ...['dump', '--context', 'audited', '--output', dump, '--kubeconfig'],
      await writeKubeconfig(
        join(folder, 'reader'),
        cluster(),
        await readerToken(cluster()),
      ),
    );
    rows = await whoRead('--dump', dump);
  }, 200_000);

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('is told for each reader, with the pod and how sure that is', () => {
    expect(statuses).toEqual([200, 403, 200, 200, 403, 403]);
    const told = rows.map(row => [
      row.secret,
      row.subject,
      row.pods.join(),
      row.grade,
      row.reason,
      row.reads,
      row.denied,
    ]);
    const account_ = 'ServiceAccount shop/checkout';
    expect(told.sort()).toEqual(
      [
        ['shop/db', account_, `shop/${podName}`, 'exact', 'token-of-pod', 1, 0],
        [
          ...['shop/unread', account_, `shop/${podName}`, 'exact'],
          ...['token-of-pod', 0, 1],
        ],
        [
          ...['shop/db', 'Node node-0', `shop/${podName}`, 'transitive'],
          ...['mounted-on-node', 1, 0],
        ],
        ['shop/*', 'User ann', '', 'none', 'person', 1, 0],
        ['shop/db', 'User eve', '', 'none', 'person', 0, 2],
      ].sort(),
    );
  });

  it('answers for one Secret, and prints no value', async () => {
    const found = await whoRead('--secret', 'shop/unread');
    expect(
      found.map(({ subject, reads, denied }: any) => [subject, reads, denied]),
    ).toEqual([
      ['User ann', 1, 0],
      ['ServiceAccount shop/checkout', 0, 1],
    ]);
    expect(printed).not.toContain(VALUE);
    expect(printed).not.toContain(Buffer.from(VALUE).toString('base64'));
  });
});
