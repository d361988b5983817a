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

import { TestDatabases } from '@backstage/backend-test-utils';
import type { Observation, ObservationBatch } from '@keyward/observation';
import type { Knex } from 'knex';
import { DatabaseInventoryStore } from '../store/inventory';
import { hideValuesInErrors } from '../store/common/hideValuesInErrors';
import { migrationsDirectory } from '../store/common/migrate';
import { Inventory, type SourceFence } from '../ingest/inventory';
import { at, batch, SOURCE, START } from './observations';

/** Every store test runs on all of them. */
export const databases = TestDatabases.create({
  ids: ['SQLITE_3', 'POSTGRES_18'],
});

export interface TestInventory {
  knex: Knex;
  inventory: Inventory;
  store: DatabaseInventoryStore;
  fence: SourceFence;
  /** Minutes after the start that the store takes for now. */
  clock: { minutes: number };
  apply(changes: ObservationBatch): Promise<void>;
  /** A full sync of one batch. */
  sync(stream: string, upserts: Observation[], minutes?: number): Promise<void>;
}

/** A migrated database with one source that is held and live. */
export async function createTestInventory(
  databaseId: Parameters<typeof databases.init>[0],
  options: { mode?: string } = {},
): Promise<TestInventory> {
  const knex = await databases.init(databaseId);
  hideValuesInErrors(knex);
  await knex.migrate.latest({ directory: migrationsDirectory });
  const clock = { minutes: 10 };
  await addSource(knex, SOURCE);
  const fence = { sourceId: SOURCE, fence: 1, mode: options.mode };
  let generations = 0;
  const test: TestInventory = {
    knex,
    inventory: new Inventory({ knex }),
    store: new DatabaseInventoryStore({
      knex,
      now: () => START + clock.minutes * 60_000,
    }),
    fence,
    clock,
    async apply(changes) {
      await test.inventory.apply(fence, changes);
    },
    async sync(stream, upserts, minutes = 10) {
      generations += 1;
      await test.apply(
        batch(stream, upserts, {
          generation: `g${generations}`,
          complete: true,
          observedAt: at(minutes),
        }),
      );
    },
  };
  return test;
}

/** Adds a source that is held under the fence 1 and never falls silent. */
export async function addSource(
  knex: Knex,
  id: string,
  kind = 'kubernetes',
): Promise<void> {
  await knex('sources').insert({
    id,
    kind,
    title: `Cluster ${id}`,
    state: 'live',
    state_since: at(0),
    problems: '[]',
    warnings: '[]',
    heartbeat_at: '2099-01-01T00:00:00.000Z',
  });
  await knex('source_leases').insert({
    source_id: id,
    holder: 'test',
    fence: 1,
    expires_at: 0,
  });
}

/** Puts so many more of the one secret there is into the table, numbered from 2. */
export async function multiplySecret(knex: Knex, total: number): Promise<void> {
  const columns = Object.keys(await knex('secrets').columnInfo());
  const others = columns
    .filter(name => !['id', 'ref', 'name'].includes(name))
    .map(name => `"${name}"`);
  await knex.raw(
    `insert into secrets (id, ref, name, ${others.join(', ')})
     with recursive numbers(n) as (
       select 2 union all select n + 1 from numbers where n < ?
     )
     select s.id || n, s.ref || n, s.name || n, ${others
       .map(name => `s.${name}`)
       .join(', ')}
     from secrets s cross join numbers`,
    [total],
  );
}
