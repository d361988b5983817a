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

import { mockServices } from '@backstage/backend-test-utils';
import type { AccountReaders } from '@keyward/observation';
import { batch, object, SOURCE } from '../__testUtils__/observations';
import {
  addSource,
  createTestInventory,
  databases,
} from '../__testUtils__/testInventory';
import { Environments } from '../store/environments/Environments';
import { loadResourceFacts } from './loadResourceFacts';

jest.setTimeout(60_000);

const of = (
  serviceAccounts: string[],
  namespaces: string[],
  cluster: string | undefined = SOURCE,
): AccountReaders => ({
  by: 'kubernetes/role',
  ...(cluster ? { cluster } : {}),
  serviceAccounts,
  namespaces,
});

/** What is let in, and which of it the cluster does not have. */
const CASES: Record<string, [AccountReaders | undefined, string[]?]> = {
  there: [of(['api'], ['shop']), []],
  elsewhere: [of(['api'], ['other']), ['api']],
  'in one of two': [of(['api', 'gone'], ['other', 'shop']), ['gone']],
  'in any': [of(['api', 'gone'], ['*']), ['gone']],
  'by a pattern': [of(['api', 'worker'], ['sh*p']), ['worker']],
  'of any name': [of(['*', 'ap*'], ['nowhere']), []],
  'no pattern but a dot': [of(['api'], ['sh.p']), ['api']],
  'of no cluster': [{ ...of(['gone'], ['shop']), cluster: undefined }],
  'of another cluster': [of(['gone'], ['shop'], 'unheard-of')],
  nobody: [undefined],
};

describe.each(databases.eachSupportedId())(
  'absent ServiceAccounts on %s',
  databaseId => {
    it('are those that a cluster does not have, as far as it is followed', async () => {
      const test = await createTestInventory(databaseId);
      await addSource(test.knex, 'main');
      await test.inventory.apply(
        { sourceId: 'main', fence: 1, system: 'toy' },
        batch(
          'roles',
          Object.entries(CASES).map(([name, [accounts]]) => ({
            type: 'resource' as const,
            kind: 'role',
            ref: `role:main/${encodeURIComponent(name)}`,
            system: 'toy',
            location: [],
            name,
            ...(accounts ? { accounts } : {}),
          })),
          { generation: 'g1', complete: true, covers: { kind: 'role' } },
        ),
      );
      const rows = await test.knex('secrets').where({ source_id: 'main' });
      const known = async () => {
        const facts = await loadResourceFacts(
          test.knex,
          'main',
          rows.map(({ id }) => id),
          new Environments(mockServices.rootConfig({ data: {} })),
        );
        return Object.fromEntries(
          facts.map(({ name, absentAccounts }) => [name, absentAccounts]),
        );
      };
      const nothing = Object.fromEntries(
        Object.keys(CASES).map(name => [name, undefined]),
      );
      expect(await known()).toEqual(nothing);

      await test.sync('v1/serviceaccounts', [
        object('ServiceAccount', 'shop', 'api'),
        object('ServiceAccount', 'b', 'worker'),
      ]);
      expect(await known()).toEqual(
        Object.fromEntries(
          Object.entries(CASES).map(([name, [, absent]]) => [name, absent]),
        ),
      );

      await test.knex('sources').where({ id: SOURCE }).update('state', 'down');
      expect(await known()).toEqual(nothing);
      await test.knex.destroy();
    });
  },
);
