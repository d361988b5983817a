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
import { createTestInventory, databases } from '../__testUtils__/testInventory';
import { findFeeding } from './findFeeding';

jest.setTimeout(60_000);

const REMOTE = 'acme:cloud/eu/db';

describe.each(databases.eachSupportedId())('findFeeding on %s', databaseId => {
  it('finds what others are to get their values from, while they are there', async () => {
    const test = await createTestInventory(databaseId);
    const deliverer = object('ExternalSecret', 'a', 'fed', {
      deliveries: [
        {
          namespace: 'a',
          name: 'fed',
          from: [{ system: 'acme', store: 'SecretStore/acme', path: 'db' }],
        },
      ],
    });
    const EXTERNAL = 'external-secrets.io/v1/externalsecrets';
    await test.sync('v1/secrets', [secret('a', 'fed')]);
    await test.sync(EXTERNAL, [deliverer]);
    const found = async () => [
      ...(await findFeeding(test.knex, [REMOTE, 'acme:cloud/eu/other'])),
    ];
    expect(await found()).toEqual([]);
    // As a module resolves it.
    await test.knex('edges').update({ from_source: 'cloud', from_ref: REMOTE });
    expect(await found()).toEqual([REMOTE]);
    await test.sync(EXTERNAL, []);
    expect(await found()).toEqual([]);
    await test.knex.destroy();
  });
});
