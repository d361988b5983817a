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

import { createComplianceTest } from '../../__testUtils__/complianceTest';
import { createTestApi } from '../../__testUtils__/testApi';
import { databases } from '../../__testUtils__/testInventory';
import { touchCounted } from '../../store/compliance';

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())(
  'counting for compliance on %s',
  databaseId => {
    it('counts a source again that changes while it is being counted', async () => {
      const { test } = await createComplianceTest(databaseId);
      let counted = 0;
      let changes = 2;
      const api = await createTestApi({
        test,
        policy: undefined,
        entities: [],
        compliance: {
          facts: [
            {
              countSource: async () => {
                counted += 1;
                if (changes > 0) {
                  changes -= 1;
                  await touchCounted(test.knex, ['prod']);
                }
                return {};
              },
            },
          ],
        },
      });
      const numbers = [];
      for (let time = 0; time < 5; time++) {
        await api.recountChanged();
        numbers.push(counted);
      }
      expect(numbers).toEqual([1, 2, 3, 3, 3]);
      await touchCounted(test.knex, ['prod']);
      await api.recountChanged();
      await api.recountChanged();
      expect(counted).toBe(4);
      await test.knex.destroy();
    });
  },
);
