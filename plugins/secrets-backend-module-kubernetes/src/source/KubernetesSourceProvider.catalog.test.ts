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

import { X509Certificate } from 'crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { createServer, type Server } from 'http';
import type { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { rootCertificates } from 'tls';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { SecretsSource } from '@keyward/backstage-plugin-secrets-node';
import { KubernetesSourceProvider } from './KubernetesSourceProvider';
import { closeServer, listenLocally } from '../__testUtils__/localServer';

const [CA, OTHER_CA] = rootCertificates;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const sha256 = (pem: string) => new X509Certificate(pem).fingerprint256;
const URL = 'https://prod.example';
const TOKEN = 'canary-own-token';

interface Cluster {
  name?: string;
  namespace?: string;
  title?: string;
  url?: string;
  caData?: string;
  annotations?: Record<string, string>;
}

const resource = (cluster: Cluster) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: {
    name: cluster.name ?? 'prod',
    namespace: cluster.namespace ?? 'default',
    title: cluster.title,
    annotations: {
      'kubernetes.io/api-server': cluster.url ?? URL,
      'kubernetes.io/api-server-certificate-authority':
        cluster.caData ?? base64(CA),
      'kubernetes.io/auth-provider': 'oidc',
      ...cluster.annotations,
    },
  },
  spec: { type: 'kubernetes-cluster', owner: 'platform' },
});

const provide = (options: {
  /** What is said of `prod` beside its credential. */
  entry?: object;
  clusters?: Cluster[];
  /** Under a locator of type config. */
  configured?: object[];
}) => {
  const entities = (options.clusters ?? []).map(resource);
  const catalog = catalogServiceMock({ entities });
  const provider = new KubernetesSourceProvider({
    config: new ConfigReader({
      kubernetes: {
        clusterLocatorMethods: [
          { type: 'catalog' },
          ...(options.configured
            ? [{ type: 'config', clusters: options.configured }]
            : []),
        ],
      },
      secrets: {
        fingerprint: { key: base64('k'.repeat(32)) },
        kubernetes: {
          clusters: options.entry
            ? [
                {
                  cluster: 'prod',
                  id: 'p',
                  credential: { token: TOKEN },
                  ...options.entry,
                },
              ]
            : [],
        },
      },
    } as any),
    logger: mockServices.logger.mock(),
    catalog,
    auth: mockServices.auth(),
    discovery: mockServices.discovery(),
    getKinds: () => [],
  });
  return { provider, catalog, entities };
};

const sourcesOf = async (options: Parameters<typeof provide>[0]) =>
  await provide(options).provider.getSources();

const pin = (url = URL, ca = CA) => ({
  apiServer: { url, caData: base64(ca) },
});

const run = async (sources: SecretsSource[]) => {
  const abort = new AbortController();
  const runs = sources.map(source =>
    source.run({
      signal: abort.signal,
      cursors: {},
      apply: async () => {},
      report: async () => {},
    }),
  );
  await new Promise(resolve => setTimeout(resolve, 500));
  abort.abort();
  await Promise.all(runs);
};

