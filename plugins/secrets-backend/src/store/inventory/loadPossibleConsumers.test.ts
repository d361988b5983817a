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

import { batch, object, reference } from '../../__testUtils__/observations';
import {
  createTestInventory,
  databases,
} from '../../__testUtils__/testInventory';
import { loadPossibleConsumers } from './loadPossibleConsumers';

jest.setTimeout(120_000);

const count = (size: number) => Array.from({ length: size }, (_, i) => i);

describe.each(databases.eachSupportedId())(
  'what may use a secret on %s',
  databaseId => {
    it('names what is in its namespace or in none, and counts the rest by kind', async () => {
      const { knex, fence, apply } = await createTestInventory(databaseId);
      const to = (namespace: string, name: string) => ({
        references: [reference(namespace, name)],
      });
      await apply(
        batch('objects', [
          ...count(5).map(index =>
            object('Deployment', 'shop', `d-${index}`, to('*shop', '*')),
          ),
          ...count(3).map(index =>
            object('Job', 'other', `j-${index}`, to('*', 'db')),
          ),
          object('Job', 'shop', 'own', to('*', 'db')),
          object('Service', 'far', 's', to('*shop', 'db')),
          object('Service', 'far', 'elsewhere', to('*far', '*')),
        ]),
      );
      const secrets = [
        { namespace: 'shop', name: 'db' },
        { namespace: 'other', name: 'db' },
        { namespace: 'third', name: 'none' },
      ];
      const possible = await loadPossibleConsumers(
        knex,
        fence.sourceId,
        secrets,
      );
      const [shop, other, third] = secrets.map(possible);
      expect(shop).toEqual([
        'Job/own',
        'Deployment/d-0',
        'Deployment/d-1',
        '3 Jobs of other namespaces',
        '1 Service of other namespaces',
      ]);
      expect(other).toEqual([
        'Job/j-0',
        'Job/j-1',
        'Job/j-2',
        '1 Job of other namespaces',
      ]);
      expect(third).toEqual([]);
    });

    it('does not look at each of them for each secret of their namespace', async () => {
      const { knex, fence, apply } = await createTestInventory(databaseId);
      const size = 3000;
      for (const part of count(6)) {
        await apply(
          batch(
            'objects',
            count(size / 6).map(index =>
              object('Deployment', 'eve', `d-${part}-${index}`, {
                references: [reference('*eve', '*')],
              }),
            ),
          ),
        );
      }
      const secrets = count(size).map(index => ({
        namespace: 'eve',
        name: `s-${index}`,
      }));
      const possible = await loadPossibleConsumers(
        knex,
        fence.sourceId,
        secrets,
      );
      const began = performance.now();
      expect(possible(secrets[0])).toHaveLength(3);
      secrets.forEach(possible);
      // Far more than it takes, and less than it took.
      expect(performance.now() - began).toBeLessThan(500);
    });
  },
);
