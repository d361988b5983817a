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

// What refers to Secrets as people really write it, on a real API server: each is
// used that something uses, nothing is missing that is there, and what nothing
// refers to is found.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { withKnex } from '../database/withKnex';
import { applyManifests } from '../manifests/applyManifests';
import { definitionOf } from '../manifests/definitionOf';
import { KubernetesManifest } from '../manifests/KubernetesManifest';
import { loadCustomResourceDefinitions } from '../manifests/loadCustomResourceDefinitions';
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

const NAME = 'references';
const PATIENCE_MS = 60_000;
const DAYS = 40;
const FIXTURES = join(
  packageFolder,
  '../../packages/cli/src/__fixtures__/references',
);

interface Case {
  file: string;
  /** What is applied first. */
  first: 'objects' | 'secrets';
  /** Secrets beside those of the file, which nothing refers to. */
  twins: string[];
  /** Whose consumer is what, as kind/name. */
  used: Record<string, string>;
  /** Secrets of the file that nothing refers to: copies. */
  unused?: string[];
}

const usedBy = (consumer: string, secrets: string[]) =>
  Object.fromEntries(secrets.map(secret => [secret, consumer]));

const CASES: Case[] = [
  {
    file: 'cnpg-cluster.yaml',
    // Texts that name a Secret which is made later.
    first: 'objects',
    twins: ['db/left-over'],
    used: usedBy('Cluster/orders', [
      'db/app-user',
      'db/queries',
      'db/replica-password',
      'db/role-pw',
      'db/s3-login',
      'db/server-ca',
      'db/server-tls',
      'db/super-user',
    ]),
  },
  {
    file: 'cluster-issuer.yaml',
    first: 'secrets',
    twins: ['payments/corp-root-ca'],
    used: {
      'cert-manager/acme-account': 'ClusterIssuer/public',
      'cert-manager/corp-root-ca': 'ClusterIssuer/corp',
      'cert-manager/dns-token': 'ClusterIssuer/public',
    },
  },
  {
    file: 'istio-gateway-namespace.yaml',
    first: 'secrets',
    twins: ['istio-system/other'],
    used: { 'istio-system/shop-web-cert': 'Gateway/shop-gw' },
  },
  {
    file: 'ingress-controllers.yaml',
    first: 'objects',
    twins: ['web/wildcard', 'edge/oidc'],
    used: {
      ...usedBy('Deployment/ingress-nginx-controller', [
        'edge/nginx-default',
        'edge/wildcard',
        'edge/wildcard2',
      ]),
      ...usedBy('Ingress/a', [
        'web/basic',
        'web/hap-auth',
        'web/jwk',
        'web/nginx-auth',
        'web/oidc',
      ]),
      'shared/other-ns': 'Ingress/b',
    },
  },
  {
    file: 'copies.yaml',
    first: 'secrets',
    twins: ['platform/other', 'kyv/second'],
    used: {
      'base/regcred': 'Secret/regcred',
      'kyv/mirror': 'Secret/mirror',
      'platform/db-login': 'ExternalSecret/db-login',
      'platform/pushed': 'PushSecret/by-label',
    },
    unused: ['shop/db-login', 'team/mirror', 'team/regcred'],
  },
];

const cluster = useLivingCluster({ clusterName: NAME });