describe('KubernetesSourceProvider with clusters of the catalog', () => {
  describe('of somebody who wants the token', () => {
    let trap: Server;
    let seen: (string | undefined)[];
    let address: string;

    beforeEach(async () => {
      seen = [];
      trap = createServer((request, response) => {
        seen.push(request.headers.authorization);
        response.end('{}');
      });
      await listenLocally(trap);
      address = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`;
    });
    afterEach(async () => {
      await closeServer(trap);
    });
    const theirs = () => ({
      url: address,
      annotations: { 'kubernetes.io/skip-tls-verify': 'true' },
    });

    it('sends it nowhere', async () => {
      await run(await sourcesOf({ entry: {}, clusters: [theirs()] }));
      expect(seen).toEqual([]);
    });

    it('sends it nowhere by another namespace of the catalog', async () => {
      const clusters = [{ ...theirs(), namespace: 'theirs' }, {}];
      await run(await sourcesOf({ entry: {}, clusters }));
      await run(await sourcesOf({ entry: {}, clusters: clusters.reverse() }));
      expect(seen).toEqual([]);
    });

    it('sends it nowhere by an address that changes later', async () => {
      const { provider, entities } = provide({ entry: pin(), clusters: [{}] });
      await provider.getSources();
      entities[0].metadata.annotations = resource(
        theirs(),
      ).metadata.annotations;
      await run(await provider.getSources());
      expect(seen).toEqual([]);
    });
  });

  it('says how an address is pinned, and what to compare', async () => {
    const [source] = await sourcesOf({ entry: {}, clusters: [{}] });
    expect(source.problem).toEqual({
      code: 'address-not-pinned',
      message:
        'The address of the cluster prod comes from the catalog (resource:default/prod), so Keyward sends its credential there only once it is pinned',
      remedy: expect.any(String),
    });
    const [text, lines] = source.problem!.remedy!.split('\n\n');
    expect(text).toContain(sha256(CA));
    expect(text).toContain('secrets.kubernetes.clusters[0]');
    expect(lines.split('\n')).toEqual([
      'apiServer:',
      `  url: "${URL}"`,
      `  caData: ${base64(new X509Certificate(CA).toString().trim())}`,
    ]);
    expect(JSON.stringify(source.problem)).not.toContain(TOKEN);
  });

  it('lets nobody write other lines into what is to be pasted', async () => {
    const url = `${URL}/#"\n  credential:\n    token: theirs`;
    const [source] = await sourcesOf({ entry: {}, clusters: [{ url }] });
    expect(source.problem).toMatchObject({
      code: 'address-not-pinned',
      remedy: expect.stringContaining('no https address'),
    });
    expect(source.problem!.remedy).not.toContain('theirs');
    const [other] = await sourcesOf({
      entry: {},
      clusters: [{ caData: base64(`no PEM\n${'x'.repeat(100_000)}`) }],
    });
    expect(other.problem!.remedy).toContain('no certificate');
    expect(other.problem!.remedy!.length).toBeLessThan(1000);
  });

  it('follows a cluster whose address is pinned', async () => {
    const { provider } = provide({
      entry: pin(),
      clusters: [{ title: 'Production' }],
    });
    const [source, ...others] = await provider.getSources();
    expect(others).toEqual([]);
    expect(source).toMatchObject({ id: 'p', title: 'prod' });
    expect(source.problem).toBeUndefined();
    expect(source.warnings).toEqual([]);
    expect((await provider.getSources())[0]).toBe(source);
  });

  it.each([
    ['a slash at its end', pin(`${URL}/`), {}],
    ['the port that is meant', pin(`${URL}:443`), {}],
    ['another case', pin('https://PROD.example'), {}],
    ['a CA that is wrapped in other white space', pin(URL, `${CA}\n\n`), {}],
    [
      'several certificates in another order',
      pin(URL, `${CA}\n${OTHER_CA}`),
      {
        caData: base64(`${OTHER_CA}\n${CA}`),
      },
    ],
  ])('takes an address for the same with %s', async (_, entry, cluster) => {
    const [source] = await sourcesOf({ entry, clusters: [cluster] });
    expect(source.problem).toBeUndefined();
  });

  it('reads the CA of a pin from a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'keyward-ca-'));
    const caFile = join(folder, 'ca.crt');
    const options = {
      entry: { apiServer: { url: URL, caFile } },
      clusters: [{}],
    };
    const { provider } = provide(options);
    const problemOf = async () => (await provider.getSources())[0].problem;
    await expect(problemOf()).resolves.toMatchObject({
      code: 'bad-config',
      message: `secrets.kubernetes.clusters[0].apiServer.caFile: ${caFile} cannot be read (ENOENT)`,
    });
    writeFileSync(caFile, 'none');
    await expect(problemOf()).resolves.toMatchObject({
      code: 'bad-config',
      message: `secrets.kubernetes.clusters[0].apiServer.caFile: ${caFile} holds no certificate`,
    });
    writeFileSync(caFile, CA);
    await expect(problemOf()).resolves.toBeUndefined();
    rmSync(folder, { recursive: true });
  });

  it.each([
    [
      'address',
      { url: 'https://elsewhere.example' },
      'https://elsewhere.example',
    ],
    ['CA', { caData: base64(OTHER_CA) }, sha256(OTHER_CA)],
    ['scheme', { url: 'http://prod.example' }, 'no https address'],
  ])('stops when the catalog gives another %s', async (_, change, shown) => {
    const { provider, entities } = provide({ entry: pin(), clusters: [{}] });
    const [before] = await provider.getSources();
    expect(before.problem).toBeUndefined();
    entities[0].metadata.annotations = resource(change).metadata.annotations;
    const [after] = await provider.getSources();
    expect(after).toMatchObject({
      id: 'p',
      problem: {
        code: 'address-changed',
        message:
          'The catalog (resource:default/prod) gives another address or CA for the cluster prod than secrets.kubernetes.clusters[0].apiServer',
        remedy: expect.stringContaining(shown),
      },
    });
  });

  it('keeps to the pin where the catalog has the cluster no more', async () => {
    const [source] = await sourcesOf({ entry: pin() });
    expect(source).toMatchObject({ id: 'p', title: 'prod' });
    expect(source.problem).toBeUndefined();
  });

  it('goes on when the catalog cannot be read', async () => {
    const { provider, catalog } = provide({
      entry: pin(),
      clusters: [{ title: 'Production' }],
    });
    const [source] = await provider.getSources();
    jest.spyOn(catalog, 'streamEntities').mockImplementation(() => {
      throw new Error('down');
    });
    expect((await provider.getSources())[0]).toBe(source);
  });

  it('takes the configured cluster where the catalog has one of its name', async () => {
    const sources = await sourcesOf({
      entry: {},
      configured: [{ name: 'prod', url: 'https://configured.example' }],
      clusters: [{ url: 'https://theirs.example', title: 'Theirs' }],
    });
    expect(sources).toHaveLength(1);
    expect(sources[0]).toMatchObject({
      id: 'p',
      title: 'prod',
      warnings: [
        {
          code: 'catalog-cluster-ignored',
          message:
            'The catalog has a cluster prod as well (resource:default/prod): it is ignored, as the configured one counts',
        },
      ],
    });
    expect(sources[0].problem).toBeUndefined();
  });

  it('refuses two clusters of one name', async () => {
    const clusters = [{}, { namespace: 'theirs' }];
    const [source, ...others] = await sourcesOf({ entry: {}, clusters });
    expect(others).toEqual([]);
    expect(source.problem).toMatchObject({
      code: 'ambiguous-cluster',
      message:
        'The catalog has several clusters prod (resource:default/prod, resource:theirs/prod), so none of them is used',
    });
    // Also without an entry; and a pin leaves nothing to be chosen.
    await expect(sourcesOf({ clusters })).resolves.toMatchObject([
      { title: 'prod', problem: { code: 'ambiguous-cluster' } },
    ]);
    const [pinned] = await sourcesOf({ entry: pin(), clusters });
    expect(pinned.problem).toBeUndefined();
    expect(pinned.warnings).toMatchObject([{ code: 'ambiguous-cluster' }]);
    const [changed] = await sourcesOf({
      entry: pin('https://moved.example'),
      clusters,
    });
    expect(changed.problem).toMatchObject({ code: 'address-changed' });
  });

  it('shows neither title nor link of the catalog, whether it is pinned or not', async () => {
    const clusters = [
      {
        title: 'Theirs',
        annotations: {
          'kubernetes.io/dashboard-url': 'https://theirs.example',
        },
      },
    ];
    const [source] = await sourcesOf({ entry: {}, clusters });
    expect(source).toMatchObject({ title: 'prod', dashboardUrl: undefined });
    const [pinned] = await sourcesOf({ entry: pin(), clusters });
    expect(pinned).toMatchObject({ title: 'prod', dashboardUrl: undefined });
  });
});
