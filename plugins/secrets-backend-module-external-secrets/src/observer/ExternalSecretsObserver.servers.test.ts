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

// What the observer says of ExternalSecrets and stores, beside what a real operator does
// with them at an AWS Secrets Manager that makes trouble.
import {
  type ExternalSecretsOperator,
  readerToken,
  SecretsManager,
  startExternalSecrets,
  until,
  useLivingCluster,
} from '@internal/servers';
import { ClusterClient, loadKubernetesClient } from '@keyward/kube-collector';
import { observeSecret } from '@keyward/kube-model';
import type { ResourceObservation } from '@keyward/observation';
import { createFingerprinter } from '@keyward/values';
import { ExternalSecretsObserver } from './ExternalSecretsObserver';

const START_MS = 15 * 60_000;
const GROUP = '/apis/external-secrets.io/v1';
const VALUE = 'kw-9f27c1d3-value';
const AWS_KEYS = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'aws', namespace: 'shop' },
  stringData: { id: 'test', key: 'test' },
};

const storeOf = (name: string) => ({
  apiVersion: 'external-secrets.io/v1',
  kind: 'SecretStore',
  metadata: { name, namespace: 'shop' },
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
});

const externalSecretOf = (
  name: string,
  { key = 'good/db', store = 'aws', spec = {}, target = {} } = {},
) => ({
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  metadata: { name, namespace: 'shop' },
  spec: {
    refreshInterval: '5s',
    secretStoreRef: { kind: 'SecretStore', name: store },
    target,
    data: [{ secretKey: 'password', remoteRef: { key } }],
    ...spec,
  },
});

