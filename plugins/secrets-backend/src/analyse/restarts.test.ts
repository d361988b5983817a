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

import { object, secret } from '../__testUtils__/observations';
import { analyseAll, createTestEngine } from '../__testUtils__/testEngine';
import { createTestInventory, databases } from '../__testUtils__/testInventory';
import { DatabaseFindingsStore } from '../store/findings/DatabaseFindingsStore';

jest.setTimeout(60_000);

const deliverer = (name: string, detail: object) =>
  object('VaultDynamicSecret', 'a', name, {
    deliveries: [
      {
        namespace: 'a',
        name,
        from: [{ system: 'vault', path: `database/creds/${name}` }],
      },
    ],
    resourceVersion: JSON.stringify(detail),
    status: { ready: 'true' },
    detail: { restarts: ['Deployment/api'], ...detail },
  });

describe.each(databases.eachSupportedId())('restarts on %s', databaseId => {
  it('are a finding while what delivers a secret restarts workloads often', async () => {
    const test = await createTestInventory(databaseId);
    const engine = createTestEngine(test);
    const store = new DatabaseFindingsStore({ knex: test.knex });
    const names = ['often', 'seldom', 'unknown', 'alone'];
    await test.sync(
      'v1/secrets',
      names.map(name => secret('a', name)),
    );
    const sync = async (seconds: number) =>
      await test.sync('secrets.hashicorp.com/v1beta1/vaultdynamicsecrets', [
        deliverer('often', { newValueEverySeconds: seconds }),
        deliverer('seldom', { newValueEverySeconds: 7200 }),
        deliverer('unknown', {}),
        deliverer('alone', { newValueEverySeconds: 60, restarts: [] }),
      ]);
    const found = async () => {
      await analyseAll(engine, test.fence);
      const { items } = await store.listFindings({
        visibility: { all: true },
        filters: { rules: ['restarts-often'] },
      });
      return items
        .filter(({ state }) => state === 'open')
        .map(({ secret: { name }, evidence }) => [name, evidence]);
    };
    await sync(300);
    expect(await found()).toEqual([
      [
        'often',
        {
          by: 'VaultDynamicSecret often',
          everyMs: 300_000,
          targets: 'Deployment/api',
        },
      ],
    ]);
    // Its status alone is enough for it to be judged again.
    await sync(7200);
    expect(await found()).toEqual([]);
    await test.knex.destroy();
  });
});
