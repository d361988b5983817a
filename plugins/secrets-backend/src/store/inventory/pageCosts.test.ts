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
  batch,
  object,
  secret,
  SOURCE,
} from '../../__testUtils__/observations';
import { statementsOf } from '../../__testUtils__/statementsOf';
import {
  createTestInventory,
  databases,
} from '../../__testUtils__/testInventory';
import { loadAccessObjects } from '../../access/loadAccessObjects';
import { migrationsDirectory } from '../common/migrate';

const MIGRATION = '20261128193000_page_costs.js';

const TOKEN = 'kubernetes.io/service-account-token';

const token = secret('shop', 'token', {
  secretType: TOKEN,
  annotations: [
    { key: 'kubernetes.io/service-account.name', value: 'api', length: 3 },
  ],
});

describe.each(databases.eachSupportedId())('pages on %s', databaseId => {
  it('of sources count no table, and tell of what there is', async () => {
    const { knex, store, sync, apply, inventory } = await createTestInventory(
      databaseId,
    );
    const counts = async () => {
      const [{ secretCount, objectCount }] = await store.listSources();
      return { secretCount, objectCount };
    };
    expect(await counts()).toEqual({ secretCount: 0, objectCount: 0 });
    await sync('v1/secrets', [secret('shop', 'db'), token]);
    await sync('v1/pods', [object('Pod', 'shop', 'api-1')]);
    expect(await counts()).toEqual({ secretCount: 2, objectCount: 1 });

    await apply(
      batch('v1/secrets', [secret('shop', 'new')], {
        gone: ['kubernetes:prod/shop/db'],
      }),
    );
    await apply(batch('v1/pods', [object('Pod', 'shop', 'api-2')]));
    await inventory.countChanged();
    expect(await counts()).toEqual({ secretCount: 2, objectCount: 2 });
    expect(
      await statementsOf(knex, async () => inventory.countChanged()),
    ).toEqual([]);

    await sync('v1/secrets', []);
    expect(await counts()).toEqual({ secretCount: 0, objectCount: 2 });
    const statements = await statementsOf(knex, async () => counts());
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.filter(sql => /"?(secrets|objects)\b/.test(sql))).toEqual(
      [],
    );
    await knex.destroy();
  });

  it('on access search through no details', async () => {
    const { knex, sync } = await createTestInventory(databaseId);
    await sync('v1/secrets', [secret('shop', 'db'), token]);
    const objects: object[] = [];
    const statements = await statementsOf(knex, async () => {
      for await (const page of loadAccessObjects(knex, SOURCE)) {
        objects.push(...page);
      }
    });
    expect(statements.filter(sql => /\blike\b/i.test(sql))).toEqual([]);
    expect(objects).toContainEqual(
      expect.objectContaining({ name: 'token', serviceAccount: 'api' }),
    );
    await knex.destroy();
  });

  it('know of what was stored before they did', async () => {
    const { knex, store, sync } = await createTestInventory(databaseId);
    await sync('v1/secrets', [secret('shop', 'db'), token]);
    await sync('v1/pods', [object('Pod', 'shop', 'api-1')]);
    const [{ id }] = await knex('secrets').where({ name: 'db' });
    await knex.migrate.down({
      directory: migrationsDirectory,
      name: MIGRATION,
    } as {});
    const due = '2026-12-24T00:00:00.000Z';
    await knex('findings').insert(
      [null, due].map((dueAt, index) => ({
        id: `f${index}`,
        source_id: SOURCE,
        secret_id: id,
        rule: 'weak-value',
        item: `${index}`,
        severity: 'high',
        rank: 3,
        state: 'open',
        active: true,
        evidence: '{}',
        due_at: dueAt,
        first_seen: due,
        last_seen: due,
      })),
    );
    await knex.migrate.latest({ directory: migrationsDirectory });
    expect(
      await knex('findings').orderBy('id').select('due_sort', 'urgency'),
    ).toEqual([
      { due_sort: '~', urgency: '1 ~' },
      { due_sort: due, urgency: `1 ${due}` },
    ]);
    expect(
      (await knex('secrets').orderBy('name')).map(row =>
        Boolean(row.tells_access),
      ),
    ).toEqual([false, true]);
    expect(await store.listSources()).toMatchObject([
      { secretCount: 2, objectCount: 1 },
    ]);
    await knex.destroy();
  });
});
