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
import { rules } from '@keyward/findings';
import { type UnlistedKind } from '@keyward/observation';
import { SOURCE, secret, START } from '../__testUtils__/observations';
import { analyseAll, createTestEngine } from '../__testUtils__/testEngine';
import { createTestInventory, databases } from '../__testUtils__/testInventory';
import { SourceStore } from '../store/sources/SourceStore';

jest.setTimeout(60_000);

const DAY_MINUTES = 24 * 60;

describe.each(databases.eachSupportedId())(
  'kinds that are not listed, on %s',
  databaseId => {
    const setUp = async () => {
      const test = await createTestInventory(databaseId);
      await test.sync('v1/secrets', [secret('a', 'one'), secret('b', 'two')]);
      test.clock.minutes = 40 * DAY_MINUTES;
      const now = () => START + test.clock.minutes * 60_000;
      const sources = new SourceStore({ knex: test.knex, now });
      const engine = createTestEngine(test, {
        rules: rules.filter(({ id }) => id === 'unused'),
      });
      return {
        test,
        tell: async (unlistedKinds?: UnlistedKind[]) =>
          await sources.report(
            { sourceId: SOURCE, fence: 1 },
            { state: 'live', ...(unlistedKinds && { unlistedKinds }) },
          ),
        unused: async () => {
          await analyseAll(engine, test.fence);
          return await test
            .knex('findings as f')
            .join('secrets as s', 's.id', 'f.secret_id')
            .where('f.state', 'open')
            .orderBy('s.name')
            .pluck('s.name');
        },
      };
    };

    it('leave it open what is unused in the namespaces that they reach', async () => {
      const { test, tell, unused } = await setUp();
      expect(await unused()).toEqual(['one', 'two']);

      const databasesKind = { name: 'databases.example.com' };
      await tell([{ ...databasesKind, namespaces: ['a'] }]);
      expect(await unused()).toEqual(['two']);
      await tell([databasesKind]);
      expect(await unused()).toEqual([]);
      // What is not said is as before.
      await tell();
      expect(await unused()).toEqual([]);
      await tell([{}]);
      expect(await unused()).toEqual([]);
      await tell([]);
      expect(await unused()).toEqual(['one', 'two']);

      await tell([databasesKind, {}]);
      const { items } = await test.store.listSecrets({
        visibility: { all: true },
      });
      expect(
        await test.store.getSecret(items[0].id, { all: true }),
      ).toMatchObject({ unlistedKinds: ['databases.example.com', '*'] });
    });

    it('have nothing judged anew as long as they are the same', async () => {
      const { test, tell, unused } = await setUp();
      const waiting = async () =>
        (await test.knex('analyses').where('secret_id', 'like', '*%')).length;
      await tell([{ name: 'databases.example.com' }]);
      expect(await waiting()).toBe(1);
      await unused();
      await tell([{ name: 'databases.example.com' }]);
      expect(await waiting()).toBe(0);
    });
  },
);
