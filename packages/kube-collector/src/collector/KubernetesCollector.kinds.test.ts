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
// Custom kinds: which are found, which are left out, and what is said of these.
import {
  answerJson,
  FakeApiServer,
  type Handler,
} from '../__testUtils__/FakeApiServer';
import { RecordingSink } from '../__testUtils__/RecordingSink';
import {
  type FakeGroups,
  open,
  plain,
  secretRef,
  serveKinds,
} from '../__testUtils__/serveKinds';
import { startCollector } from '../__testUtils__/startCollector';
import { until } from '../__testUtils__/until';
import type { KubernetesCollectorOptions } from './KubernetesCollectorOptions';

const DATABASES = '/apis/example.com/v1/databases';
const REF = 'fake/example.com/Database/payments/main';

const database = (spec: object = { secretRef: { name: 'db' } }) => ({
  metadata: { namespace: 'payments', name: 'main', resourceVersion: '7' },
  spec,
});

describe('custom kinds', () => {
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
  });

  const start = (options: Partial<KubernetesCollectorOptions> = {}) => {
    running = startCollector(server, sink, { discovery: {}, ...options });
  };
  const live = async () =>
    await until(() => expect(sink.lastReport.state).toBe('live'));
  const asked = (path: string, query?: string) =>
    server.requests.filter(
      url => url.pathname === path && (!query || url.searchParams.has(query)),
    ).length;
  const objects = () =>
    [...sink.streams.values()].flatMap(items => [...items.values()]);
  const warnings = (code: string) =>
    sink.lastReport.warnings!.filter(warning => warning.code === code);
  const oneKind = (more: object = {}, group: object = {}): FakeGroups => ({
    'example.com/v1': {
      kinds: [
        {
          kind: 'Database',
          plural: 'databases',
          spec: secretRef,
          items: [database()],
          ...more,
        },
      ],
      ...group,
    },
  });

  it('are followed where their schema has a place for a reference, and no others are listed', async () => {
    serveKinds(server, {
      'example.com/v1': {
        kinds: [
          ...oneKind()['example.com/v1'].kinds,
          { kind: 'Size', plural: 'sizes', spec: plain },
        ],
      },
      'apps/v1': { kinds: [{ kind: 'Scale', plural: 'scales', spec: open }] },
    });
    start();
    await live();
    expect(sink.refs).toEqual([REF]);
    expect(objects()).toMatchObject([
      { references: [{ namespace: 'payments', name: 'db' }] },
    ]);
    expect(sink.lastReport).toMatchObject({
      problems: [],
      warnings: [],
      unlistedKinds: [],
    });
    await until(() => expect(asked(DATABASES, 'watch')).toBe(1));
    expect(asked('/apis/example.com/v1/sizes')).toBe(0);
    expect(asked('/openapi/v3/apis/apps/v1')).toBe(0);
  });

  it('are not looked for unless that is wanted', async () => {
    serveKinds(server, oneKind());
    start({ discovery: undefined });
    await live();
    expect(asked('/openapi/v3')).toBe(0);
    expect(sink.lastReport.unlistedKinds).toEqual([]);
  });

  it('are left out where the configuration says so', async () => {
    serveKinds(server, oneKind({ status: 403 }));
    start({ discovery: { exclude: ['*.example.com'] } });
    await live();
    expect(asked(DATABASES)).toBe(0);
    // Nor is their schema.
    expect(asked('/openapi/v3/apis/example.com/v1')).toBe(0);
    expect(sink.lastReport).toMatchObject({ warnings: [], unlistedKinds: [] });
  });

  it('are taken once where they are named too, in the version that is named', async () => {
    serveKinds(server, {
      ...oneKind({ spec: plain }),
      'example.com/v1beta1': oneKind({ spec: plain })['example.com/v1'],
    });
    start({
      kinds: [
        { group: 'example.com', resource: 'databases', version: 'v1beta1' },
      ],
    });
    await live();
    expect(sink.refs).toEqual([REF]);
    expect(asked(DATABASES)).toBe(0);
    expect(objects()).toMatchObject([{ apiVersion: 'v1beta1' }]);
  });

  it('that may not be listed are asked for once, and named with the rules they need', async () => {
    serveKinds(server, {
      ...oneKind({ status: 403 }),
      'other.example.com/v1': {
        kinds: [{ kind: 'Broker', plural: 'brokers', spec: open, status: 403 }],
      },
    });
    start();
    await live();
    await until(() =>
      expect(sink.lastReport.unlistedKinds).toEqual([
        { name: 'databases.example.com' },
        { name: 'brokers.other.example.com' },
      ]),
    );
    const [{ message, remedy }] = warnings('unlisted-kinds');
    expect(message).toBe(
      'Objects of brokers.other.example.com, databases.example.com can name Secrets, and the credential may not list them: which Secrets are unused is not known. The schemas of brokers.other.example.com do not say what stands in them',
    );
    expect(remedy).toContain(
      [
        'rules:',
        '  - apiGroups: [other.example.com]',
        '    resources: [brokers]',
        '    verbs: [list, watch]',
        '  - apiGroups: [example.com]',
        '    resources: [databases]',
        '    verbs: [list, watch]',
      ].join('\n'),
    );
    expect(sink.lastReport.problems).toEqual([]);
    expect(sink.lastReport.followedTo).toBeDefined();
    // Others are tried again after half a second.
    await new Promise(resolve => setTimeout(resolve, 1500));
    expect(asked(DATABASES)).toBe(1);
  });

  it('that are named are a problem where they may not be listed', async () => {
    serveKinds(server, oneKind({ status: 403 }));
    start({ kinds: [{ group: 'example.com', resource: 'databases' }] });
    await until(() =>
      expect(sink.lastReport.problems).toMatchObject([{ code: 'forbidden' }]),
    );
  });

  it('are listed in the namespaces that are followed, and named where that is not allowed', async () => {
    serveKinds(server, {
      'example.com/v1': {
        kinds: [
          { kind: 'Database', plural: 'databases', spec: secretRef },
          {
            kind: 'Cloud',
            plural: 'clouds',
            spec: secretRef,
            namespaced: false,
          },
        ],
      },
    });
    const collection = (namespace: string) =>
      `/apis/example.com/v1/namespaces/${namespace}/databases`;
    server.handlers.set(collection('shop'), (_, response) => {
      response.statusCode = 403;
      response.end();
    });
    start({ namespaces: ['payments', 'shop'] });
    await live();
    await until(() =>
      expect(sink.lastReport.unlistedKinds).toEqual([
        { name: 'databases.example.com', namespaces: ['shop'] },
        { name: 'clouds.example.com' },
      ]),
    );
    expect(asked(collection('payments'))).toBeGreaterThan(0);
    expect(asked('/apis/example.com/v1/clouds')).toBe(0);
  });

  it('that may be listed and not watched are listed', async () => {
    serveKinds(server, oneKind({ watchStatus: 403 }));
    start();
    await live();
    await until(() => expect(asked(DATABASES)).toBe(3));
    expect(sink.refs).toEqual([REF]);
    expect(sink.lastReport).toMatchObject({ problems: [], unlistedKinds: [] });
  });

  it('are watched up to a number, then only listed', async () => {
    const kinds = ['as', 'bs', 'cs'].map(plural => ({
      kind: plural.toUpperCase(),
      plural,
      spec: secretRef,
    }));
    serveKinds(server, { 'example.com/v1': { kinds } });
    start({ discovery: { limits: { watches: 2 } } });
    await live();
    const paths = kinds.map(({ plural }) => `/apis/example.com/v1/${plural}`);
    await until(() =>
      expect(paths.map(path => asked(path, 'watch'))).toEqual([1, 1, 0]),
    );
    expect(paths.map(path => asked(path, 'limit'))).toEqual([1, 1, 1]);
    expect(sink.lastReport.followedTo).toBeDefined();
  });

  it('past a number are left out and named', async () => {
    const kinds = ['as', 'bs'].map(plural => ({
      kind: plural.toUpperCase(),
      plural,
      spec: plural === 'as' ? open : secretRef,
    }));
    serveKinds(server, { 'example.com/v1': { kinds } });
    start({ discovery: { limits: { streams: 1 } } });
    await live();
    // Those whose schema is vague are the first to be left out.
    expect(sink.lastReport.unlistedKinds).toEqual([{ name: 'as.example.com' }]);
    const [{ remedy }] = warnings('kinds-left-out');
    expect(remedy).toContain('- { group: example.com, resource: as }');
  });

  it('with too many objects are left out, and none of these is kept', async () => {
    serveKinds(server, oneKind({ remaining: 20 }));
    start({ discovery: { limits: { objects: 20 } } });
    await live();
    await until(() =>
      expect(sink.lastReport.unlistedKinds).toEqual([
        { name: 'databases.example.com' },
      ]),
    );
    expect(sink.refs).toEqual([]);
    expect(asked(DATABASES)).toBe(1);
    expect(warnings('kinds-left-out')).toMatchObject([
      { message: expect.stringContaining('more than 20 objects') },
    ]);
  });

  describe('with too many objects in one namespace', () => {
    const partOf = (namespace: string) =>
      `/apis/example.com/v1/namespaces/${namespace}/databases`;
    const serveParts = (counts: Record<string, number>) => {
      const answerList =
        (items: object[], count = items.length): Handler =>
        (request, response) => {
          const isMetadata = request.headers.accept?.includes('as=Partial');
          const remainingItemCount = count - items.length;
          answerJson(response, {
            kind: isMetadata ? 'PartialObjectMetadataList' : 'List',
            metadata: {
              resourceVersion: '100',
              ...(remainingItemCount > 0 && {
                remainingItemCount,
                continue: 'more',
              }),
            },
            items,
          });
        };
      const objectsIn = (namespace: string, count: number) =>
        Array.from({ length: Math.min(count, 10) }, (_, index) => ({
          metadata: { namespace, name: `d${index}`, resourceVersion: '7' },
          spec: { secretRef: { name: 'db' } },
        }));
      for (const [namespace, count] of Object.entries(counts)) {
        server.handlers.set(
          partOf(namespace),
          answerList(objectsIn(namespace, count), count),
        );
      }
      server.handlers.set('/api/v1/namespaces', (request, response, url) =>
        url.searchParams.has('watch')
          ? server.answerEmpty(request, response, url)
          : answerList(
              Object.keys(counts).map(name => ({
                metadata: { name, resourceVersion: '7' },
              })),
            )(request, response, url),
      );
    };

    it('are left out there, and read in all others', async () => {
      serveKinds(server, oneKind({ remaining: 1000 }));
      serveParts({ noisy: 990, payments: 2, quiet: 0, shop: 9 });
      start({ discovery: { limits: { objects: 20 } } });
      await live();
      await until(() =>
        expect(sink.lastReport.unlistedKinds).toEqual([
          { name: 'databases.example.com', namespaces: ['noisy'] },
        ]),
      );
      expect(sink.refs.filter(ref => ref.includes('/Database/'))).toHaveLength(
        11,
      );
      expect(sink.refs.join()).not.toContain('noisy/');
      expect(asked(partOf('noisy'))).toBe(1);
      expect(warnings('kinds-left-out')).toMatchObject([
        {
          message: expect.stringMatching(
            /databases.example.com in noisy may name .* more than 20 objects$/,
          ),
          remedy: expect.stringContaining('secrets.kubernetes.customKinds'),
        },
      ]);
      expect(sink.lastReport.problems).toEqual([]);
      expect(sink.lastReport.followedTo).toBeDefined();
      // What is left out would come by a watch of all.
      expect(asked(DATABASES, 'watch')).toBe(0);
      expect(sink.cursors['example.com/v1/databases']).toMatch(/^;/);
    });

    it('are left out everywhere where there are more namespaces than are looked at', async () => {
      serveKinds(server, oneKind({ remaining: 1000 }));
      serveParts({ noisy: 990, payments: 2 });
      start({ discovery: { limits: { objects: 20, namespaces: 1 } } });
      await live();
      await until(() =>
        expect(sink.lastReport.unlistedKinds).toEqual([
          { name: 'databases.example.com' },
        ]),
      );
    });

    it.each([
      ['there', 2, { namespaces: ['noisy'] }],
      ['everywhere where it cannot be told where they are', 1, {}],
    ])('that come by a watch are left out %s', async (_, namespaces, where) => {
      serveKinds(server, oneKind());
      serveParts({ noisy: 0, payments: 1 });
      start({ discovery: { limits: { objects: 3, namespaces } } });
      await live();
      await until(() => expect(asked(DATABASES, 'watch')).toBe(1));
      const served = server.handlers.get(DATABASES)!;
      let isFlooded = false;
      server.handlers.set(DATABASES, (request, response, url) => {
        if (isFlooded || !url.searchParams.has('watch')) {
          served(request, response, url);
          return;
        }
        isFlooded = true;
        for (let index = 0; index < 5; index++) {
          const metadata = {
            namespace: 'noisy',
            name: `d${index}`,
            resourceVersion: String(101 + index),
          };
          response.write(
            `${JSON.stringify({ type: 'ADDED', object: { metadata } })}\n`,
          );
        }
        serveKinds(server, oneKind({ remaining: 5 }));
        serveParts({ noisy: 5, payments: 1 });
      });
      server.disconnect();
      await until(() =>
        expect(sink.lastReport.unlistedKinds).toEqual([
          { name: 'databases.example.com', ...where },
        ]),
      );
      expect(sink.refs.join()).not.toContain('noisy/');
    });
  });

  it('with a document that is too large or no document are left out, the others go on', async () => {
    serveKinds(server, {
      ...oneKind(),
      'giant.example.com/v1': {
        kinds: [{ kind: 'Giant', plural: 'giants' }],
        document: `{"paths":${' '.repeat(100_000)}{}}`,
      },
      'strange.example.com/v1': {
        kinds: [{ kind: 'Strange', plural: 'stranges' }],
        document: 'no JSON at all',
      },
    });
    start({ discovery: { limits: { documentBytes: 50_000 } } });
    await live();
    expect(sink.refs).toEqual([REF]);
    expect(sink.lastReport.unlistedKinds).toEqual([
      { name: 'giants.giant.example.com' },
      { name: 'stranges.strange.example.com' },
    ]);
    expect(warnings('kinds-left-out')).toMatchObject([
      { message: expect.stringContaining('is too large') },
      { message: expect.stringContaining('cannot be read') },
    ]);
  });

  it('are read within a total at a time', async () => {
    serveKinds(server, {
      ...oneKind(),
      'other.example.com/v1': {
        kinds: [{ kind: 'Other', plural: 'others', spec: plain }],
      },
    });
    start({ discovery: { limits: { totalBytes: 1000 } } });
    await live();
    expect(sink.lastReport.unlistedKinds).toEqual([
      { name: 'others.other.example.com' },
    ]);
  });

  it('are not known where the server tells nothing of them', async () => {
    server.handlers.set('/openapi/v3', (_, response) => {
      response.statusCode = 404;
      response.end();
    });
    sink.cursors['example.com/v1/databases'] = '50;any';
    start();
    await live();
    expect(sink.lastReport.unlistedKinds).toEqual([{}]);
    expect(warnings('kinds-left-out')).toHaveLength(1);
    // What was found before is kept.
    expect(sink.batches.map(({ stream }) => stream)).not.toContain(
      'example.com/v1/databases',
    );
  });

  it('whose names are none lead to no request', async () => {
    serveKinds(server, {
      '../../api/v1': {
        kinds: [{ kind: 'Secret', plural: 'secrets?', spec: secretRef }],
      },
      'example.com/v1': {
        kinds: [
          { kind: 'Up', plural: '../../../api/v1/secrets', spec: secretRef },
          { kind: 'a b', plural: 'blanks', spec: secretRef },
          { kind: 'Query', plural: 'a?b=c', spec: secretRef },
        ],
      },
    });
    server.handlers.set('/openapi/v3', (_, response) =>
      answerJson(response, {
        paths: {
          'apis/example.com/v1': {
            serverRelativeURL: 'https://elsewhere.example/steal?hash=1',
          },
          'apis/../../api/v1': { serverRelativeURL: 7 },
          'apis/a.example.com/v1/more': null,
          'apis/EXAMPLE.com/v1': {},
        },
      }),
    );
    start({
      kinds: [{ group: '../../api', resource: 'secrets?' }],
    });
    await live();
    const paths = new Set(server.requests.map(({ pathname }) => pathname));
    expect(
      [...paths].filter(path => /example|blanks|\.\.|apis\/api/.test(path)),
    ).toEqual(['/apis/example.com/v1', '/openapi/v3/apis/example.com/v1']);
    expect(sink.refs).toEqual([]);
  });
});
