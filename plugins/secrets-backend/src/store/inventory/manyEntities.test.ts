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

import { secret } from '../../__testUtils__/observations';
import {
  createTestInventory,
  databases,
} from '../../__testUtils__/testInventory';
import { DatabaseFindingsStore } from '../findings/DatabaseFindingsStore';

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())(
  'who owns more entities than a statement has room for, on %s',
  databaseId => {
    it('sees their secrets', async () => {
      const test = await createTestInventory(databaseId);
      await test.sync('v1/secrets', [
        secret('a', 'mine'),
        secret('a', 'other'),
      ]);
      const [mine] = await test.store.findSecrets({
        refs: ['kubernetes:prod/a/mine'],
      });
      const ownerRefs = ['group:default/payments'];
      const entityRefs = Array.from(
        { length: 70_000 },
        (_, index) => `component:default/c${index}`,
      );
      await test.store.replaceEntityLinks([
        {
          entityRef: entityRefs[60_000],
          ownerRefs,
          claims: [],
          links: [{ sourceId: 'prod', secretId: mine.id, via: 'secret' }],
        },
      ]);
      const visibility = { allOf: [{ entityRefs }, { ownerRefs }] };
      const { items } = await test.store.listSecrets({ visibility });
      expect(items.map(({ name }) => name)).toEqual(['mine']);
      const findings = new DatabaseFindingsStore({ knex: test.knex });
      await expect(
        findings.listFindings({ visibility, withTotal: true }),
      ).resolves.toMatchObject({ items: [], totalItems: 0 });
    });
  },
);
