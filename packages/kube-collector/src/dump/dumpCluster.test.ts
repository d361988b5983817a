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

import { PassThrough } from 'stream';
import { text } from 'stream/consumers';
import type { Observation } from '@keyward/observation';
import { CANARY, list, secret } from '../__testUtils__/canaries';
import { answerJson, FakeApiServer } from '../__testUtils__/FakeApiServer';
import { secretRef, serveKinds } from '../__testUtils__/serveKinds';
import { dumpCluster, type DumpClusterOptions } from './dumpCluster';

const SECRETS = '/api/v1/secrets';

describe('dumpCluster', () => {
  let server: FakeApiServer;

  beforeEach(async () => {
    server = new FakeApiServer();
    await server.start();
  });
  afterEach(async () => {
    await server.stop();
  });

  const dump = async (options: Partial<DumpClusterOptions> = {}) => {
    const output = new PassThrough();
    const written = text(output);
    try {
      await dumpCluster({
        kubeConfig: server.kubeConfig,
        sourceId: 'fake',
        title: 'Fake',
        mode: 'fingerprint',
        now: () => new Date('2026-11-01T12:00:00Z'),
        output,
        ...options,
      });
    } finally {
      output.end();
    }
    const all = await written;
    expect(all).not.toContain('k7Qz');
    const lines = all
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    return {
      header: lines[0],
      end: lines.at(-1).end,
      observations: lines.slice(1, -1) as Observation[],
    };
  };
  const handleSecrets = (handler: (url: URL, response: any) => void) =>
    server.handlers.set(SECRETS, (request, response, url) =>
      url.searchParams.has('includeObject')
        ? server.answerEmpty(request, response, url)
        : handler(url, response),
    );

  it('writes what the pages hold, and that all was listed', async () => {
    handleSecrets((url, response) =>
      answerJson(
        response,
        url.searchParams.get('continue')
          ? list([secret('b')])
          : list([secret('a')], { continue: 'two' }),
      ),
    );
    const { header, observations, end } = await dump();
    expect(header).toMatchObject({
      sourceId: 'fake',
      takenAt: '2026-11-01T12:00:00.000Z',
      mode: 'fingerprint',
    });
    expect(observations.map(({ ref }) => ref)).toEqual([
      'kubernetes:fake/payments/a',
      'kubernetes:fake/payments/b',
    ]);
    expect(end).toEqual({
      observations: 2,
      listed: 'all',
      lists: expect.arrayContaining([
        'v1/secrets',
        'rbac.authorization.k8s.io/v1/roles',
      ]),
      unlistedKinds: [],
      warnings: [],
    });
    const requests = server.requests.filter(url =>
      url.searchParams.has('watch'),
    );
    expect(requests).toEqual([]);
  });

  it('holds custom kinds that can name Secrets, and says which it does not hold', async () => {
    const kind = (name: string, more: object) => ({
      kind: name,
      plural: `${name.toLowerCase()}s`,
      spec: secretRef,
      ...more,
    });
    serveKinds(server, {
      'example.com/v1': {
        kinds: [
          kind('Database', {
            items: [
              {
                metadata: { namespace: 'payments', name: 'main' },
                spec: { secretRef: { name: 'db' } },
              },
            ],
          }),
          kind('Broker', { status: 403 }),
          kind('Event', { remaining: 20_000, items: [{}] }),
        ],
      },
    });
    const { observations, end } = await dump();
    expect(observations).toMatchObject([
      { kind: 'Database', references: [{ name: 'db' }] },
    ]);
    expect(end).toMatchObject({
      unlistedKinds: [
        { name: 'brokers.example.com' },
        { name: 'events.example.com' },
      ],
      warnings: [
        expect.stringContaining('brokers.example.com can name Secrets'),
        expect.stringContaining('more than 20000 objects'),
      ],
    });
  });

  it('counts the objects of all pages of a kind', async () => {
    const PAGE = 7_000;
    serveKinds(server, {
      'example.com/v1': {
        kinds: [{ kind: 'Event', plural: 'events', spec: secretRef }],
      },
    });
    const asked: string[] = [];
    server.handlers.set('/apis/example.com/v1/events', (_, response, url) => {
      const page = Number(url.searchParams.get('continue') ?? 1);
      asked.push(String(page));
      answerJson(response, {
        kind: 'EventList',
        // A server need not count those that are left.
        metadata: { resourceVersion: '1', continue: String(page + 1) },
        items: Array.from({ length: PAGE }, (__, index) => ({
          metadata: { namespace: 'payments', name: `e-${page}-${index}` },
        })),
      });
    });
    const { end } = await dump();
    expect(asked).toEqual(['1', '2', '3']);
    expect(end).toMatchObject({
      lists: expect.not.arrayContaining(['example.com/v1/events']),
      unlistedKinds: [{ name: 'events.example.com' }],
      warnings: [expect.stringContaining('more than 20000 objects')],
    });
  });

  it('refers to the Secret that a text names', async () => {
    handleSecrets((_, response) =>
      answerJson(response, list([secret('login')])),
    );
    const named = (name: string) => ({
      metadata: { namespace: 'payments', name },
      spec: {
        template: {
          spec: { containers: [{ name: 'c', args: [`--tls-secret=${name}`] }] },
        },
      },
    });
    server.handlers.set('/apis/apps/v1/deployments', (_, response) =>
      answerJson(response, {
        ...list([named('login'), named('no-name')]),
        kind: 'DeploymentList',
      }),
    );
    const { observations } = await dump();
    expect(
      observations.flatMap(each =>
        each.type === 'object' ? each.references : [],
      ),
    ).toMatchObject([{ namespace: 'payments', name: 'login', optional: true }]);
  });

  it('tells equal values within a dump only', async () => {
    const { data } = secret('a');
    handleSecrets((_, response) =>
      answerJson(response, list([secret('a'), { ...secret('b'), data }])),
    );
    const fingerprints = async () =>
      (await dump()).observations.map(
        observation =>
          observation.type === 'secret' && observation.keys[0].fingerprint,
      );
    const [a, b] = await fingerprints();
    expect(a).toMatch(/^[0-9a-f]{32}/);
    expect(b).toBe(a);
    expect(await fingerprints()).not.toContain(a);
  });

  it('tries again what passes', async () => {
    let failures = 2;
    handleSecrets((_, response) => {
      if (failures > 0) {
        failures -= 1;
        response.writeHead(failures ? 429 : 410).end(CANARY);
      } else {
        answerJson(response, list([secret('a')]));
      }
    });
    expect((await dump()).end).toMatchObject({ observations: 1, warnings: [] });
  });

  it('goes on without what it may not list, and says so', async () => {
    server.handlers.set(SECRETS, (_, response) =>
      response.writeHead(403).end(CANARY),
    );
    const { end } = await dump();
    expect(end).toEqual({
      observations: 0,
      listed: 'none',
      unlistedKinds: [],
      lists: expect.not.arrayContaining(['v1/secrets']),
      warnings: [
        expect.stringMatching(
          /may not list and watch secrets.*deploy\/kubernetes\/reader\.yaml/,
        ),
      ],
    });
  });

  it('writes no end when nothing may be listed', async () => {
    const forbid = jest.spyOn(server.handlers, 'get').mockImplementation(path =>
      // Discovery is everybody's.
      path.startsWith('/apis') && path.split('/').length < 5
        ? undefined
        : (_, response) => response.writeHead(403).end(CANARY),
    );
    await expect(dump()).rejects.toMatchObject({ code: 'forbidden' });
    forbid.mockRestore();
  });

  it('names the namespaces that were listed', async () => {
    server.handlers.set(
      '/api/v1/namespaces/checkout/secrets',
      (_, response) => {
        response.writeHead(403).end();
      },
    );
    const { end } = await dump({ namespaces: ['payments', 'checkout'] });
    expect(end.listed).toEqual(['payments']);
  });

  it('says which of some resources are served, where it knows all', async () => {
    const group = {
      name: 'argoproj.io',
      versions: [{ groupVersion: 'argoproj.io/v1alpha1' }],
    };
    server.handlers.set('/apis', (_, response) =>
      answerJson(response, { groups: [group] }),
    );
    server.handlers.set('/apis/argoproj.io/v1alpha1', (_, response) =>
      answerJson(response, { resources: [{ name: 'workflows' }] }),
    );
    const noted = [
      { group: 'argoproj.io', resource: 'workflows' },
      { group: 'argoproj.io', resource: 'rollouts' },
    ];
    const known = await dump({ noted, kinds: [] });
    expect(known.observations).toMatchObject([
      {
        apiGroup: 'meta.k8s.io',
        kind: 'APIResource',
        name: 'workflows.argoproj.io',
      },
    ]);
    expect(known.end.lists).toContain('discovery');

    server.handlers.set('/apis/argoproj.io/v1alpha1', (_, response) =>
      response.writeHead(503).end(),
    );
    const unsure = await dump({ noted, kinds: [] });
    expect(unsure.observations).toEqual([]);
    expect(unsure.end.lists).not.toContain('discovery');
    expect((await dump({ kinds: [] })).end.lists).not.toContain('discovery');
  });

  it('writes no end when the credential is not accepted', async () => {
    handleSecrets((_, response) => response.writeHead(401).end(CANARY));
    const output = new PassThrough();
    const chunks: string[] = [];
    output.on('data', chunk => chunks.push(String(chunk)));
    await expect(dump({ output })).rejects.toMatchObject({
      name: 'ClusterError',
      code: 'unauthorized',
    });
    expect(chunks.join('')).not.toContain('"end"');
  });

  it('stops when aborted', async () => {
    const abort = new AbortController();
    handleSecrets(() => abort.abort(new Error('stopped')));
    await expect(dump({ signal: abort.signal })).rejects.toThrow('stopped');
  });
});
