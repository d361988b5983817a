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

// The example of docs/add-a-system.md is a system that Keyward knows nothing of. What the
// page shows is what runs here.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import {
  coreServices,
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { secretsSourcesExtensionPoint } from '@keyward/backstage-plugin-secrets-node';
import type { Knex } from 'knex';
import request from 'supertest';
import { secretsModuleLocker } from './__testUtils__/locker/module';
import { batch, secret } from './__testUtils__/observations';
import { databases } from './__testUtils__/testInventory';
import secretsPlugin from '.';

jest.setTimeout(60_000);

const TOKEN = 'the token of the locker';
const PAGE = resolve(__dirname, '../../../docs/add-a-system.md');

/** A cluster whose Secret says that it comes from the system. */
const cluster = createBackendModule({
  pluginId: 'secrets',
  moduleId: 'cluster',
  register(reg) {
    reg.registerInit({
      deps: { sources: secretsSourcesExtensionPoint },
      async init({ sources }) {
        const db = secret('payments', 'db');
        sources.addSourceProvider({
          getSources: async () => [
            {
              id: 'prod',
              kind: 'kubernetes',
              title: 'Production',
              async run(run) {
                await run.apply(
                  batch(
                    'v1/secrets',
                    [
                      {
                        ...db,
                        edges: [
                          {
                            from: { system: 'locker', path: 'payments/db' },
                            to: db.ref,
                          },
                        ],
                      },
                    ],
                    { generation: 'g', complete: true },
                  ),
                );
                await new Promise(ended =>
                  run.signal.addEventListener('abort', ended),
                );
              },
            },
          ],
        });
      },
    });
  },
});

async function until(check: () => Promise<void>) {
  for (const deadline = Date.now() + 30_000; ; ) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        throw error;
      }
    }
    await new Promise(done => setTimeout(done, 50));
  }
}

describe('the system of the documentation', () => {
  let locker: Server;
  let url: string;
  const asked: { url?: string; token: unknown }[] = [];

  beforeAll(async () => {
    const item = (name: string, readers: number) => ({
      folder: 'payments',
      name,
      setAt: '2026-01-01T00:00:00Z',
      readers,
      value: 'never taken',
    });
    locker = createServer(({ url: path, headers }, answer) => {
      asked.push({ url: path, token: headers['x-locker-token'] });
      answer.setHeader('content-type', 'application/json');
      answer.end(
        JSON.stringify(
          path?.endsWith('after=db')
            ? { items: [item('smtp', 3)] }
            : { items: [item('db', 50)], next: 'db' },
        ),
      );
    });
    await new Promise<void>(done => {
      locker.listen(0, '127.0.0.1', done);
    });
    url = `http://127.0.0.1:${(locker.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    locker.closeAllConnections();
    await new Promise(done => {
      locker.close(done);
    });
  });

  it('is what its page shows', () => {
    const [, shown] = readFileSync(PAGE, 'utf8').split('```ts\n');
    const module = readFileSync(
      resolve(__dirname, '__testUtils__/locker/module.ts'),
      'utf8',
    );
    expect(module.slice(module.indexOf('*/') + 4)).toBe(
      shown.slice(0, shown.indexOf('```')),
    );
  });

  it.each(databases.eachSupportedId())(
    'has rows, findings and lineage on %s',
    async databaseId => {
      const knex: Knex = await databases.init(databaseId);
      const backend = await startTestBackend({
        features: [
          secretsPlugin,
          secretsModuleLocker,
          cluster,
          catalogServiceMock.factory(),
          createServiceFactory({
            service: coreServices.database,
            deps: {},
            factory: () => ({ getClient: async () => knex }),
          }),
          mockServices.rootConfig.factory({
            data: {
              secrets: {
                access: { groups: ['user:default/mock'] },
                locker: { id: 'main', url, token: TOKEN },
              },
            },
          }),
        ],
      });
      await until(async () => {
        expect(await knex('findings').pluck('rule')).toContain(
          'locker-many-readers',
        );
        expect(await knex('edges').pluck('from_ref')).toEqual([
          'locker:main/payments/db',
        ]);
      });
      expect(
        await knex('sources').where({ id: 'main' }).first('state', 'kind'),
      ).toEqual({ state: 'live', kind: 'locker' });

      const ask = async (path: string) =>
        (await request(backend.server).get(`/api/secrets${path}`).expect(200))
          .body;
      const { items } = await ask('/secrets?sourceId=main');
      expect(
        items.map((each: { ref: string; finding?: { rule: string } }) => [
          each.ref,
          each.finding?.rule,
        ]),
      ).toEqual([
        ['locker:main/payments/db', 'locker-many-readers'],
        ['locker:main/payments/smtp', undefined],
      ]);
      const { items: findings } = await ask(
        '/findings?rule=locker-many-readers',
      );
      expect(findings).toMatchObject([
        { severity: 'medium', text: { sentence: '50 can read db' } },
      ]);
      const rows = JSON.stringify(await knex('secrets').select());
      expect(rows).not.toContain('never taken');
      expect(new Set(asked.map(({ token }) => token))).toEqual(
        new Set([TOKEN]),
      );
      expect(asked.map(({ url: path }) => path).join()).not.toContain(TOKEN);
      await backend.stop();
    },
  );
});
