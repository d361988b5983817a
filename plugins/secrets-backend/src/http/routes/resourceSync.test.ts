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

import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  type ResourceSync,
  ResourceSyncError,
  type SyncableResource,
} from '@keyward/backstage-plugin-secrets-node';
import { formatResourceRef } from '@keyward/observation';
import {
  batch,
  object,
  secret,
  SOURCE,
} from '../../__testUtils__/observations';
import { createTestApi, type TestPolicy } from '../../__testUtils__/testApi';
import {
  createTestInventory,
  databases,
  type TestInventory,
} from '../../__testUtils__/testInventory';

jest.setTimeout(60_000);

const entity = (name: string, team: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, namespace: 'default' },
  relations: [{ type: 'ownedBy', targetRef: `group:default/${team}` }],
});

const mark = (value: string) => [
  { key: 'keyward.io/entity', length: value.length, value },
];

/** As modules observe what delivers a secret. */
const delivering = (namespace: string, name: string) => ({
  type: 'resource' as const,
  kind: 'external-secret',
  ref: formatResourceRef(
    'external-secret',
    SOURCE,
    namespace,
    `ExternalSecret/${name}`,
  ),
  system: 'kubernetes',
  location: [namespace],
  name: `ExternalSecret/${name}`,
});

const external = (namespace: string, name: string, makes = name) =>
  object('ExternalSecret', namespace, name, {
    deliveries: [
      {
        namespace: 'shop',
        name: makes,
        from: [{ system: 'toy', store: 'SecretStore/toy', path: 'p' }],
      },
    ],
    status: { ready: 'true' },
  });

class RecordingSync implements ResourceSync {
  readonly kind = 'external-secret';
  readonly requested: string[] = [];
  failure?: Error;

  refuse({ name }: SyncableResource) {
    return name.endsWith('/off')
      ? { reason: 'It is off.', remedy: 'Turn it on.', docsUrl: 'https://d' }
      : undefined;
  }

  async request({ ref }: SyncableResource) {
    this.requested.push(ref);
    if (this.failure) {
      throw this.failure;
    }
  }
}

const allowAll: TestPolicy = () => ({ result: AuthorizeResult.ALLOW });

