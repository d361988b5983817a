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
import { ClusterClient } from '../client';
import { answerJson, FakeApiServer } from '../__testUtils__/FakeApiServer';
import {
  type FakeGroups,
  plain,
  secretRef,
  serveKinds,
} from '../__testUtils__/serveKinds';
import { compareVersions } from './compareVersions';
import { KIND_LIMITS } from './kindLimits';
import { OpenApiKinds } from './OpenApiKinds';

const database = { kind: 'Database', plural: 'databases', spec: secretRef };
const queue = { kind: 'Queue', plural: 'queues', spec: secretRef };

describe('OpenApiKinds', () => {
  let server: FakeApiServer;
  let kinds: OpenApiKinds;

  beforeEach(async () => {
    server = new FakeApiServer();
    await server.start();
    kinds = new OpenApiKinds(new ClusterClient(server.kubeConfig), KIND_LIMITS);
  });
  afterEach(async () => await server.stop());

  const find = async (groups: FakeGroups, isWanted = () => true) => {
    server.requests.length = 0;
    serveKinds(server, groups);
    const { signal } = new AbortController();
    const { found, unread, unsure } = await kinds.find(isWanted, signal);
    return {
      found: found.map(
        ({ groupVersion, plural }) => `${groupVersion}/${plural}`,
      ),
      unread,
      unsure,
      read: server.requests
        .map(({ pathname }) => pathname)
        .filter(path => path.startsWith('/openapi/v3/')),
    };
  };

  it('reads a document again when its hash is another', async () => {
    const path = '/openapi/v3/apis/example.com/v1';
    expect(await find({ 'example.com/v1': { kinds: [database] } })).toEqual({
      found: ['example.com/v1/databases'],
      unread: [],
      unsure: [],
      read: [path],
    });
    expect(
      await find({ 'example.com/v1': { kinds: [database, queue] } }),
    ).toMatchObject({ found: ['example.com/v1/databases'], read: [] });
    expect(
      await find({
        'example.com/v1': { kinds: [{ ...database, spec: plain }], hash: '2' },
      }),
    ).toMatchObject({ found: [], read: [path] });
  });

  it('reads a document without a hash each time', async () => {
    await find({ 'example.com/v1': { kinds: [database], hash: '' } });
    expect(
      await find({
        'example.com/v1': { kinds: [{ ...database, spec: plain }], hash: '' },
      }),
    ).toMatchObject({
      found: [],
      read: ['/openapi/v3/apis/example.com/v1'],
    });
  });

  it('takes each kind in the best version that has it', async () => {
    const old = { kinds: [database, queue] };
    expect(
      await find({
        'example.com/v1beta1': old,
        'example.com/v1': { kinds: [database] },
        'example.com/v1alpha1': { kinds: [database] },
      }),
    ).toMatchObject({
      found: ['example.com/v1/databases', 'example.com/v1beta1/queues'],
      read: [
        '/openapi/v3/apis/example.com/v1',
        '/openapi/v3/apis/example.com/v1beta1',
      ],
    });
    // A version that was spared is read once the better one is gone.
    expect(
      await find({ 'example.com/v1alpha1': { kinds: [database] } }),
    ).toMatchObject({ found: ['example.com/v1alpha1/databases'] });
  });

  it('reads nothing of groups in which no kind is wanted', async () => {
    expect(
      await find({ 'example.com/v1': { kinds: [database] } }, () => false),
    ).toMatchObject({ found: [], read: [] });
  });

  it('keeps what it knows of a group that does not answer', async () => {
    await find({ 'example.com/v1': { kinds: [database] } });
    expect(
      await find({
        'example.com/v1': { kinds: [], hash: '2', document: 503 },
        'other.example.com/v1': { kinds: [queue], document: 503 },
      }),
    ).toMatchObject({
      unsure: ['other.example.com'],
      unread: [
        { group: 'other.example.com', resource: '*', reason: 'no-answer' },
      ],
    });
  });

  it('remembers a document that is too large, and tries what did not fit in', async () => {
    const giant = { kinds: [queue], document: `{${' '.repeat(4000)}}` };
    const groups = {
      'a.example.com/v1': giant,
      'b.example.com/v1': { kinds: [database] },
      'c.example.com/v1': { kinds: [database] },
    };
    kinds = new OpenApiKinds(new ClusterClient(server.kubeConfig), {
      ...KIND_LIMITS,
      documentBytes: 2000,
      totalBytes: 3500,
    });
    const first = await find(groups);
    expect(first.unread).toEqual([
      { group: 'a.example.com', resource: 'queues', reason: 'too-large' },
      { group: 'c.example.com', resource: 'databases', reason: 'budget' },
    ]);
    const second = await find(groups);
    expect(second).toMatchObject({
      found: ['b.example.com/v1/databases', 'c.example.com/v1/databases'],
      unread: [{ reason: 'too-large' }],
      read: ['/openapi/v3/apis/c.example.com/v1'],
    });
  });

  it('takes nothing from garbage', async () => {
    const garbage = {
      paths: {
        '/apis/example.com/v1/databases': null,
        '/apis/example.com/v1/queues': { get: 7 },
        '/apis/other.example.com/v1/topics': {
          get: {
            'x-kubernetes-action': 'list',
            'x-kubernetes-group-version-kind': {
              group: 'other.example.com',
              version: 'v1',
              kind: 'Topic',
            },
          },
        },
      },
      components: { schemas: { a: null, b: [], c: 'text' } },
    };
    const groups = {
      'example.com/v1': {
        kinds: [database],
        document: JSON.stringify(garbage),
      },
    };
    expect(await find(groups)).toMatchObject({ found: [], unread: [] });
    const resources = [null, 7, { name: 'databases', verbs: 'list' }];
    server.handlers.set('/apis/example.com/v1', (_, response) =>
      answerJson(response, { resources }),
    );
    kinds = new OpenApiKinds(new ClusterClient(server.kubeConfig), KIND_LIMITS);
    const { signal } = new AbortController();
    expect(await kinds.find(() => true, signal)).toMatchObject({
      found: [],
      unread: [],
    });
  });

  it('refuses a list of more documents than any cluster has', async () => {
    const many = Array.from({ length: 1001 }, (_, index) => [
      `g${index}.example.com/v1`,
      { kinds: [] },
    ]);
    await expect(find(Object.fromEntries(many))).rejects.toMatchObject({
      code: 'too-many',
    });
  });
});

describe('compareVersions', () => {
  it('sorts as API servers do', () => {
    const sorted = [
      'v10',
      'v2',
      'v1',
      'v2beta1',
      'v1beta2',
      'v1alpha1',
      'main',
    ];
    expect([...sorted].reverse().sort(compareVersions)).toEqual(sorted);
  });
});
