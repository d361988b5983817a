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

import type { ObjectObservation } from '@keyward/observation';
import { list, refuseCanaries, secret } from '../__testUtils__/canaries';
import { answerJson, FakeApiServer } from '../__testUtils__/FakeApiServer';
import { RecordingSink } from '../__testUtils__/RecordingSink';
import { startCollector } from '../__testUtils__/startCollector';
import { until } from '../__testUtils__/until';

const SECRETS = '/api/v1/secrets';
const DEPLOYMENTS = '/apis/apps/v1/deployments';
const STREAM = 'apps/v1/deployments';
/** Has the form of a name, and is a value. */
const VALUE = 'hunter2-is-no-name';

const deployment = (name: string, args: string[], resourceVersion = '50') => ({
  metadata: { namespace: 'payments', name, uid: name, resourceVersion },
  spec: { template: { spec: { containers: [{ name: 'c', args }] } } },
});

describe('KubernetesCollector, where texts may name Secrets', () => {
  let server: FakeApiServer;
  let sink: RecordingSink;
  let running: Promise<void>;
  let secrets: string[];
  let deployments: ReturnType<typeof deployment>[];
  let secretWatch: any;
  let lists: string[];

  const start = (mode: 'metadata' | 'references' = 'metadata') => {
    running = startCollector(server, sink, { mode, fingerprinter: undefined });
  };
  const rows = (names: string[], resourceVersion = '100') => ({
    kind: 'Table',
    metadata: { resourceVersion },
    columnDefinitions: [{ name: 'Name' }, { name: 'Type' }, { name: 'Data' }],
    rows: names.map(name => ({
      cells: [name, 'Opaque', 1],
      object: { metadata: secret(name, resourceVersion).metadata },
    })),
  });
  const references = (name: string) =>
    (
      sink.streams
        .get(STREAM)
        ?.get(`fake/apps/Deployment/payments/${name}`) as ObjectObservation
    )?.references.map(each => [each.namespace, each.name, each.optional]);
  const live = () =>
    until(() => expect(sink.lastReport.state).toBe('live'), 10_000);

  beforeEach(async () => {
    server = new FakeApiServer();
    sink = new RecordingSink();
    secrets = [];
    deployments = [];
    lists = [];
    server.handlers.set(SECRETS, (request, response, url) => {
      if (url.searchParams.get('watch')) {
        secretWatch = response;
        server.answerEmpty(request, response, url);
      } else {
        lists.push('secrets');
        answerJson(response, rows(secrets));
      }
    });
    server.handlers.set(DEPLOYMENTS, (request, response, url) => {
      if (url.searchParams.get('watch')) {
        server.answerEmpty(request, response, url);
      } else {
        lists.push('deployments');
        answerJson(response, { ...list(deployments), kind: 'DeploymentList' });
      }
    });
    await server.start();
  });
  afterEach(async () => {
    sink.stop();
    await running;
    await server.stop();
    if (JSON.stringify([sink.batches, sink.reports]).includes(VALUE)) {
      throw new Error('A value got out');
    }
    refuseCanaries(sink);
  });

  it('refers to the Secret that a text names, and keeps no other text', async () => {
    secrets = ['login'];
    deployments = [
      deployment('named', ['--client-secret=login', '--tls-secret=none']),
      deployment('value', [`--client-secret=${VALUE}`]),
    ];
    start();
    await live();
    expect(references('named')).toEqual([['payments', 'login', true]]);
    expect(references('value')).toEqual([]);
    expect(lists).toEqual(['secrets', 'deployments']);
  });

  it('refers to a Secret that is made later', async () => {
    deployments = [
      deployment('early', ['--client-secret', 'login']),
      deployment('elsewhere', ['--client-secret=other/login']),
    ];
    start();
    await live();
    expect(references('early')).toEqual([]);
    secretWatch.write(
      `${JSON.stringify({
        type: 'ADDED',
        object: rows(['unasked', 'login'], '101'),
      })}\n`,
    );
    await until(
      () => expect(references('early')).toEqual([['payments', 'login', true]]),
      10_000,
    );
    expect(references('elsewhere')).toEqual([]);
    expect(lists).toEqual(['secrets', 'deployments', 'deployments']);
    await live();
  });

  it('reads again after a restart what has open texts, and nothing else', async () => {
    deployments = [deployment('early', ['--client-secret=login'])];
    start();
    await live();
    expect(sink.cursors[STREAM]).toMatch(/;open$/);
    expect(sink.cursors['apps/v1/statefulsets']).not.toMatch(/;open$/);
    sink.stop();
    await running;

    const { cursors } = sink;
    sink = new RecordingSink();
    Object.assign(sink.cursors, cursors);
    sink.secretRefs = async () => ['kubernetes:fake/payments/login'];
    lists = [];
    start();
    await live();
    expect(references('early')).toEqual([['payments', 'login', true]]);
    expect(lists).toEqual(['deployments']);
    // What is known of it now does not change with a Secret.
    expect(sink.cursors[STREAM]).not.toMatch(/;open$/);
  });

  it('looks at no text where it may not know Secrets', async () => {
    deployments = [deployment('early', ['--client-secret=login'])];
    start('references');
    await live();
    expect(references('early')).toEqual([]);
    expect(sink.cursors[STREAM]).not.toMatch(/;open$/);
  });
});