describe.each(databases.eachSupportedId())(
  'requesting a sync on %s',
  databaseId => {
    let test: TestInventory;
    let ids: Record<string, string>;

    beforeEach(async () => {
      test = await createTestInventory(databaseId);
      await test.sync('v1/secrets', [
        secret('shop', 'db', { annotations: mark('component:default/shop') }),
        secret('shop', 'off', { annotations: mark('component:default/shop') }),
        secret('shop', 'open', {
          annotations: mark('component:default/shop'),
          deliverer: { kind: 'unknown', basis: 'type' },
        }),
        secret('shop', 'else', { annotations: mark('component:default/cart') }),
      ]);
      await test.sync('external-secrets.io/v1/externalsecrets', [
        external('shop', 'db'),
        external('shop', 'off'),
        external('shop', 'else'),
        // Says of a secret of another namespace that it makes it.
        external('eve', 'claims', 'open'),
      ]);
      await test.apply(
        batch('external-secrets/externalsecrets', [
          delivering('shop', 'db'),
          delivering('shop', 'off'),
          delivering('shop', 'else'),
          delivering('shop', 'idle'),
          delivering('eve', 'claims'),
        ]),
      );
      const rows = await test.knex('secrets').select('name', 'id');
      ids = Object.fromEntries(rows.map(({ name, id }) => [name, id]));
    });

    afterEach(async () => {
      await test.knex.destroy();
    });

    async function start(sync: ResourceSync, policy = allowAll) {
      const api = await createTestApi({
        test,
        entities: [entity('shop', 'payments'), entity('cart', 'checkout')],
        policy,
        syncs: [sync],
        syncPauseMs: 30_000,
      });
      await api.link();
      return {
        ...api,
        sync: async (
          caller: Parameters<typeof api.ask>[0],
          name: string,
        ): Promise<{ status: number; body: any }> =>
          await api.ask(
            caller,
            `/resources/by-id/${ids[`ExternalSecret/${name}`]}/sync`,
            'post',
          ),
      };
    }

    it('is for those who see what the resource delivers', async () => {
      const sync = new RecordingSync();
      const api = await start(sync);
      const answer = await api.sync('owner', 'db');
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({ requestedAt: expect.any(String) });
      for (const name of ['else', 'idle', 'claims']) {
        expect([name, (await api.sync('owner', name)).status]).toEqual([
          name,
          404,
        ]);
      }
      expect((await api.sync('otherTeam', 'db')).status).toBe(404);
      expect((await api.sync('otherTeam', 'else')).status).toBe(200);
      expect((await api.sync('platform', 'idle')).status).toBe(200);
      expect(sync.requested).toEqual(
        ['db', 'else', 'idle'].map(name => delivering('shop', name).ref),
      );
    });

    it('shows with a secret what delivers it in its namespace, and nothing of another', async () => {
      const api = await start(new RecordingSync());
      const page = async (name: string) =>
        (await api.ask('owner', `/secrets/by-id/${ids[name]}`)).body;
      expect((await page('db')).deliveredBy).toMatchObject([
        { name: 'ExternalSecret/db', sync: { available: true } },
      ]);
      expect((await page('off')).deliveredBy).toMatchObject([
        {
          name: 'ExternalSecret/off',
          sync: {
            available: false,
            reason: 'It is off.',
            remedy: 'Turn it on.',
            docsUrl: 'https://d',
          },
        },
      ]);
      const open = await page('open');
      expect(JSON.stringify(open.lineage)).toContain('claims');
      expect(open.deliveredBy).toBeUndefined();
      const { requestedAt } = (await api.sync('owner', 'db')).body;
      expect((await page('db')).deliveredBy[0].sync).toEqual({
        available: true,
        requestedAt,
      });
      const list = await api.ask('platform', '/resources?kind=external-secret');
      expect(
        list.body.items.map(({ name, sync }: any) => [name, sync.requestedAt]),
      ).toContainEqual(['ExternalSecret/db', requestedAt]);
      expect(list.text).not.toContain('syncRequestedAt');
    });

    it('is audited, with how it ended', async () => {
      const sync = new RecordingSync();
      const api = await start(sync);
      api.events.length = 0;
      const { requestedAt } = (await api.sync('owner', 'db')).body;
      await api.sync('owner', 'off');
      await api.sync('owner', 'else');
      expect(api.events).toMatchObject([
        {
          eventId: 'resource-sync',
          meta: { id: ids['ExternalSecret/db'] },
          ended: 'success',
          result: { requestedAt },
        },
        { eventId: 'resource-sync', ended: 'fail' },
        { eventId: 'resource-sync', ended: 'fail' },
      ]);
    });

    it('is limited for each resource, for all who request it and on all replicas', async () => {
      const sync = new RecordingSync();
      const replicas = [await start(sync), await start(sync)];
      const answers = await Promise.all(
        ['owner', 'platform', 'owner', 'platform'].map((caller, index) =>
          replicas[index % 2].sync(caller as 'owner' | 'platform', 'db'),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([
        200, 409, 409, 409,
      ]);
      expect(answers.find(({ status }) => status === 409)!.body.error).toEqual({
        name: 'ConflictError',
        message: expect.stringMatching(
          /^A sync was requested at 20.*Z\. The next one can be requested 30 seconds after it\.$/,
        ),
      });
      expect(sync.requested).toHaveLength(1);
      await test
        .knex('resource_syncs')
        .update({ requested_at: new Date(Date.now() - 31_000).toISOString() });
      expect((await replicas[0].sync('owner', 'db')).status).toBe(200);
      // As another replica wrote it while this one waited for its turn.
      await test
        .knex('resource_syncs')
        .update({ requested_at: new Date(Date.now() + 5_000).toISOString() });
      expect((await replicas[1].sync('owner', 'db')).status).toBe(409);
      // As a clock that was ahead had written it.
      await test
        .knex('resource_syncs')
        .update({ requested_at: new Date(Date.now() + 3.6e6).toISOString() });
      expect((await replicas[1].sync('owner', 'db')).status).toBe(200);
    });

    it('refuses what is off with the reason, and requests nothing', async () => {
      const sync = new RecordingSync();
      const api = await start(sync);
      const answer = await api.sync('owner', 'off');
      expect([answer.status, answer.body.error.message]).toEqual([
        409,
        'It is off. Turn it on.',
      ]);
      expect(sync.requested).toEqual([]);
      // A secret, and a kind that has no sync.
      const secretOf = await api.ask(
        'owner',
        `/resources/by-id/${ids.db}/sync`,
        'post',
      );
      expect(secretOf.status).toBe(404);
      const other = await start({
        kind: 'other',
        refuse: () => undefined,
        request: async () => {},
      });
      expect((await other.sync('owner', 'db')).status).toBe(409);
    });

    it('says what went wrong, without a word of anybody else, and may be tried again', async () => {
      const sync = new RecordingSync();
      const api = await start(sync);
      for (const [failure, status, message] of [
        [new ResourceSyncError('gone', 'It no longer exists.'), 404, 'It no'],
        [new ResourceSyncError('conflict', 'It is another.'), 409, 'It is an'],
        [new ResourceSyncError('unavailable', 'Try later.'), 503, 'Try later.'],
        [new TypeError('canary-of-a-parser'), 500, 'TypeError'],
      ] as const) {
        sync.failure = failure;
        const answer = await api.sync('owner', 'db');
        expect([answer.status, answer.body.error.message]).toEqual([
          status,
          expect.stringContaining(message),
        ]);
        expect(JSON.stringify(answer.body)).not.toContain('canary');
      }
      sync.failure = undefined;
      expect((await api.sync('owner', 'db')).status).toBe(200);
    });

    it('needs its permission', async () => {
      const sync = new RecordingSync();
      const api = await start(sync, ({ permission }) => ({
        result:
          permission.name === 'secrets.resource.sync'
            ? AuthorizeResult.DENY
            : AuthorizeResult.ALLOW,
      }));
      for (const caller of ['owner', 'platform'] as const) {
        const answer = await api.sync(caller, 'db');
        expect([answer.status, answer.body.error.message]).toEqual([
          403,
          'secrets.resource.sync is not allowed',
        ]);
      }
      expect(sync.requested).toEqual([]);
    });
  },
);
