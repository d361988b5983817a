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

import { readFileSync } from 'fs';
import { join } from 'path';
import { type SecretObservation } from '@keyward/observation';
import { list } from '../__testUtils__/canaries';
import { answerJson, FakeApiServer } from '../__testUtils__/FakeApiServer';
import { RecordingSink } from '../__testUtils__/RecordingSink';
import { startCollector } from '../__testUtils__/startCollector';
import { until } from '../__testUtils__/until';

/** Of the tests of the model: a keystore with a test's certificate and key. */
const KEYSTORE = readFileSync(
  join(
    __dirname,
    '../../../values/src/certificates/__fixtures__/modern.test-only.p12',
  ),
);
const PASSWORD = 'test-only-password';
const COLLECTION = '/api/v1/namespaces/a/secrets';
const base64 = (value: string | Buffer) =>
  Buffer.from(value).toString('base64');

describe('the companion of a keystore', () => {
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

  const store = (name: string, companion?: string) => ({
    metadata: {
      namespace: 'a',
      name,
      uid: name,
      resourceVersion: '1',
      ...(companion === undefined
        ? {}
        : { annotations: { 'keyward.io/keystore-password': companion } }),
    },
    data: { 'store.p12': base64(KEYSTORE) },
  });

  /** Collects keystores, each beside what it names. */
  async function collect(
    stores: object[],
    companions: Record<string, object | undefined>,
  ) {
    server.handlers.set('/api/v1/secrets', (request, response, url) => {
      if (
        url.searchParams.has('watch') ||
        url.searchParams.has('includeObject')
      ) {
        server.answerEmpty(request, response, url);
      } else {
        answerJson(response, list(stores));
      }
    });
    server.handlers.set(COLLECTION, (_request, response, url) => {
      const name = url.searchParams
        .get('fieldSelector')!
        .split(',')[0]
        .replace('metadata.name=', '');
      const companion = companions[name];
      if (companion) {
        answerJson(response, list([companion]));
      } else {
        response.writeHead(403).end();
      }
    });
    running = startCollector(server, sink);
    await until(() =>
      expect(sink.streams.get('v1/secrets')?.size).toBe(stores.length),
    );
    return Object.fromEntries(
      [...sink.streams.get('v1/secrets')!.values()].map(observation => {
        const { name, keys } = observation as SecretObservation;
        const { certificates, notes } = keys[0].certificates!;
        return [name, notes[0]?.code ?? certificates.length];
      }),
    );
  }

  const asked = () =>
    server.requests.filter(({ pathname }) => pathname === COLLECTION);

  it('is fetched where it is named, once for all, and kept nowhere', async () => {
    const passwords = {
      metadata: {
        namespace: 'a',
        name: 'passwords',
        annotations: {
          'keyward.io/keystore-password-for': 'with-key, same-again,other-key',
        },
      },
      data: { 'jks.txt': base64(PASSWORD), other: base64('no') },
    };
    const read = await collect(
      [
        store('alone'),
        store('with-key', 'passwords/jks.txt'),
        store('same-again', 'passwords/jks.txt'),
        store('other-key', 'passwords/other'),
        store('by-name', 'beside'),
        store('not-agreed', 'passwords/jks.txt'),
        store('forbidden', 'nobody/password'),
        store('elsewhere', 'b/a/password'),
        store('no-name', '../../b'),
      ],
      {
        passwords,
        beside: {
          metadata: {
            namespace: 'a',
            name: 'beside',
            annotations: { 'keyward.io/keystore-password-for': 'by-name' },
          },
          data: { 'keystore-password': base64(PASSWORD) },
        },
      },
    );
    expect(read).toEqual({
      alone: 'keystore-locked',
      'with-key': 2,
      'same-again': 2,
      'other-key': 'keystore-locked',
      'by-name': 2,
      'not-agreed': 'keystore-locked',
      forbidden: 'keystore-locked',
      elsewhere: 'keystore-locked',
      'no-name': 'keystore-locked',
    });
    const others =
      'type!=helm.sh/release.v1,type!=kubernetes.io/service-account-token';
    expect(asked().map(url => url.searchParams.get('fieldSelector'))).toEqual([
      `metadata.name=passwords,${others}`,
      `metadata.name=beside,${others}`,
      `metadata.name=nobody,${others}`,
    ]);
    for (const url of asked()) {
      expect(url.searchParams.get('labelSelector')).toMatch(
        /^!sealedsecrets\.bitnami\.com/,
      );
    }
    const kept = JSON.stringify([sink.batches, sink.reports, sink.cursors]);
    for (const form of [PASSWORD, base64(PASSWORD).replace(/=+$/, '')]) {
      expect(kept).not.toContain(form);
    }
    expect(kept).not.toContain(base64(KEYSTORE).slice(100, 160));
  });

  it('is asked for by nobody who names none', async () => {
    await collect([store('alone')], {});
    expect(asked()).toEqual([]);
  });
});
