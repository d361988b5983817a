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

// From the remote secret to the pod and back, in a portal: a real External Secrets Operator
// syncs from a real Vault and from an AWS that moto plays into a real API server. What the
// pages show is compared with tables that are written by hand.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SecretsManager } from '../external-secrets/SecretsManager';
import {
  type ExternalSecretsOperator,
  startExternalSecrets,
} from '../external-secrets/startExternalSecrets';
import { packageFolder } from '../packageFolder';
import { clusterConfig } from '../portal/clusterConfig';
import type { PortalApi } from '../portal/PortalApi';
import { readerToken } from '../portal/readerToken';
import {
  type PortalProcess,
  startPortalProcess,
} from '../portal/startPortalProcess';
import { until } from '../portal/until';
import { useLivingCluster } from '../useLivingCluster';
import { LivingVault } from '../vault/LivingVault';

const NAME = 'lineage';
const REGION = 'eu-central-1';
const PATIENCE_MS = 90_000;
const START_MS = 15 * 60_000;
const API = '/api/secrets';
const POLICY = join(packageFolder, '../../deploy/vault/keyward.hcl');
const VALUE = 'kw-4be1f0a2-value';
const EXTERNAL_SECRETS = 'external-secrets.io/v1';

/** A Secret that an ExternalSecret of the same name makes for a pod of the same name. */
interface Planted {
  store: string;
  key: string;
  property?: string;
  version?: string;
  /** Synced when it is made, and then not while the test runs. */
  isSlow?: boolean;
}

const PLANTED: Record<string, Planted> = {
  'vault-steady': { store: 'vault', key: 'shop/steady', property: 'password' },
  'vault-api': { store: 'vault-api', key: 'secret/data/shop/steady' },
  'vault-v1': { store: 'vault-v1', key: 'shop/plain', property: 'password' },
  'vault-changed': { store: 'vault', key: 'shop/changed', isSlow: true },
  'vault-deleted': { store: 'vault', key: 'shop/deleted' },
  'vault-renamed': { store: 'vault', key: 'shop/renamed' },
  'vault-pinned': { store: 'vault', key: 'shop/pinned', version: '1' },
  'aws-steady': { store: 'aws', key: 'shop/steady' },
  'aws-parameter': { store: 'aws-parameters', key: '/shop/token' },
  'aws-changed': { store: 'aws', key: 'shop/changed', isSlow: true },
  'aws-deleted': { store: 'aws', key: 'shop/deleted' },
  'aws-leaving': { store: 'aws', key: 'shop/leaving' },
  'aws-renamed': { store: 'aws', key: 'shop/renamed' },
  'aws-pinned': { store: 'aws', key: 'shop/pinned', version: 'AWSPREVIOUS' },
};

