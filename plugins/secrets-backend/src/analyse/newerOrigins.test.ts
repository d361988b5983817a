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

import type { TestDatabaseId } from '@backstage/backend-test-utils';
import type { SystemSecretObservation } from '@keyward/observation';
import { batch, object, secret } from '../__testUtils__/observations';
import { analyseAll, createTestEngine } from '../__testUtils__/testEngine';
import {
  addSource,
  createTestInventory,
  databases,
} from '../__testUtils__/testInventory';
import { DatabaseFindingsStore } from '../store/findings/DatabaseFindingsStore';
import { syncIntervalOf } from './syncIntervalOf';

jest.setTimeout(60_000);

const REMOTE = 'acme:cloud/eu/db';
const SYNCED = '2026-01-02T00:00:00Z';
const BEFORE = '2026-01-01T00:00:00.000Z';
const SINCE = '2026-01-05T00:00:00.000Z';
const DAYS_10 = 10 * 24 * 60;

function remote(setAt: string): SystemSecretObservation {
  return {
    type: 'secret',
    ref: REMOTE,
    system: 'acme',
    location: ['eu'],
    name: 'db',
    secretType: 'thing',
    class: 'password',
    taken: 'metadata',
    keys: [
      {
        name: 'value',
        class: 'password',
        age: { earliest: setAt, latest: setAt, basis: 'source' },
      },
    ],
    keyCount: 1,
    classifierVersion: 1,
  };
}

const deliverer = (name: string, version?: string) =>
  object('ExternalSecret', 'a', name, {
    deliveries: [
      {
        namespace: 'a',
        name,
        from: [
          {
            system: 'acme',
            store: 'SecretStore/acme',
            path: 'db',
            ...(version ? { version } : {}),
          },
        ],
      },
    ],
    status: { ready: 'true', lastSync: SYNCED },
    detail: { refreshInterval: '1h0m0s' },
  });

/** Two Secrets that were delivered from the same remote, one of them a version of it. */
async function setUp(databaseId: TestDatabaseId) {
  const test = await createTestInventory(databaseId);
  test.clock.minutes = DAYS_10;
  await addSource(test.knex, 'cloud');
  const engine = createTestEngine(test);
  const store = new DatabaseFindingsStore({ knex: test.knex });
  await test.sync('v1/secrets', [
    secret('a', 'late'),
    secret('a', 'pinned'),
    secret('a', 'other'),
  ]);
  await test.sync('external-secrets.io/v1/externalsecrets', [
    deliverer('late'),
    deliverer('pinned', 'v1'),
  ]);
  const updateEdges = async (values: object) =>
    await test.knex('edges').where({ path: 'db' }).update(values);
  // As a module resolves them.
  await updateEdges({ from_source: 'cloud', from_ref: REMOTE });
  let generation = 0;
  return {
    test,
    updateEdges,
    async findings() {
      await analyseAll(engine, test.fence);
      const { items } = await store.listFindings({
        visibility: { all: true },
        filters: { rules: ['remote-newer'] },
      });
      return items.map(({ secret: { name } }) => name).sort();
    },
    async syncRemote(setAt: string) {
      generation += 1;
      await test.inventory.apply(
        { sourceId: 'cloud', fence: 1, system: 'acme' },
        batch('things', [remote(setAt)], {
          generation: String(generation),
          complete: true,
          covers: { kind: 'secret' },
        }),
      );
    },
  };
}

describe.each(databases.eachSupportedId())(
  'newer origins on %s',
  databaseId => {
    it('are a finding until what delivers them syncs, unless it names a version', async () => {
      const { test, findings, syncRemote, updateEdges } = await setUp(
        databaseId,
      );
      await syncRemote(BEFORE);
      expect(await findings()).toEqual([]);
      // That the remote changes is enough for it to be found.
      await syncRemote(SINCE);
      expect(await findings()).toEqual(['late']);
      await updateEdges({ last_sync: '2026-01-06T00:00:00Z' });
      test.clock.minutes += 11;
      expect(await findings()).toEqual([]);
    });

    it('are found when the remote is seen for the first time', async () => {
      const { findings, syncRemote } = await setUp(databaseId);
      expect(await findings()).toEqual([]);
      await syncRemote(SINCE);
      expect(await findings()).toEqual(['late']);
    });
  },
);

describe('syncIntervalOf', () => {
  it.each([
    [{ refreshInterval: '1h30m' }, 5_400_000],
    [{ refreshInterval: '0s' }, 0],
    [{ refreshInterval: '0' }, 0],
    [{ refreshAfter: '30s', refreshInterval: '1h' }, 30_000],
    [{ refreshInterval: '1h', refreshPolicy: 'CreatedOnce' }, 0],
    [{ refreshInterval: '1h', refreshPolicy: 'Periodic' }, 3_600_000],
    [{ refreshInterval: 'soon' }, undefined],
    [{}, undefined],
  ])('reads %j', (detail, expected) => {
    expect(syncIntervalOf(detail)).toBe(expected);
  });
});
