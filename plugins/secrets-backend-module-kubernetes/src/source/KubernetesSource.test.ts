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

import { createServer, type Server } from 'http';
import type { AddressInfo } from 'net';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { type RunningEstate, startEstate } from '@internal/estate';
import type {
  ClusterObserver,
  SecretsSource,
  SourceReport,
} from '@keyward/backstage-plugin-secrets-node';
import { KubernetesSourceProvider } from './KubernetesSourceProvider';
import { closeServer, listenLocally } from '../__testUtils__/localServer';

const REVIEWS = '/api/kubernetes/proxy/apis/authorization.k8s.io/v1';

describe('KubernetesSource', () => {
  let estate: RunningEstate;
  /** Stands for plugin-kubernetes, with its proxy. */
  let portal: Server;
  let asked: { url?: string; cluster?: string; spec: any }[];
  /** What may be done in all namespaces, and what in which one. */
  let allowed: string[];
  let rulesIn: Record<string, object[]>;
  /** Where plugin-kubernetes sends those who ask. */
  let location: string | undefined;

  beforeAll(async () => {
    estate = await startEstate({ watchFiles: false });
  });
  afterAll(async () => {
    await estate.stop();
  });
  beforeEach(async () => {
    asked = [];
    allowed = [];
    rulesIn = {};
    location = undefined;
    portal = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) {
        body += chunk;
      }
      const cluster = request.headers['backstage-kubernetes-cluster'];
      const { spec } = JSON.parse(body);
      asked.push({ url: request.url, cluster: cluster as string, spec });
      if (location && request.url !== location) {
        response.writeHead(307, { location }).end();
        return;
      }
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          status: spec.resourceAttributes
            ? { allowed: allowed.includes(spec.resourceAttributes.verb) }
            : { resourceRules: rulesIn[spec.namespace] ?? [] },
        }),
      );
    });
    await listenLocally(portal);
  });
  afterEach(async () => {
    await closeServer(portal);
  });

  const sourcesOf = async (
    credential: object,
    addressOf = (url: string) => url,
    access: object = {},
    observers: ClusterObserver[] = [],
  ) => {
    const { port } = portal.address() as AddressInfo;
    const provider = new KubernetesSourceProvider({
      config: new ConfigReader({
        kubernetes: {
          clusterLocatorMethods: [
            {
              type: 'config',
              clusters: estate.clusters.map(({ name, url }) => ({
                name,
                url: addressOf(url),
                skipTLSVerify: true,
                authProvider: 'serviceAccount',
                serviceAccountToken: 'not-ours',
              })),
            },
          ],
        },
        secrets: {
          access,
          fingerprint: { key: Buffer.alloc(32, 7).toString('base64') },
          kubernetes: {
            clusters: estate.clusters.map(({ name, token }) => ({
              cluster: name,
              id: name,
              credential: { token, ...credential },
            })),
          },
        },
      } as any),
      logger: mockServices.logger.mock(),
      catalog: catalogServiceMock({ entities: [] }),
      auth: mockServices.auth(),
      discovery: mockServices.discovery.mock({
        getBaseUrl: async id => `http://127.0.0.1:${port}/api/${id}`,
      }),
      getKinds: () => [],
      getObservers: () => observers,
    });
    return await provider.getSources();
  };

  /** Runs a source until a report says what is waited for. */
  const runUntil = async (
    source: SecretsSource,
    isEnough: (report: SourceReport) => boolean,
  ) => {
    const abort = new AbortController();
    const refs = new Set<string>();
    let last: SourceReport = {};
    const timeout = setTimeout(() => abort.abort(), 20_000);
    await source.run({
      signal: abort.signal,
      cursors: {},
      apply: async ({ upserts }) => upserts.forEach(({ ref }) => refs.add(ref)),
      report: async report => {
        last = { ...last, ...report };
        if (isEnough(last)) {
          abort.abort();
        }
      },
    });
    clearTimeout(timeout);
    return { refs, report: last };
  };
  const isLive = ({ state }: SourceReport) => state === 'live';
  const isProbed = (report: SourceReport) => isLive(report) && asked.length > 0;

  it('observes each cluster with its own token, straight from the API server', async () => {
    const sources = await sourcesOf({});
    expect(sources.map(({ id }) => id)).toEqual(
      estate.clusters.map(({ name }) => name),
    );
    for (const source of sources) {
      const { refs, report } = await runUntil(source, isProbed);
      expect(report).toMatchObject({ state: 'live', problems: [] });
      const secrets = [...refs].filter(ref =>
        ref.startsWith(`kubernetes:${source.id}/`),
      );
      expect(secrets).toHaveLength(
        estate.cluster(source.id).list('v1', 'Secret').length,
      );
    }
    // Through plugin-kubernetes went these questions and no object.
    const urls = [...new Set(asked.map(({ url }) => url))];
    expect(urls).toContain(`${REVIEWS}/selfsubjectaccessreviews`);
    expect(
      urls.filter(
        url => !/\/selfsubject(accessreviews|rulesreviews)$/.test(url!),
      ),
    ).toEqual([]);
  }, 60_000);

  it('has other modules observe the cluster with its own client', async () => {
    const schema = { safeParse: jest.fn() };
    const problem = { code: 'toy', message: 'one namespace is odd' };
    const observer: ClusterObserver = {
      id: 'toy',
      attributes: { thing: schema },
      async observe({ client, sourceId, signal, apply, warn, ...cluster }) {
        expect(cluster).toMatchObject({ name: sourceId, readsSecrets: true });
        const answer = await client.get('/api/v1/namespaces', { signal });
        answer.resume();
        await apply({
          version: 2,
          stream: 'toy/things',
          upserts: [
            {
              type: 'resource',
              kind: 'thing',
              ref: `thing:${sourceId}/shop/one`,
              system: 'kubernetes',
              location: ['shop'],
              name: 'one',
            },
          ],
          gone: [],
          observedAt: new Date().toISOString(),
        });
        await warn([problem]);
      },
    };
    const [source] = await sourcesOf({}, undefined, {}, [observer]);
    expect(source.attributes).toMatchObject({ thing: schema });
    const { refs, report } = await runUntil(
      source,
      next => isLive(next) && next.warnings?.length === 1,
    );
    expect(refs).toContain(`thing:${source.id}/shop/one`);
    expect(report).toMatchObject({ problems: [], warnings: [problem] });
  }, 60_000);

  it('notes which kinds that lead to Secrets a cluster serves, those of the configuration too', async () => {
    const podMakers = [
      { group: 'bitnami.com', resource: 'sealedsecrets' },
      { group: 'example.com', resource: 'widgets' },
    ];
    const [source] = await sourcesOf({}, undefined, { podMakers });
    const { refs } = await runUntil(source, isLive);
    expect(
      [...refs].filter(ref => ref.includes('/APIResource/')).sort(),
    ).toEqual(
      [
        'applications.argoproj.io',
        'helmreleases.helm.toolkit.fluxcd.io',
        'kustomizations.kustomize.toolkit.fluxcd.io',
        'sealedsecrets.bitnami.com',
      ].map(name => `${source.id}/meta.k8s.io/APIResource/-/${name}`),
    );
  }, 60_000);

  it.each([
    { group: 'example', resource: 'widgets' },
    { group: 'example.com', resource: 'widgets.example.com' },
    { group: 'example.com', resource: 'Widget' },
  ])('refuses %j as a kind that makes pods', async maker => {
    const [source] = await sourcesOf({}, undefined, { podMakers: [maker] });
    expect(source.problem?.message).toContain(
      'secrets.access.podMakers[0]: give the API group',
    );
  });

  const warningOf = async (source: SecretsSource) => {
    const { report } = await runUntil(
      source,
      next => isLive(next) && next.warnings?.length === 1,
    );
    return report.warnings![0];
  };

  it.each([[['list']], [['get']], [['get', 'list', 'watch']]])(
    'warns of an account of plugin-kubernetes that may %s Secrets',
    async verbs => {
      allowed = verbs;
      const [source] = await sourcesOf({});
      await expect(warningOf(source)).resolves.toEqual({
        code: 'plugin-kubernetes-can-read-secrets',
        message: `The account of plugin-kubernetes may ${verbs.join(
          ', ',
        )} Secrets in all namespaces of ${
          source.title
        }: it is lent to everybody with kubernetes.proxy, who reads their values, or kubernetes.resources.read, who reads their annotations, which may hold values`,
        remedy:
          'Take Secrets out of the roles of that account. Nothing less is safe: a policy has to deny both permissions to everybody, and the second one is what the Kubernetes tab needs.',
      });
      expect(asked).toEqual(
        ['get', 'list', 'watch'].map(verb => ({
          url: `${REVIEWS}/selfsubjectaccessreviews`,
          cluster: source.id,
          spec: { resourceAttributes: { verb, resource: 'secrets' } },
        })),
      );
    },
    60_000,
  );

  it('warns of one that may read them in some namespaces', async () => {
    const secrets = { apiGroups: [''], resources: ['secrets'] };
    rulesIn = {
      payments: [{ ...secrets, verbs: ['get'], resourceNames: ['one'] }],
      checkout: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
      'kube-system': [
        { ...secrets, verbs: ['create', 'delete'] },
        { apiGroups: [''], resources: ['pods'], verbs: ['*'] },
        { apiGroups: ['apps'], resources: ['secrets'], verbs: ['get'] },
      ],
    };
    const [source] = await sourcesOf({});
    const { message } = await warningOf(source);
    expect(message).toContain(
      'may read Secrets in the namespaces checkout, payments of',
    );
  }, 60_000);

  it('warns of one that may read a Secret by its name', async () => {
    rulesIn = {
      payments: [
        {
          apiGroups: [''],
          resources: ['secrets'],
          verbs: ['get'],
          resourceNames: ['one'],
        },
      ],
    };
    const [source] = await sourcesOf({});
    const { message } = await warningOf(source);
    expect(message).toContain('read some Secrets in the namespace payments of');
  }, 60_000);

  it('takes its token for plugin-kubernetes nowhere else', async () => {
    // An API server's answer comes through the proxy as it is.
    location = '/api/somewhere-else';
    const [source] = await sourcesOf({});
    await runUntil(source, isProbed);
    await new Promise(resolve => setTimeout(resolve, 300));
    expect(asked.map(({ url }) => url)).toEqual([
      `${REVIEWS}/selfsubjectaccessreviews`,
    ]);
  }, 60_000);

  describe('with a server that others stand behind', () => {
    let trap: Server;
    let seen: (string | undefined)[];

    beforeEach(async () => {
      seen = [];
      trap = createServer((request, response) => {
        seen.push(request.headers.authorization);
        response.end('{}');
      });
      await listenLocally(trap);
    });
    afterEach(async () => {
      await closeServer(trap);
    });

    const runFor = async (source: SecretsSource, isEnough: () => boolean) => {
      const abort = new AbortController();
      const timer = setInterval(() => isEnough() && abort.abort(), 50);
      setTimeout(() => abort.abort(), 20_000).unref();
      await source.run({
        signal: abort.signal,
        cursors: {},
        apply: async () => {},
        report: async () => {},
      });
      // What is under way by then gets its time.
      await new Promise(resolve => setTimeout(resolve, 300));
      clearInterval(timer);
    };

    it('sends its token over plain http to nobody', async () => {
      const { port } = trap.address() as AddressInfo;
      // This host, by an address that is none of its own.
      const [source] = await sourcesOf({}, () => `http://0.0.0.0:${port}`);
      await runFor(source, () => asked.length >= 3);
      expect(asked).toHaveLength(3);
      expect(seen).toEqual([]);
    }, 60_000);

    it('follows no redirect', async () => {
      const { port } = trap.address() as AddressInfo;
      const first = createServer((_, response) =>
        response
          .writeHead(307, { location: `http://127.0.0.1:${port}/` })
          .end(),
      );
      await listenLocally(first);
      const { port: firstPort } = first.address() as AddressInfo;
      const [source] = await sourcesOf(
        {},
        () => `http://127.0.0.1:${firstPort}`,
      );
      await runFor(source, () => asked.length >= 3);
      await closeServer(first);
      expect(asked).toHaveLength(3);
      expect(seen).toEqual([]);
    }, 60_000);
  });

  it('says that a wrong token is not accepted, without a word of it', async () => {
    const [source] = await sourcesOf({ token: 'canary-token' });
    const { report, refs } = await runUntil(
      source,
      ({ state }) => state === 'down',
    );
    expect(report.problems).toEqual([
      expect.objectContaining({
        code: 'unauthorized',
        remedy: expect.stringContaining('secrets.kubernetes.clusters'),
      }),
    ]);
    expect(JSON.stringify(report)).not.toContain('canary-token');
    expect(refs.size).toBe(0);
  }, 60_000);
});
