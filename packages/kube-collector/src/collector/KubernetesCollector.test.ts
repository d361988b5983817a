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

import { KubeConfig } from '@kubernetes/client-node';
import { CLASSIFIER_VERSION } from '@keyward/values';
import {
  CANARY,
  list,
  refuseCanaries,
  secret,
} from '../__testUtils__/canaries';
import { answerJson, FakeApiServer } from '../__testUtils__/FakeApiServer';
import { RecordingSink } from '../__testUtils__/RecordingSink';
import { startCollector } from '../__testUtils__/startCollector';
import { until } from '../__testUtils__/until';
import type { KubernetesCollectorOptions } from './KubernetesCollectorOptions';

const SECRETS = '/api/v1/secrets';
const REF = 'kubernetes:fake/payments/';
const isTable = (url: URL) => url.searchParams.has('includeObject');

describe('KubernetesCollector', () => {
  let server: FakeApiServer;
  let sink: RecordingSink;
  let running: Promise<void>;

  beforeEach(async () => {
    server = new FakeApiServer();
    sink = new RecordingSink();
    await server.start();
  });
  afterEach(async () => {
    sink.stop();
    await running;
    await server.stop();
    refuseCanaries(sink);
  });

  const start = (options: Partial<KubernetesCollectorOptions> = {}) => {
    running = startCollector(server, sink, options);
  };
  const handleSecrets = (
    handler: (url: URL, response: any, request: any) => void,
  ) =>
    server.handlers.set(SECRETS, (request, response, url) =>
      isTable(url)
        ? server.answerEmpty(request, response, url)
        : handler(url, response, request),
    );
  const secretRefs = () => sink.refs.filter(ref => ref.startsWith(REF));

  it('lists in pages, watches, and says that it is live', async () => {
    const watches: any[] = [];
    handleSecrets((url, response) => {
      if (url.searchParams.get('watch')) {
        watches.push({ url, response });
        response.writeHead(200);
        response.flushHeaders();
      } else if (url.searchParams.get('continue') === 'two') {
        answerJson(response, list([secret('b')]));
      } else {
        answerJson(response, list([secret('a')], { continue: 'two' }));
      }
    });
    start();
    await until(() => expect(watches).toHaveLength(1));
    expect(secretRefs()).toEqual([`${REF}a`, `${REF}b`]);
    expect(sink.cursors['v1/secrets']).toBe(`100;${CLASSIFIER_VERSION}/one`);
    expect(watches[0].url.searchParams.get('resourceVersion')).toBe('100');
    await until(() => expect(sink.lastReport.state).toBe('live'));
    expect(sink.lastReport).toMatchObject({ problems: [], warnings: [] });
    expect(sink.lastReport.followedTo).toBeDefined();

    const event = (type: string, object: object) =>
      watches[0].response.write(`${JSON.stringify({ type, object })}\n`);
    event('ADDED', secret('c', '102'));
    event('DELETED', secret('a', '103'));
    event('BOOKMARK', { metadata: { resourceVersion: '110' } });
    await until(() =>
      expect(sink.cursors['v1/secrets']).toBe(`110;${CLASSIFIER_VERSION}/one`),
    );
    expect(secretRefs()).toEqual([`${REF}b`, `${REF}c`]);
  });

  it('goes on from stored cursors without a list', async () => {
    sink.cursors['v1/secrets'] = `77;${CLASSIFIER_VERSION}/one`;
    handleSecrets((url, response, request) =>
      server.answerEmpty(request, response, url),
    );
    start();
    await until(() => expect(sink.lastReport.state).toBe('live'));
    const asked = server.requests.filter(
      url => url.pathname === SECRETS && !isTable(url),
    );
    expect(asked).toHaveLength(1);
    expect(asked[0].searchParams.get('resourceVersion')).toBe('77');
  });

  it('lists again when a revision is gone, by status and by event', async () => {
    sink.cursors['v1/secrets'] = `7;${CLASSIFIER_VERSION}/one`;
    let watches = 0;
    let lists = 0;
    handleSecrets((url, response) => {
      if (!url.searchParams.get('watch')) {
        lists += 1;
        answerJson(response, list([secret(`list-${lists}`)]));
      } else if (watches++ === 0) {
        response.writeHead(410).end(CANARY);
      } else if (watches === 2) {
        response.end(
          `${JSON.stringify({ type: 'ERROR', object: { code: 410 } })}\n`,
        );
      } else {
        response.writeHead(200);
        response.flushHeaders();
      }
    });
    start();
    await until(() => expect(secretRefs()).toEqual([`${REF}list-2`]));
    await until(() => expect(sink.lastReport.state).toBe('live'));
  });

  it('never completes a list that breaks off', async () => {
    let broken = true;
    handleSecrets((url, response, request) => {
      if (url.searchParams.get('watch')) {
        server.answerEmpty(request, response, url);
      } else if (url.searchParams.get('continue')) {
        const text = JSON.stringify(list([secret('b')]));
        if (broken) {
          response.setHeader('content-length', text.length);
          response.write(text.slice(0, -20));
          setTimeout(() => response.destroy(), 20);
        } else {
          response.end(text);
        }
      } else {
        answerJson(response, list([secret('a')], { continue: 'two' }));
      }
    });
    start();
    await until(() => expect(sink.lastReport.problems).toHaveLength(1));
    expect(
      sink.batches.some(b => b.stream === 'v1/secrets' && b.complete),
    ).toBe(false);
    expect(sink.lastReport.state).toBe('degraded');
    expect(sink.lastReport.followedTo).toBeUndefined();
    broken = false;
    await until(() => expect(sink.lastReport.state).toBe('live'));
    expect(secretRefs()).toEqual([`${REF}a`, `${REF}b`]);
    expect(sink.lastReport.problems).toEqual([]);
  });

  it.each([
    ['garbage', `{"kind":"SecretList","items":["${CANARY}`],
    ['another answer', JSON.stringify({ kind: 'Status', message: CANARY })],
    ['a list of no items', JSON.stringify(list(CANARY as any))],
  ])('reports %s without quoting it', async (_, text) => {
    handleSecrets((_url, response) => response.end(text));
    start();
    await until(() =>
      expect(sink.lastReport.problems).toEqual([
        expect.objectContaining({
          code: 'bad-answer',
          message: expect.stringContaining('secrets'),
        }),
      ]),
    );
  });

  it.each([
    [403, 'forbidden', /may not list and watch secrets/],
    [401, 'unauthorized', /does not accept/],
    [429, 'throttled', /answered 429/],
    [500, 'server-error', /answered 500/],
  ])('tells what %d means and how to mend it', async (status, code, text) => {
    handleSecrets((_url, response) => {
      response.writeHead(status, { 'retry-after': '1' }).end(CANARY);
    });
    start();
    await until(() =>
      expect(sink.lastReport.problems).toEqual([
        {
          code,
          message: expect.stringMatching(text),
          remedy: expect.any(String),
        },
      ]),
    );
    await until(() => expect(sink.lastReport.state).toBe('degraded'));
  });

  it('says that plain http is refused, and what to do', async () => {
    const config = new KubeConfig();
    config.loadFromClusterAndUser(
      { name: 'plain', server: 'http://api.example.com', skipTLSVerify: true },
      { name: 'reader', token: CANARY },
    );
    start({ kubeConfig: config });
    await until(() => expect(sink.lastReport.state).toBe('down'));
    expect(sink.lastReport.problems).toEqual([
      {
        code: 'plain-http',
        message: expect.stringContaining('plain http is refused'),
        remedy: expect.stringContaining('https://'),
      },
    ]);
    expect(server.requests).toEqual([]);
  });

  it('skips an object that it cannot read, and names it', async () => {
    handleSecrets((url, response, request) =>
      url.searchParams.get('watch')
        ? server.answerEmpty(request, response, url)
        : answerJson(
            response,
            list([
              secret('a'),
              { ...secret('bad'), data: { password: `${CANARY}!` } },
            ]),
          ),
    );
    start();
    await until(() => expect(sink.lastReport.state).toBe('live'));
    expect(secretRefs()).toEqual([`${REF}a`]);
    expect(sink.lastReport.warnings).toEqual([
      expect.objectContaining({
        code: 'unreadable-object',
        message:
          'secrets: Secret payments/bad: key "password" is not valid base64',
      }),
    ]);
  });

  it('reconnects after the server went away', async () => {
    handleSecrets((url, response, request) =>
      url.searchParams.get('watch')
        ? server.answerEmpty(request, response, url)
        : answerJson(response, list([secret('a')])),
    );
    start();
    await until(() => expect(sink.lastReport.state).toBe('live'));
    const before = server.requests.length;
    server.disconnect();
    await until(() =>
      expect(server.requests.length).toBeGreaterThan(before + 20),
    );
    await until(() => expect(sink.lastReport.state).toBe('live'));
    const lists = server.requests
      .slice(before)
      .filter(
        url => !url.searchParams.get('watch') && url.pathname === SECRETS,
      );
    expect(lists).toEqual([]);
  });

  it('says that it is down when nobody answers', async () => {
    const { kubeConfig } = server;
    await server.stop();
    start({ kubeConfig });
    await until(() => expect(sink.lastReport.state).toBe('down'));
    expect(sink.lastReport.problems).toEqual([
      expect.objectContaining({
        code: 'unreachable',
        message: expect.stringContaining('ECONNREFUSED'),
      }),
    ]);
    await server.start();
  });

  it('asks for no value with metadata, and for nothing with references', async () => {
    start({ mode: 'metadata' });
    await until(() => expect(sink.lastReport.state).toBe('live'));
    const asked = server.requests.filter(url => url.pathname === SECRETS);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.every(isTable)).toBe(true);
    sink.stop();
    await running;

    server.requests.length = 0;
    sink = new RecordingSink();
    start({ mode: 'references' });
    await until(() => expect(sink.lastReport.state).toBe('live'));
    expect(server.requests.map(url => url.pathname)).not.toContain(SECRETS);
  });

  it('stays in the namespaces that it is given', async () => {
    start({ namespaces: ['payments', 'checkout'] });
    await until(() => expect(sink.lastReport.state).toBe('live'));
    const paths = server.requests.map(url => url.pathname);
    expect(paths).toContain('/api/v1/namespaces/payments/secrets');
    expect(paths).toContain('/apis/apps/v1/namespaces/checkout/deployments');
    expect(paths).not.toContain(SECRETS);
    expect(paths).not.toContain(
      '/apis/rbac.authorization.k8s.io/v1/clusterroles',
    );
  });

  it('ends when the sink refuses a batch', async () => {
    const lost = Object.assign(new Error('lost'), { name: 'LeaseLostError' });
    sink.apply = async () => {
      throw lost;
    };
    start();
    await expect(running).rejects.toBe(lost);
    running = Promise.resolve();
  });

  it('notices a clock that is off', async () => {
    server.clockAheadMs = 60_000;
    start();
    await until(() =>
      expect(sink.lastReport.warnings).toEqual([
        expect.objectContaining({ code: 'clock-skew' }),
      ]),
    );
  });
});
