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

// Sync now as the platform team uses it: a portal, a real API server with the account
// and the policy of deploy/kubernetes, a real External Secrets Operator, and an AWS
// Secrets Manager. Nobody but the operator reads the value.
import { CanaryScanner } from '@internal/estate';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecretsManager } from '../external-secrets/SecretsManager';
import {
  type ExternalSecretsOperator,
  startExternalSecrets,
} from '../external-secrets/startExternalSecrets';
import { clusterConfig } from '../portal/clusterConfig';
import type { PortalApi } from '../portal/PortalApi';
import { readerToken, syncToken } from '../portal/readerToken';
import {
  type PortalProcess,
  startPortalProcess,
} from '../portal/startPortalProcess';
import { until } from '../portal/until';
import { useLivingCluster } from '../useLivingCluster';

const NAME = 'syncing';
const PATIENCE_MS = 90_000;
const API = '/api/secrets';
const EXTERNAL = '/apis/external-secrets.io/v1/namespaces/shop/externalsecrets';
const FIRST = 'Kw9-first-zR4tq8LmXv2c';
const SECOND = 'Kw9-second-pW7nd3JsYh5k';

const OBJECTS = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
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
  ...[
    ['db', { refreshInterval: '24h' }],
    ['once', { refreshPolicy: 'CreatedOnce' }],
  ].map(([name, spec]) => ({
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, namespace: 'shop' },
    spec: {
      ...(spec as object),
      secretStoreRef: { kind: 'SecretStore', name: 'aws' },
      data: [{ secretKey: 'password', remoteRef: { key: 'shop/db' } }],
    },
  })),
];

describe('Sync now in a portal', () => {
  const cluster = useLivingCluster({
    clusterName: NAME,
    controllerManager: false,
    scheduler: false,
    kwok: false,
    audit: true,
  });
  let manager: SecretsManager;
  let operator: ExternalSecretsOperator;
  let database: string;
  let portal: PortalProcess;
  let pat: PortalApi;
  const answers: string[] = [];

  beforeAll(async () => {
    database = await mkdtemp(join(tmpdir(), 'keyward-sync-'));
    manager = await SecretsManager.start(cluster().dataDir);
    await manager.createSecret('shop/db', FIRST);
    operator = await startExternalSecrets(cluster(), { awsUrl: manager.url });
    await cluster().kubectl(
      ['apply', '-f', '-'],
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: OBJECTS }),
    );
    const config: any = clusterConfig(cluster(), {
      token: await readerToken(cluster()),
    });
    config.secrets.externalSecrets = {
      everySeconds: 2,
      syncNow: {
        clusters: [
          { cluster: NAME, credential: { token: await syncToken(cluster()) } },
        ],
      },
    };
    portal = await startPortalProcess({ config, database, logLevel: 'debug' });
    pat = await until(() => portal.signIn('user:default/pat'), PATIENCE_MS);
  }, 15 * 60_000);

  afterAll(async () => {
    await portal?.stop();
    await operator?.stop();
    await manager?.stop();
    await rm(database, { recursive: true, force: true });
  }, 60_000);

  async function ask(method: string, path: string) {
    const answer = await pat.request(method, `${API}${path}`);
    answers.push(JSON.stringify(answer.body));
    return answer;
  }

  /** What delivers a secret, as its page shows it. */
  async function delivererOf(name: string) {
    const { body } = await ask('GET', `/secrets?namespace=shop&q=${name}`);
    const { id } = body.items.find((item: any) => item.name === name);
    const secret = await ask('GET', `/secrets/by-id/${id}`);
    const [resource] = secret.body.deliveredBy;
    return resource;
  }

  const timeOf = (at: string) => Date.parse(at);

  it('moves the refresh time, which the page shows, and brings the new value to the cluster', async () => {
    const before = await until(async () => {
      const resource = await delivererOf('db');
      expect(resource).toMatchObject({
        kind: 'external-secret',
        attributes: { state: 'synced' },
        sync: { available: true },
      });
      return resource;
    }, PATIENCE_MS);
    await manager.putSecret('shop/db', SECOND);
    await new Promise(resolve => setTimeout(resolve, 1100));
    const answer = await ask('POST', `/resources/by-id/${before.id}/sync`);
    expect(answer.status).toBe(200);
    const again = await ask('POST', `/resources/by-id/${before.id}/sync`);
    expect(again.status).toBe(409);
    const after = await until(async () => {
      const resource = await delivererOf('db');
      expect(timeOf(resource.attributes.refreshTime)).toBeGreaterThan(
        timeOf(before.attributes.refreshTime),
      );
      return resource;
    }, PATIENCE_MS);
    expect(after.sync).toEqual({
      available: true,
      requestedAt: answer.body.requestedAt,
    });
    const { data } = (await cluster().api.call(
      'GET',
      '/api/v1/namespaces/shop/secrets/db',
    )) as any;
    expect(Buffer.from(data.password, 'base64').toString()).toBe(SECOND);
  }, 240_000);

  it('is off, with the reason, for one that is created once', async () => {
    const resource = await until(
      async () => await delivererOf('once'),
      PATIENCE_MS,
    );
    expect(resource.sync).toMatchObject({
      available: false,
      reason: expect.stringContaining('CreatedOnce'),
    });
    const answer = await ask('POST', `/resources/by-id/${resource.id}/sync`);
    expect(answer.status).toBe(409);
    const { metadata } = (await cluster().api.call(
      'GET',
      `${EXTERNAL}/once`,
    )) as any;
    expect(metadata.annotations ?? {}).not.toHaveProperty('force-sync');
  }, 120_000);

  it('audits each request, and leaves the value nowhere', async () => {
    expect(portal.log()).toContain('resource-sync');
    const scanner = new CanaryScanner([
      { place: 'the first value', value: Buffer.from(FIRST) },
      { place: 'the second value', value: Buffer.from(SECOND) },
    ]);
    const found = (text: string | Buffer) =>
      scanner.scan(typeof text === 'string' ? Buffer.from(text) : text);
    expect(found(JSON.stringify({ FIRST })).length).toBeGreaterThan(0);
    expect(found(portal.log())).toEqual([]);
    expect(answers.length).toBeGreaterThan(8);
    expect(answers.flatMap(answer => found(answer))).toEqual([]);
    const files = await readdir(database);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      expect([file, found(await readFile(join(database, file)))]).toEqual([
        file,
        [],
      ]);
    }
    const asked = (await readFile(cluster().auditLogFile, 'utf8'))
      .split('\n')
      .filter(line => line.includes('keyward-external-secrets-sync'))
      .map(line => JSON.parse(line))
      .filter(({ userAgent }) => userAgent === 'keyward')
      .map(({ verb, objectRef }) => `${verb} ${objectRef.resource}`);
    expect(new Set(asked)).toEqual(new Set(['patch externalsecrets']));
  });
});
