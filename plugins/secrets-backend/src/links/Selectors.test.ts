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

import { object, reference, secret } from '../__testUtils__/observations';
import { statementsOf } from '../__testUtils__/statementsOf';
import { createTestInventory, databases } from '../__testUtils__/testInventory';
import {
  component,
  linkedNames,
  testLinker,
} from '../__testUtils__/testLinker';

jest.setTimeout(60_000);

const SELECTOR = 'backstage.io/kubernetes-label-selector';

describe.each(databases.eachSupportedId())(
  'label selectors of entities on %s',
  databaseId => {
    it('select as in a cluster', async () => {
      const test = await createTestInventory(databaseId);
      const deployment = (
        name: string,
        labels: Record<string, string>,
        podLabels: Record<string, string> = {},
      ) =>
        object('Deployment', 'a', name, {
          labels,
          podLabels,
          references: [reference('a', name)],
        });
      await test.sync('v1/secrets', [
        ...['web', 'api', 'back', 'pods', 'none'].map(name =>
          secret('a', name),
        ),
        secret('a', 'own', { labels: { app: 'web' } }),
      ]);
      await test.sync('apps/v1/deployments', [
        deployment('web', { app: 'web' }),
        deployment('api', { app: 'api', tier: 'front' }),
        deployment('back', { app: 'api', tier: 'back' }),
        deployment('pods', { app: 'other' }, { app: 'web', tier: 'back' }),
        deployment('none', {}),
      ]);
      const selected = {
        'app=web': ['own', 'pods', 'web'],
        'app in (web, api)': ['api', 'back', 'own', 'pods', 'web'],
        app: ['api', 'back', 'own', 'pods', 'web'],
        'app,tier!=back': ['api', 'own', 'web'],
        'app=api,tier notin (back)': ['api'],
        'app,!tier': ['own', 'web'],
        'tier in (front),app=api': ['api'],
        'app in (no, web),tier': ['pods'],
        [`app in (${Array.from({ length: 60 }, (_, i) => `no${i}`)}, web)`]: [
          'own',
          'pods',
          'web',
        ],
      };
      const { linker } = testLinker(
        test.store,
        Object.keys(selected).map((selector, index) =>
          component(`e${index}`, { [SELECTOR]: selector }),
        ),
        { trustAnnotations: true },
      );
      await linker.reconcile();
      const found = await Promise.all(
        Object.keys(selected).map(async (selector, index) => [
          selector,
          (
            await linkedNames(test.store, `component:default/e${index}`)
          ).map(text => /\/(\w+) by/.exec(text)![1]),
        ]),
      );
      expect(Object.fromEntries(found)).toEqual(selected);
    });

    it('cost as many statements if there are a thousand as if there is one', async () => {
      const test = await createTestInventory(databaseId);
      await test.sync('v1/secrets', [secret('a', 'one')]);
      const costOf = async (selectorOf: (index: number) => string) => {
        const { linker } = testLinker(
          test.store,
          Array.from({ length: 1000 }, (_, index) =>
            component(`e${index}`, { [SELECTOR]: selectorOf(index) }),
          ),
        );
        // Once more, when all of it is stored.
        await linker.reconcile();
        const statements = await statementsOf(test.knex, () =>
          linker.reconcile(),
        );
        return statements.length;
      };
      const one = await costOf(() => 'app=web');
      expect(await costOf(index => `app=web${index}`)).toBe(one);
      expect(await costOf(index => `key${index},other!=x`)).toBe(one);
    });
  },
);
