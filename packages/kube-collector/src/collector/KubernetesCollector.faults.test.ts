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

import type { ServerResponse } from 'http';
import { CLASSIFIER_VERSION } from '@keyward/values';
import { EXTRACTION_VERSION } from '@keyward/kube-model';
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
const STREAM = 'v1/secrets';
const REF = 'kubernetes:fake/payments/';

describe('KubernetesCollector in trouble', () => {
  let server: FakeApiServer;
  let sink: RecordingSink;
  let running: Promise<void>;
  /** What was asked of the secrets with data, in order. */
  let asked: ('list' | 'next' | 'watch')[];

  beforeEach(async () => {
    server = new FakeApiServer();
    sink = new RecordingSink();
    asked = [];
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
  /** Answers for the secrets with data; what has no handler is quiet. */
  const answer = (handlers: {
    list?(response: ServerResponse, count: number): void;
    next?(response: ServerResponse, count: number): void;
    watch?(response: ServerResponse, count: number, url: URL): void;
  }) =>
    server.handlers.set(SECRETS, (request, response, url) => {
      const what = url.searchParams.has('watch')
        ? 'watch'
        : (url.searchParams.has('continue') && 'next') || 'list';
      const handler = handlers[what];
      if (url.searchParams.has('includeObject')) {
        server.answerEmpty(request, response, url);
        return;
      }
      asked.push(what);
      const count = asked.filter(entry => entry === what).length;
      if (handler) {
        handler(response, count, url);
      } else {
        server.answerEmpty(request, response, url);
      }
    });
  const open = (response: ServerResponse) => {
    response.writeHead(200);
    response.flushHeaders();
  };
  const event = (type: string, object: object) =>
    `${JSON.stringify({ type, object })}\n`;
  const secretRefs = () => sink.refs.filter(ref => ref.startsWith(REF));
  const live = () => until(() => expect(sink.lastReport.state).toBe('live'));

  it('begins a new generation when the token to go on expires', async () => {
    answer({
      list: (response, count) =>
        answerJson(response, list([secret(`a${count}`)], { continue: 'two' })),
      next: (response, count) =>
        count === 1
          ? response.writeHead(410).end(CANARY)
          : answerJson(response, list([secret('b')])),
    });
    start();
    await live();
    expect(secretRefs()).toEqual([`${REF}a2`, `${REF}b`]);
    const batches = sink.batches.filter(({ stream }) => stream === STREAM);
    const generations = new Set(batches.map(({ generation }) => generation));
    expect(generations.size).toBe(2);
    expect(batches.filter(({ complete }) => complete)).toHaveLength(1);
  });

  it('refuses pages of several revisions', async () => {
    answer({
      list: response =>
        answerJson(response, list([secret('a')], { continue: 'two' })),
      next: response =>
        answerJson(response, list([secret('b')], { resourceVersion: '105' })),
    });
    start();
    await until(() =>
      expect(sink.lastReport.problems).toEqual([
        expect.objectContaining({ code: 'bad-answer' }),
      ]),
    );
    expect(sink.batches.some(b => b.stream === STREAM && b.complete)).toBe(
      false,
    );
  });

  it('opens a hung watch anew, where it was', async () => {
    const revisions: (string | null)[] = [];
    answer({
      watch: (response, count, url) => {
        revisions.push(url.searchParams.get('resourceVersion'));
        open(response);
        if (count === 1) {
          response.write(event('ADDED', secret('a', '102')));
        }
      },
    });
    start({ watchIdleMs: 700 });
    await until(() => expect(revisions).toEqual(['100', '102']));
    expect(secretRefs()).toEqual([`${REF}a`]);
    expect(asked).toEqual(['list', 'watch', 'watch']);
  });

  it('says that it is down while the server hangs, and comes back', async () => {
    server.handlers.set('/version', () => {});
    start();
    await until(() => expect(sink.lastReport.state).toBe('down'));
    expect(sink.lastReport.problems).toEqual([
      expect.objectContaining({
        code: 'unreachable',
        message: expect.stringContaining('no answer in time'),
      }),
    ]);
    server.handlers.delete('/version');
    await until(() => expect(sink.lastReport.state).toBe('live'), 15_000);
    expect(sink.lastReport.problems).toEqual([]);
  }, 30_000);

  it('takes up a watch that broke in the middle of an event', async () => {
    answer({
      watch: (response, count) => {
        open(response);
        if (count === 1) {
          response.write(event('ADDED', secret('a', '102')));
          response.write(event('ADDED', secret('b', '103')).slice(0, -30));
          setTimeout(() => response.destroy(), 50);
        } else {
          response.write(event('ADDED', secret('b', '103')));
        }
      },
    });
    start();
    await until(() => expect(secretRefs()).toEqual([`${REF}a`, `${REF}b`]));
    expect(asked).toEqual(['list', 'watch', 'watch']);
  });

  it('goes on after garbage in a watch without a new list', async () => {
    answer({
      watch: (response, count) => {
        open(response);
        if (count === 1) {
          response.write(`{"type":"ADDED","object":"${CANARY}\n`);
        } else {
          response.write(event('ADDED', secret('a', '102')));
        }
      },
    });
    start();
    await until(() => expect(secretRefs()).toEqual([`${REF}a`]));
    expect(asked).toEqual(['list', 'watch', 'watch']);
    expect(
      sink.reports.flatMap(({ problems = [] }) => problems),
    ).toContainEqual(expect.objectContaining({ code: 'bad-answer' }));
  });

  it('does not hammer a server that ends each watch at once', async () => {
    answer({ watch: response => response.end() });
    start();
    await until(() => expect(asked).toContain('watch'));
    await new Promise(resolve => setTimeout(resolve, 2000));
    expect(asked.length).toBeLessThan(6);
    expect(asked.filter(what => what === 'list')).toHaveLength(1);
  });

  it('waits as long as a 429 asks for', async () => {
    const times: number[] = [];
    answer({
      list: (response, count) => {
        times.push(Date.now());
        if (count === 1) {
          response.writeHead(429, { 'retry-after': '2' }).end();
        } else {
          answerJson(response, list([]));
        }
      },
    });
    start();
    await until(() => expect(times).toHaveLength(2));
    expect(times[1] - times[0]).toBeGreaterThanOrEqual(1990);
  });

  it('lists again when a server was set back to before its revision', async () => {
    sink.cursors[STREAM] = `900;${CLASSIFIER_VERSION}/one`;
    answer({
      watch: (response, _, url) =>
        url.searchParams.get('resourceVersion') === '900'
          ? response.writeHead(504).end()
          : open(response),
    });
    start();
    await until(() => expect(asked).toContain('list'), 15_000);
    await live();
  }, 20_000);

  it('lists again under another fingerprint key', async () => {
    sink.cursors[STREAM] = '77;1/old';
    answer({ list: response => answerJson(response, list([secret('a')])) });
    start();
    await live();
    expect(asked).toEqual(['list', 'watch']);
  });

  it('empties a stream that there is no more', async () => {
    const gone = 'external-secrets.io/v1/externalsecrets';
    sink.cursors[gone] = `5;${CLASSIFIER_VERSION}`;
    sink.cursors['v1/secrets:metadata'] = `5;${CLASSIFIER_VERSION}`;
    sink.streams.set(gone, new Map([['some-ref', {} as any]]));
    start();
    await until(() => expect(sink.cursors[gone]).toBe(''));
    await live();
    expect(sink.refs).toEqual([]);
    expect(sink.cursors['v1/secrets:metadata']).toBe('');
    expect(sink.cursors[STREAM]).toBe(`100;${CLASSIFIER_VERSION}/one`);
  });

  it('keeps a stream whose API does not answer', async () => {
    const id = 'odd.example.com/v1/things';
    sink.cursors[id] = `5;${CLASSIFIER_VERSION}`;
    server.handlers.set('/apis', (_, response) =>
      answerJson(response, {
        groups: [
          {
            name: 'odd.example.com',
            preferredVersion: { groupVersion: 'odd.example.com/v1' },
          },
        ],
      }),
    );
    server.handlers.set('/apis/odd.example.com/v1', (_, response) =>
      response.writeHead(503).end(),
    );
    start({ kinds: [{ group: 'odd.example.com', resource: 'things' }] });
    await live();
    expect(sink.cursors[id]).toBe(`5;${CLASSIFIER_VERSION}`);
  });

  it('notes which resources are served, and keeps those of a group that does not answer', async () => {
    const workflows = { group: 'argoproj.io', resource: 'workflows' };
    const tasks = { group: 'tekton.dev', resource: 'taskruns' };
    const noted = [workflows, { ...workflows, resource: 'rollouts' }, tasks];
    const serve = (group: string, resources: string[]) =>
      server.handlers.set(`/apis/${group}/v1`, (_, response) =>
        answerJson(response, { resources: resources.map(name => ({ name })) }),
      );
    server.handlers.set('/apis', (_, response) =>
      answerJson(response, {
        groups: ['argoproj.io', 'tekton.dev', 'odd.example.com'].map(name => ({
          name,
          preferredVersion: { groupVersion: `${name}/v1` },
        })),
      }),
    );
    serve('argoproj.io', ['workflows', 'workflows/status', 'sensors']);
    serve('tekton.dev', ['taskruns', 'tasks']);
    start({ noted });
    await live();
    await until(() => expect(sink.cursors.discovery).toBe(''));
    const refs = () => [...sink.streams.get('discovery')!.keys()];
    expect(refs()).toEqual([
      'fake/meta.k8s.io/APIResource/-/workflows.argoproj.io',
      'fake/meta.k8s.io/APIResource/-/taskruns.tekton.dev',
    ]);
    expect(sink.batches.filter(({ complete }) => complete)).toContainEqual(
      expect.objectContaining({ stream: 'discovery' }),
    );
    expect(
      server.requests.some(({ pathname }) => /odd\.example/.test(pathname)),
    ).toBe(false);

    // In the next run one of the groups is away, and the other kind is gone.
    sink.stop();
    await running;
    const next = Object.assign(new RecordingSink(), { streams: sink.streams });
    sink = next;
    server.handlers.set('/apis/tekton.dev/v1', (_, response) =>
      response.writeHead(503).end(),
    );
    start({ noted });
    await until(() => expect(next.cursors.discovery).toBe(''));
    expect(next.batches.find(({ stream }) => stream === 'discovery')).toEqual(
      expect.not.objectContaining({ complete: true }),
    );
    expect(refs()).toHaveLength(2);
  });

  it('finds a kind in a version that is not the preferred one', async () => {
    server.handlers.set('/apis', (_, response) =>
      answerJson(response, {
        groups: [
          {
            name: 'x.example.com',
            preferredVersion: { groupVersion: 'x.example.com/v1' },
            versions: [
              { groupVersion: 'x.example.com/v1' },
              { groupVersion: 'x.example.com/v1alpha1' },
            ],
          },
        ],
      }),
    );
    for (const version of ['v1', 'v1alpha1']) {
      server.handlers.set(`/apis/x.example.com/${version}`, (_, response) =>
        answerJson(response, {
          resources:
            version === 'v1'
              ? []
              : [
                  {
                    name: 'things',
                    kind: 'Thing',
                    namespaced: true,
                    verbs: ['list', 'watch'],
                  },
                ],
        }),
      );
    }
    start({ kinds: [{ group: 'x.example.com', resource: 'things' }] });
    await until(() =>
      expect(sink.cursors).toHaveProperty(
        ['x.example.com/v1alpha1/things'],
        `100;${CLASSIFIER_VERSION}.${EXTRACTION_VERSION}/fingerprint`,
      ),
    );
  });

  it('ends at once when an event cannot be stored', async () => {
    const failure = new Error('no database');
    answer({
      watch: response => {
        open(response);
        sink.apply = async () => {
          throw failure;
        };
        response.write(event('ADDED', secret('a', '102')));
      },
    });
    start();
    await expect(running).rejects.toBe(failure);
    running = Promise.resolve();
  });

  it('tells all other kinds although one is forbidden', async () => {
    server.handlers.set('/apis/apps/v1/deployments', (_, response) =>
      response.writeHead(403).end(CANARY),
    );
    answer({ list: response => answerJson(response, list([secret('a')])) });
    start();
    await until(() => expect(secretRefs()).toEqual([`${REF}a`]));
    await until(() => expect(sink.lastReport.state).toBe('degraded'));
    expect(sink.lastReport.problems).toEqual([
      {
        code: 'forbidden',
        message: 'The credential may not list and watch deployments.apps',
        remedy: expect.stringContaining('deploy/kubernetes/reader.yaml'),
      },
    ]);
  });
});