describe('references as people write them, on a real API server', () => {
  let database: string;
  let portal: PortalProcess;
  let pat: PortalApi;

  const isLive = () =>
    until(async () => {
      const { items } = await pat.get('/api/secrets/sources');
      expect(items.find(({ id }: any) => id === NAME)).toMatchObject({
        state: 'live',
        problems: [],
      });
    }, PATIENCE_MS);
  const start = async () => {
    portal = await startPortalProcess({
      config: clusterConfig(cluster(), { token: await readerToken(cluster()) }),
      database,
    });
    pat = await until(() => portal.signIn('user:default/pat'), PATIENCE_MS);
    await isLive();
  };
  const consumersOf = async (places: string[]) => {
    const items: any[] = await pat.list('/api/secrets/secrets');
    const ids = new Map(
      items
        .filter(({ sourceId }) => sourceId === NAME)
        .map(({ namespace, name, id }) => [`${namespace}/${name}`, id]),
    );
    const result: Record<string, string> = {};
    for (const place of places) {
      const { consumerList = [] } = ids.has(place)
        ? await pat.get(`/api/secrets/secrets/by-id/${ids.get(place)}`)
        : {};
      const consumers = consumerList.map(
        ({ workload, kind, name }: any) =>
          `${workload?.kind ?? kind}/${workload?.name ?? name}`,
      );
      result[place] = [...new Set(consumers)].join();
    }
    return result;
  };
  const findings = async () => {
    const items: any[] = await pat.list('/api/secrets/findings?state=open');
    return items
      .filter(({ secret }) => secret.sourceId === NAME)
      .filter(({ rule }) => ['unused', 'missing-secret'].includes(rule))
      .map(
        ({ rule, secret: { namespace, name } }) =>
          `${rule} ${namespace}/${name}`,
      )
      .sort();
  };

  beforeAll(async () => {
    database = await mkdtemp(join(tmpdir(), 'keyward-references-'));
    await applyManifests(cluster(), [
      ...(await loadCustomResourceDefinitions()),
      definitionOf('networking.istio.io', 'Gateway', 'gateways'),
      definitionOf('postgresql.cnpg.io', 'Cluster', 'clusters'),
    ]);
    await start();
  }, 400_000);

  afterAll(async () => {
    await portal?.stop();
    await rm(database, { recursive: true, force: true });
  }, 30_000);

  it.each(CASES)(
    'sees who uses what of $file, $first first',
    async ({ file, first, twins, used, unused = [] }) => {
      const manifests = await manifestsOf(file);
      const isSecret = ({ kind }: KubernetesManifest) => kind === 'Secret';
      const parts = [
        [...manifests.filter(isSecret), ...twins.map(secretOf)],
        manifests.filter(manifest => !isSecret(manifest)),
      ];
      for (const part of first === 'secrets' ? parts : parts.reverse()) {
        await applyManifests(cluster(), part, { waitMs: 0 });
        await isLive();
      }
      const places = [...Object.keys(used), ...unused, ...twins];
      await until(async () => {
        expect(await consumersOf(places)).toEqual({
          ...used,
          ...usedBy('', [...unused, ...twins]),
        });
      }, PATIENCE_MS);
    },
    180_000,
  );

  it('calls unused what nothing refers to, and nothing else, and misses nothing', async () => {
    await portal.stop();
    const before = new Date(Date.now() - DAYS * 24 * 60 * 60 * 1000);
    const filename = join(database, 'secrets.sqlite');
    await withKnex(
      { client: 'better-sqlite3', connection: { filename } },
      async knex => {
        const then = before.toISOString();
        await knex('sources').update({ observed_since: then });
        await knex('secrets').update({ created_at: then, consumed_at: null });
        await knex('analyses').delete();
        await knex('analyses').insert({
          source_id: NAME,
          secret_id: '*',
          due_at: then,
        });
      },
    );
    await start();
    await until(async () => {
      const { analysedTo } = await pat.get('/api/secrets/findings/summary');
      expect(analysedTo).toBeUndefined();
      expect(await findings()).toEqual(
        CASES.flatMap(({ twins, unused = [] }) => [...twins, ...unused])
          .map(place => `unused ${place}`)
          .sort(),
      );
    }, PATIENCE_MS);
  }, 400_000);
});

async function manifestsOf(file: string): Promise<KubernetesManifest[]> {
  const documents = loadAll(await readFile(join(FIXTURES, file), 'utf8'));
  return documents
    .flatMap((document: any) =>
      document.kind === 'List' ? document.items : document,
    )
    .map(completed);
}

/** What an API server asks for besides. */
function completed(manifest: any): KubernetesManifest {
  const { kind, spec } = manifest;
  if (kind === 'Ingress') {
    const defaultBackend = { service: { name: 'web', port: { number: 80 } } };
    return { ...manifest, spec: { defaultBackend, ...spec } };
  }
  if (kind === 'Deployment') {
    const selector = { matchLabels: spec.template.metadata.labels };
    return { ...manifest, spec: { selector, ...spec } };
  }
  return manifest;
}

function secretOf(place: string): KubernetesManifest {
  const [namespace, name] = place.split('/');
  return { apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name } };
}