const manifestsOf = (name: string, planted: Planted) => [
  {
    apiVersion: EXTERNAL_SECRETS,
    kind: 'ExternalSecret',
    metadata: { name, namespace: 'shop' },
    spec: {
      refreshInterval: planted.isSlow ? '24h' : '2s',
      secretStoreRef: { kind: 'SecretStore', name: planted.store },
      data: [
        {
          secretKey: 'password',
          remoteRef: {
            key: planted.key,
            ...(planted.property ? { property: planted.property } : {}),
            ...(planted.version ? { version: planted.version } : {}),
          },
        },
      ],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop' },
    spec: {
      containers: [
        { name: 'app', image: 'app', envFrom: [{ secretRef: { name } }] },
      ],
    },
  },
];

const storeOf = (name: string, provider: object) => ({
  apiVersion: EXTERNAL_SECRETS,
  kind: 'SecretStore',
  metadata: { name, namespace: 'shop' },
  spec: { provider },
});

const awsOf = (service: string) => ({
  aws: {
    service,
    region: REGION,
    auth: {
      secretRef: {
        accessKeyIDSecretRef: { name: 'logins', key: 'id' },
        secretAccessKeySecretRef: { name: 'logins', key: 'key' },
      },
    },
  },
});

describe('the lineage of what is synced from Vault and AWS', () => {
  const cluster = useLivingCluster({
    clusterName: NAME,
    controllerManager: false,
    scheduler: false,
    kwok: false,
  });
  let vault: LivingVault;
  let aws: SecretsManager;
  let operator: ExternalSecretsOperator;
  let portal: PortalProcess;
  let pat: PortalApi;

  beforeAll(async () => {
    [vault, aws] = await Promise.all([
      LivingVault.start(),
      SecretsManager.start(cluster().dataDir),
    ]);
    await root('POST', 'sys/mounts/secret', {
      type: 'kv',
      options: { version: '2' },
    });
    await root('POST', 'sys/mounts/old', { type: 'kv' });
    await until(async () => await root('GET', 'secret/config'));
    for (const name of ['steady', 'changed', 'deleted', 'renamed', 'pinned']) {
      await writeVault(name);
      await aws.createSecret(`shop/${name}`, VALUE);
    }
    await aws.createSecret('shop/leaving', VALUE);
    await aws.putSecret('shop/pinned', `${VALUE}-1`);
    await root('POST', 'old/shop/plain', { password: VALUE });
    await aws.call('ssm.PutParameter', {
      Name: '/shop/token',
      Value: VALUE,
      Type: 'SecureString',
    });
    operator = await startExternalSecrets(cluster(), { awsUrl: aws.url });
    const token = await vault.createToken({
      keyward: await readFile(POLICY, 'utf8'),
      'keyward-old': 'path "old/*" { capabilities = ["list"] }',
    });
    const config: any = clusterConfig(cluster(), {
      token: await readerToken(cluster()),
    });
    Object.assign(config.secrets, {
      externalSecrets: { everySeconds: 2 },
      vault: {
        instances: [
          {
            name: 'main',
            address: vault.url,
            caData: vault.ca,
            everySeconds: 1,
            auth: { token },
          },
        ],
      },
      aws: {
        instances: [
          {
            name: 'prod',
            accountId: '123456789012',
            regions: [REGION],
            endpoint: aws.url,
            credential: { accessKeyId: 'test', secretAccessKey: 'test' },
            clusters: [NAME],
            everySeconds: 1,
          },
        ],
      },
    });
    portal = await startPortalProcess({ config });
    pat = await until(() => portal.signIn('user:default/pat'), PATIENCE_MS);
    // moto dates a version by when somebody asks for it: that has to be before it is synced.
    await until(async () => {
      await pageOf('prod', 'shop/steady');
    }, PATIENCE_MS);
    const vaultOf = (settings: object) => ({
      vault: {
        server: vault.url,
        caBundle: Buffer.from(vault.ca).toString('base64'),
        auth: { tokenSecretRef: { name: 'logins', key: 'token' } },
        ...settings,
      },
    });
    await apply(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'logins', namespace: 'shop' },
        stringData: { id: 'test', key: 'test', token: vault.rootToken },
      },
      storeOf('vault', vaultOf({ path: 'secret', version: 'v2' })),
      storeOf('vault-api', vaultOf({ version: 'v2' })),
      storeOf('vault-v1', vaultOf({ path: 'old', version: 'v1' })),
      storeOf('aws', awsOf('SecretsManager')),
      storeOf('aws-parameters', awsOf('ParameterStore')),
      ...Object.entries(PLANTED).flatMap(entry => manifestsOf(...entry)),
    );
  }, START_MS);

  afterAll(async () => {
    await portal?.stop();
    await operator?.stop();
    await aws?.stop();
    await vault?.stop();
  }, 60_000);

  async function root(method: string, path: string, body?: object) {
    return await vault.client().call(method, `/v1/${path}`, { body });
  }

  async function writeVault(name: string) {
    await root('POST', `secret/data/shop/${name}`, {
      data: { password: VALUE },
    });
  }

  async function apply(...objects: object[]) {
    await cluster().kubectl(
      ['apply', '-f', '-'],
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
    );
  }

  async function pageOf(source: string, name: string) {
    const items = await pat.list<any>(`${API}/secrets?sourceId=${source}`);
    const item = items.find(each => each.name === name);
    if (!item) {
      throw new Error(`There is no ${name} in ${source}`);
    }
    return await pat.get(`${API}/secrets/by-id/${item.id}`);
  }

  /** Each edge of the picture of a page, as `from → to: label`, with what is wrong at an end. */
  async function pictureOf(source: string, name: string): Promise<string[]> {
    const { lineage } = await pageOf(source, name);
    const nodes = new Map<string, string>(
      lineage.nodes.map((node: any) => [
        node.id,
        `${node.kind} ${node.title}${node.problem ? ` (${node.problem})` : ''}`,
      ]),
    );
    return lineage.edges
      .map(
        ({ from, to, label }: any) =>
          `${nodes.get(from)} → ${nodes.get(to)}${label ? `: ${label}` : ''}`,
      )
      .sort();
  }

  /** Both ways: what feeds the Secrets, and what the remote secrets feed. */
  async function picturesOf(names: Iterable<string>, source: string) {
    return Object.fromEntries(
      await Promise.all(
        [...names].map(async name => [name, await pictureOf(source, name)]),
      ),
    );
  }

  /** What the page of a Secret shows where all is well. */
  const wellOf = (name: string, from: string, label = '') => [
    `ExternalSecret ${name} → Secret ${name}: delivers`,
    `Secret ${name} → Pod ${name}: envFrom`,
    `${from} → ExternalSecret ${name}${label && `: ${label}`}`,
  ];

  /** What the page of a Secret shows that is synced no more. */
  const failingOf = (name: string, from: string) => [
    `ExternalSecret ${name} (SecretSyncedError) → Secret ${name}: delivers`,
    `Secret ${name} → Pod ${name}: envFrom`,
    `${from} → ExternalSecret ${name} (SecretSyncedError)`,
  ];

  /** What the page of a remote secret shows of a Secret that it feeds. */
  const fedOf = (remote: string, name: string, problem = '') => [
    `Secret ${name}${problem} → Pod ${name}: envFrom`,
    `${remote} → Secret ${name}${problem}: ExternalSecret/${name}`,
  ];

  it('leads from each remote secret to the pod, and back', async () => {
    await until(async () => {
      expect(await picturesOf(Object.keys(PLANTED), NAME)).toEqual({
        'vault-steady': wellOf('vault-steady', 'vault steady', 'password'),
        'vault-api': wellOf('vault-api', 'vault steady'),
        'vault-v1': wellOf('vault-v1', 'vault plain', 'password'),
        'vault-changed': wellOf('vault-changed', 'vault changed'),
        'vault-deleted': wellOf('vault-deleted', 'vault deleted'),
        'vault-renamed': wellOf('vault-renamed', 'vault renamed'),
        'vault-pinned': wellOf('vault-pinned', 'vault pinned', 'version 1'),
        'aws-steady': wellOf('aws-steady', 'aws shop/steady'),
        'aws-parameter': wellOf('aws-parameter', 'aws /shop/token'),
        'aws-changed': wellOf('aws-changed', 'aws shop/changed'),
        'aws-deleted': wellOf('aws-deleted', 'aws shop/deleted'),
        'aws-leaving': wellOf('aws-leaving', 'aws shop/leaving'),
        'aws-renamed': wellOf('aws-renamed', 'aws shop/renamed'),
        'aws-pinned': wellOf(
          'aws-pinned',
          'aws shop/pinned',
          'version AWSPREVIOUS',
        ),
      });
      const remotes = ['steady', 'plain', 'changed', 'pinned'];
      expect(await picturesOf(remotes, 'main')).toEqual({
        steady: [
          ...fedOf('vault steady', 'vault-api'),
          ...fedOf('vault steady', 'vault-steady'),
        ].sort(),
        plain: fedOf('vault plain', 'vault-v1'),
        changed: fedOf('vault changed', 'vault-changed'),
        pinned: fedOf('vault pinned', 'vault-pinned'),
      });
      const names = ['shop/steady', '/shop/token', 'shop/pinned'];
      expect(await picturesOf(names, 'prod')).toEqual({
        'shop/steady': fedOf('aws shop/steady', 'aws-steady'),
        '/shop/token': fedOf('aws /shop/token', 'aws-parameter'),
        'shop/pinned': fedOf('aws shop/pinned', 'aws-pinned'),
      });
    }, PATIENCE_MS);
  }, 120_000);

  it('shows what was changed, deleted or renamed at the source, and leaves alone what is pinned', async () => {
    for (const name of ['changed', 'pinned']) {
      await writeVault(name);
      await aws.putSecret(`shop/${name}`, `${VALUE}-2`);
    }
    for (const name of ['deleted', 'renamed']) {
      await root('DELETE', `secret/metadata/shop/${name}`);
      await aws.deleteSecret(`shop/${name}`);
    }
    await aws.call('secretsmanager.DeleteSecret', { SecretId: 'shop/leaving' });
    await writeVault('new-name');
    await aws.createSecret('shop/new-name', VALUE);

    await until(async () => {
      expect(await picturesOf(Object.keys(PLANTED), NAME)).toEqual({
        'vault-steady': wellOf('vault-steady', 'vault steady', 'password'),
        'vault-api': wellOf('vault-api', 'vault steady'),
        'vault-v1': wellOf('vault-v1', 'vault plain', 'password'),
        'vault-changed': wellOf(
          'vault-changed',
          'vault changed',
          'newer than synced',
        ),
        'vault-deleted': failingOf('vault-deleted', 'vault deleted (gone)'),
        'vault-renamed': failingOf('vault-renamed', 'vault renamed (gone)'),
        'vault-pinned': wellOf('vault-pinned', 'vault pinned', 'version 1'),
        'aws-steady': wellOf('aws-steady', 'aws shop/steady'),
        'aws-parameter': wellOf('aws-parameter', 'aws /shop/token'),
        'aws-changed': wellOf(
          'aws-changed',
          'aws shop/changed',
          'newer than synced',
        ),
        'aws-deleted': failingOf('aws-deleted', 'aws shop/deleted (gone)'),
        'aws-leaving': failingOf('aws-leaving', 'aws shop/leaving'),
        'aws-renamed': failingOf('aws-renamed', 'aws shop/renamed (gone)'),
        'aws-pinned': wellOf(
          'aws-pinned',
          'aws shop/pinned',
          'version AWSPREVIOUS',
        ),
      });
      expect(await picturesOf(['new-name', 'pinned'], 'main')).toEqual({
        // Nothing names it yet.
        'new-name': [],
        pinned: fedOf('vault pinned', 'vault-pinned'),
      });
      const names = ['shop/new-name', 'shop/leaving'];
      expect(await picturesOf(names, 'prod')).toEqual({
        'shop/new-name': [],
        'shop/leaving': fedOf(
          'aws shop/leaving',
          'aws-leaving',
          ' (SecretSyncedError)',
        ),
      });
      const findings = await pat.list<any>(
        `${API}/findings?rule=orphaned&rule=delivery-failed&rule=aws-secret-deleting`,
      );
      expect(
        findings.map(({ rule, secret }) => `${secret.name} ${rule}`).sort(),
      ).toEqual([
        'aws-deleted delivery-failed',
        'aws-deleted orphaned',
        'aws-leaving delivery-failed',
        'aws-renamed delivery-failed',
        'aws-renamed orphaned',
        'shop/leaving aws-secret-deleting',
        'vault-deleted delivery-failed',
        'vault-deleted orphaned',
        'vault-renamed delivery-failed',
        'vault-renamed orphaned',
      ]);
    }, PATIENCE_MS);
    expect(portal.log()).not.toContain(VALUE);
  }, 120_000);
});
