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

import { defaultRuleSettings } from '@keyward/findings';
import {
  batch,
  object,
  reference,
  secret,
} from '../../__testUtils__/observations';
import {
  createTestInventory,
  databases,
} from '../../__testUtils__/testInventory';
import { toSecretDetail } from './toSecretDetail';

jest.setTimeout(60_000);

const DAY_MS = 24 * 60 * 60 * 1000;

describe.each(databases.eachSupportedId())(
  'the detail of a secret on %s',
  databaseId => {
    it('says whether it is used, and never that it is not before that can be known', async () => {
      const test = await createTestInventory(databaseId);
      const started = new Date(Date.now() - 12.5 * DAY_MS).toISOString();
      await test.apply(
        batch('v1/secrets', [secret('a', 'one'), secret('a', 'two')], {
          generation: 'g',
          complete: true,
          observedAt: started,
        }),
      );
      await test.sync('apps/v1/deployments', [
        object('Deployment', 'a', 'web', {
          references: [reference('a', 'two')],
        }),
      ]);
      const usages = async (unusedDays: number) => {
        const { items } = await test.store.listSecrets({
          visibility: { all: true },
          orderBy: { field: 'name', direction: 'asc' },
        });
        return await Promise.all(
          items.map(async ({ id }) => {
            const detail = await test.store.getSecret(id, { all: true });
            return toSecretDetail(detail!, [], {
              ...defaultRuleSettings,
              unusedDays,
            }).usage;
          }),
        );
      };
      expect(await usages(30)).toEqual([
        { state: 'unknown', observedDays: 12 },
        { state: 'used' },
      ]);
      expect(await usages(12)).toEqual([
        { state: 'unused', since: started, idleDays: 12 },
        { state: 'used' },
      ]);
      // Who may not list all kinds does not see all consumers.
      await test.knex('sources').update({
        problems: JSON.stringify([{ code: 'forbidden', message: 'pods' }]),
      });
      expect(await usages(12)).toEqual([
        { state: 'unknown', observedDays: 0 },
        { state: 'used' },
      ]);
    });
  },
);
