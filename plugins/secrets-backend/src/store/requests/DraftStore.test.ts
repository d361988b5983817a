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
  createTestInventory,
  databases,
} from '../../__testUtils__/testInventory';
import { DraftStore } from './DraftStore';

jest.setTimeout(60_000);

const MOST = 20;

const target = {
  sourceId: 'prod',
  namespace: 'payments',
  name: 'db',
  type: 'Opaque',
  scope: 'strict' as const,
  certificate: 'ce'.repeat(32),
  mode: 'create' as const,
  encryptedData: { password: 'AgA=' },
};

describe.each(databases.eachSupportedId())('DraftStore on %s', databaseId => {
  it('keeps no more of one caller, however many are made at once', async () => {
    const { knex } = await createTestInventory(databaseId);
    const make = async (store: DraftStore, createdBy: string) =>
      await store.create({
        createdBy,
        entityRef: 'component:default/web',
        targets: [target],
      });
    const store = new DraftStore({ knex });
    const made = await Promise.allSettled([
      ...Array.from({ length: 2 * MOST }, () => make(store, 'user:default/a')),
      make(store, 'user:default/b'),
    ]);
    const refused = made.filter(each => each.status === 'rejected');
    expect(refused).toHaveLength(MOST);
    expect(refused.every(({ reason }) => reason.name === 'ConflictError')).toBe(
      true,
    );
    expect(await knex('drafts')).toHaveLength(MOST + 1);
    // What has expired makes room.
    const later = new DraftStore({ knex, now: () => Date.now() + 3_600_001 });
    await make(later, 'user:default/a');
    expect(await knex('drafts')).toHaveLength(1);
    await knex.destroy();
  });
});