describe('External Secrets as they are observed', () => {
  const cluster = useLivingCluster({
    clusterName: 'observed',
    controllerManager: false,
    scheduler: false,
    kwok: false,
  });
  let manager: SecretsManager;
  let operator: ExternalSecretsOperator;
  let client: ClusterClient;

  beforeAll(async () => {
    manager = await SecretsManager.start(cluster().dataDir);
    for (const [prefix, fault] of [
      ['denied/', 'denied'],
      ['throttled/', 'throttled'],
      ['slow/', 'slow'],
      ['garbage/', 'garbage'],
      ['down/', 'down'],
    ] as const) {
      manager.faults.set(prefix, fault);
    }
    for (const name of ['good/db', 'slow/db', 'deleted/db', 'retained/db']) {
      await manager.createSecret(name, VALUE);
    }
    operator = await startExternalSecrets(cluster(), { awsUrl: manager.url });
    const { KubeConfig } = loadKubernetesClient();
    const config = new KubeConfig();
    config.loadFromClusterAndUser(
      {
        name: 'observed',
        server: cluster().url,
        caData: Buffer.from(cluster().caData).toString('base64'),
        skipTLSVerify: false,
      },
      {
        name: 'reader',
        token: await readerToken(cluster(), ['reader-events.yaml']),
      },
    );
    client = new ClusterClient(config);
    await cluster().kubectl(['create', 'namespace', 'shop']);
  }, START_MS);

  afterAll(async () => {
    await operator?.stop();
    await manager?.stop();
  });

  const apply = async (...objects: object[]) =>
    await cluster().kubectl(
      ['apply', '-f', '-'],
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
    );

  /** Looks once, as the reader of deploy/kubernetes. */
  async function look() {
    const stop = new AbortController();
    const found = new Map<string, ResourceObservation>();
    await new ExternalSecretsObserver({
      everyMs: 600_000,
      metricsUrls: new Map([['observed', operator.metricsUrl]]),
    }).observe({
      sourceId: 'observed',
      name: 'observed',
      readsSecrets: true,
      signal: stop.signal,
      client,
      apply: async ({ upserts }) => {
        for (const each of upserts as ResourceObservation[]) {
          found.set(each.name, each);
        }
      },
      warn: async problems => {
        expect(problems).toEqual([]);
        stop.abort();
      },
    });
    return found;
  }

  /** What the operator itself says. */
  async function readyOf(name: string, resource = 'externalsecrets') {
    const { status } = (await cluster().api.call(
      'GET',
      `${GROUP}/namespaces/shop/${resource}/${name}`,
    )) as any;
    const ready = status?.conditions?.find(
      (each: any) => each.type === 'Ready',
    );
    return { ready: ready?.status?.toLowerCase(), reason: ready?.reason };
  }

  it('says of each what the operator says, and why it failed', async () => {
    await apply(
      AWS_KEYS,
      ...['aws', 'denied', 'leaving'].map(storeOf),
      externalSecretOf('synced'),
      externalSecretOf('slow', { key: 'slow/db' }),
      externalSecretOf('missing', { key: 'nowhere/db' }),
      externalSecretOf('denied-key', { key: 'denied/db' }),
      externalSecretOf('throttled', { key: 'throttled/db' }),
      externalSecretOf('garbage', { key: 'garbage/db' }),
      externalSecretOf('down', { key: 'down/db' }),
      externalSecretOf('no-property', {
        spec: {
          data: [
            {
              secretKey: 'password',
              remoteRef: { key: 'good/db', property: 'nothing' },
            },
          ],
        },
      }),
      externalSecretOf('no-store', { store: 'nowhere' }),
      externalSecretOf('created-once', {
        spec: { refreshPolicy: 'CreatedOnce' },
      }),
      externalSecretOf('retained', { key: 'retained/db' }),
      externalSecretOf('deleted', {
        key: 'deleted/db',
        target: { deletionPolicy: 'Delete' },
      }),
      externalSecretOf('no-target', {
        target: { name: 'nowhere', creationPolicy: 'Merge' },
      }),
      externalSecretOf('store-gone', { store: 'leaving' }),
      ...['a', 'b', 'c'].map(name =>
        externalSecretOf(`victim-${name}`, {
          store: 'denied',
          key: `denied/${name}`,
        }),
      ),
    );
    for (const name of ['retained', 'deleted', 'store-gone']) {
      await until(async () => {
        expect(await readyOf(name)).toEqual({
          ready: 'true',
          reason: 'SecretSynced',
        });
      }, 60_000);
    }
    await manager.deleteSecret('deleted/db');
    await manager.deleteSecret('retained/db');
    await cluster().kubectl(['delete', 'secretstore', 'leaving', '-n', 'shop']);

    const expected: Record<string, [state: string, cause?: string]> = {
      synced: ['synced'],
      slow: ['synced'],
      missing: ['failing', 'missing'],
      'denied-key': ['failing', 'denied'],
      throttled: ['failing', 'throttled'],
      garbage: ['failing', 'malformed'],
      down: ['failing', 'unreachable'],
      'no-property': ['failing', 'missing'],
      'no-store': ['failing', 'store-not-found'],
      'created-once': ['synced'],
      // By default the operator keeps the Secret and calls this an error.
      retained: ['failing', 'missing'],
      deleted: ['deleted'],
      'no-target': ['no-target'],
      'store-gone': ['failing', 'store-not-found'],
      'victim-a': ['failing', 'denied'],
      'victim-b': ['failing', 'denied'],
      'victim-c': ['failing', 'denied'],
    };
    const found = await until(async () => {
      const all = await look();
      for (const [name, [state, cause]] of Object.entries(expected)) {
        const { attributes, status } = all.get(`ExternalSecret/${name}`)!;
        expect([name, attributes?.state, attributes?.cause]).toEqual([
          name,
          state,
          cause,
        ]);
        expect([name, await readyOf(name)]).toEqual([
          name,
          { ready: status?.ready, reason: status?.reason },
        ]);
      }
      return all;
    }, 120_000);
    expect(found.get('ExternalSecret/created-once')?.attributes).toMatchObject({
      refreshes: 'created-once',
      isStale: false,
    });
    expect(found.get('ExternalSecret/retained')?.attributes).toMatchObject({
      neverSynced: false,
    });
    // The operator calls both valid.
    for (const store of ['aws', 'denied']) {
      expect(await readyOf(store, 'secretstores')).toEqual({
        ready: 'true',
        reason: 'Valid',
      });
    }
    expect(found.get('SecretStore/denied')?.attributes).toMatchObject({
      login: 'static-keys',
      health: 'failing',
      basis: 'reads',
      cause: 'denied',
      users: 3,
      victims: 3,
    });
    expect(found.get('SecretStore/aws')?.attributes).toMatchObject({
      health: 'reading',
      victims: 0,
    });
    // It counted each of them, and those that failed again and again.
    const counted = found.get('Operator')?.attributes as any;
    expect(counted.metrics).toBe('read');
    expect(counted.syncs).toBeGreaterThanOrEqual(Object.keys(expected).length);
    expect(counted.syncErrors).toBeGreaterThan(5);
    expect(counted.providerCalls).toBeGreaterThan(5);
    expect(counted.providerErrors).toBeGreaterThan(0);
    expect(counted.providers[0]).toMatch(/^AWS\/SecretsManager \d+ \d+$/);
    const told = JSON.stringify([...found.values()]);
    expect(told).not.toContain(VALUE);
    expect(told).not.toContain('hunter2');
    expect(told).not.toContain('arn:aws');
  }, 300_000);

  it('compares what the operator hashed with what somebody made of it since', async () => {
    await manager.createSecret('good/json', '{"b":"2","a":"ü"}');
    await cluster().kubectl([
      ...['create', 'secret', 'generic', 'merged', '-n', 'shop'],
      '--from-literal=own=1',
    ]);
    await apply(
      externalSecretOf('owned'),
      externalSecretOf('extracted', {
        spec: { data: [], dataFrom: [{ extract: { key: 'good/json' } }] },
      }),
      externalSecretOf('templated', {
        target: { template: { data: { url: 'db://{{ .password }}@host' } } },
      }),
      externalSecretOf('immutable', { target: { immutable: true } }),
      externalSecretOf('orphan', { target: { creationPolicy: 'Orphan' } }),
      externalSecretOf('merged', { target: { creationPolicy: 'Merge' } }),
    );
    const names = [
      ...['owned', 'extracted', 'templated', 'immutable'],
      ...['orphan', 'merged'],
    ];
    for (const name of names) {
      await until(async () => {
        expect(await readyOf(name)).toEqual({
          ready: 'true',
          reason: 'SecretSynced',
        });
      }, 60_000);
    }
    const drifts = async () =>
      Object.fromEntries(
        await Promise.all(
          names.map(async name => {
            const secret = await cluster().api.call(
              'GET',
              `/api/v1/namespaces/shop/secrets/${name}`,
            );
            const observed = observeSecret(secret, {
              sourceId: 'observed',
              taken: 'fingerprint',
              fingerprinter: createFingerprinter({
                key: Buffer.alloc(32, 1),
                keyId: 'k',
              }),
            });
            const { annotations } = (secret as any).metadata;
            const noted =
              annotations['reconcile.external-secrets.io/data-hash'];
            expect(noted).toMatch(/^[0-9a-f]{56}$/);
            expect(JSON.stringify(observed)).not.toContain(noted);
            return [name, observed.drifted];
          }),
        ),
      );
    const unchanged = {
      owned: false,
      extracted: false,
      templated: false,
      immutable: false,
      orphan: undefined,
      merged: undefined,
    };
    expect(await drifts()).toEqual(unchanged);

    await operator.stop();
    for (const name of names.filter(each => each !== 'immutable')) {
      await cluster().kubectl([
        ...['patch', 'secret', name, '-n', 'shop', '-p'],
        JSON.stringify({ stringData: { added: 'by hand' } }),
      ]);
    }
    expect(await drifts()).toEqual({
      ...unchanged,
      owned: true,
      extracted: true,
      templated: true,
    });
  }, 180_000);
});
