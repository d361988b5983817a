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

import {
  at,
  batch,
  object,
  reference,
  secret,
  START,
} from '../__testUtils__/observations';
import {
  addSource,
  createTestInventory,
  databases,
} from '../__testUtils__/testInventory';
import { forgetOld } from './forgetOld';

jest.setTimeout(60_000);

const DAY_MS = 86_400_000;

describe.each(databases.eachSupportedId())('forgetOld on %s', databaseId => {
  it('keeps what may come back, and deletes the rest', async () => {
    const test = await createTestInventory(databaseId);
    const { knex } = test;
    await test.sync('v1/secrets', [secret('a', 'one'), secret('a', 'two')]);
    await test.sync('apps/v1/deployments', [
      object('Deployment', 'a', 'web', {
        labels: { app: 'web' },
        references: [reference('a', 'one')],
      }),
    ]);
    await test.apply(
      batch('v1/secrets', [], {
        gone: ['kubernetes:prod/a/two'],
        observedAt: at(20),
      }),
    );
    await addSource(knex, 'other');
    const count = async (table: string) =>
      Number((await knex(table).count({ count: '*' }))[0].count);

    await forgetOld(knex, START + 300 * DAY_MS);
    expect(await count('secrets')).toBe(2);
    expect(await count('secret_keys')).toBe(2);
    await forgetOld(knex, START + 401 * DAY_MS);
    expect(await knex('secrets').select('name')).toEqual([{ name: 'one' }]);
    expect(await count('secret_keys')).toBe(1);
    expect(await count('history')).toBe(0);

    await knex('sources')
      .where({ id: 'prod' })
      .update({ retired_at: at(30) });
    await forgetOld(knex, START + 5 * DAY_MS);
    expect(await count('objects')).toBe(1);
    await forgetOld(knex, START + 8 * DAY_MS);
    for (const table of [
      'secrets',
      'secret_keys',
      'objects',
      'object_references',
      'labels',
      'streams',
    ]) {
      expect([table, await count(table)]).toEqual([table, 0]);
    }
    expect(await knex('sources').select('id')).toEqual([{ id: 'other' }]);
    expect(await knex('source_leases').select('source_id')).toEqual([
      { source_id: 'other' },
    ]);
  });
});
