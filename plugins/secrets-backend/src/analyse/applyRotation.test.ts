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

import { ConfigReader } from '@backstage/config';
import { defaultRuleSettings } from '@keyward/findings';
import { at, key, secret } from '../__testUtils__/observations';
import { createTestInventory, databases } from '../__testUtils__/testInventory';
import { applyRotation } from './applyRotation';
import { DatabaseRotationStore } from '../store/rotation/DatabaseRotationStore';
import { Environments } from '../store/environments/Environments';
import { loadSecretFacts } from './loadSecretFacts';

jest.setTimeout(60_000);

const DAY = 24 * 60;

describe.each(databases.eachSupportedId())(
  'rotation of keys on %s',
  databaseId => {
    it('lists first what has to be done, then what may have to be', async () => {
      const test = await createTestInventory(databaseId);
      const of = (name: string, earliest: number, latest: number) =>
        secret('a', name, {
          keys: [
            key('password', name, {
              age: {
                earliest: at(earliest * DAY),
                latest: at(latest * DAY),
                basis: 'managed-fields',
              },
            }),
          ],
        });
      await test.sync('v1/secrets', [
        of('in-period', 80, 80),
        of('due-soon', 14, 14),
        of('wide', 0, 60),
        of('overdue', 5, 5),
      ]);
      const ids = (await test.knex('secrets').select('id')).map(({ id }) => id);
      await applyRotation(test.knex, {
        sourceId: 'prod',
        ids,
        facts: await loadSecretFacts(
          test.knex,
          'prod',
          ids,
          new Environments(new ConfigReader({})),
        ),
        settings: { ...defaultRuleSettings, now: at(100 * DAY) },
      });
      const { items } = await new DatabaseRotationStore({
        knex: test.knex,
      }).listRotationKeys({ visibility: { all: true } });
      expect(items.map(item => [item.secret.name, item.state])).toEqual([
        ['overdue', 'overdue'],
        ['due-soon', 'dueSoon'],
        ['wide', 'unknown'],
        ['in-period', 'inPeriod'],
      ]);
    });
  },
);
