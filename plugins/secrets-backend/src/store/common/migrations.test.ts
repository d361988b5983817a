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

import { databases } from '../../__testUtils__/testInventory';
import { migrationsDirectory } from './migrate';

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('migrations on %s', databaseId => {
  it('can be taken back and run again', async () => {
    const knex = await databases.init(databaseId);
    const migrate = { directory: migrationsDirectory };
    for (let round = 0; round < 2; round += 1) {
      await knex.migrate.latest(migrate);
      expect(await knex.schema.hasTable('secrets')).toBe(true);
      expect(await knex.schema.hasTable('source_leases')).toBe(true);
      await knex.migrate.rollback(migrate, true);
      expect(await knex.schema.hasTable('secrets')).toBe(false);
      expect(await knex.schema.hasTable('source_leases')).toBe(false);
    }
  });

  it('keeps the owners of links, up and down', async () => {
    const knex = await databases.init(databaseId);
    const migrate = { directory: migrationsDirectory };
    await knex.migrate.up({
      ...migrate,
      name: '20261123100000_inventory.js',
    });
    const linkTo = (secret: string, entity: string, owner: string | null) => ({
      source_id: 'prod',
      secret_id: secret,
      entity_ref: entity,
      owner_ref: owner,
      system: 'system:default/shop',
      via: 'namespace',
    });
    const links = [
      linkTo('1', 'component:default/api', null),
      linkTo('1', 'component:default/web', 'group:default/payments'),
      linkTo('2', 'component:default/web', 'group:default/payments'),
    ];
    await knex('entity_links').insert(links);
    await knex.migrate.latest(migrate);
    expect(await knex('entity_owners')).toEqual([
      {
        entity_ref: 'component:default/web',
        owner_ref: 'group:default/payments',
        position: 0,
      },
    ]);
    expect(
      await knex('entity_links').orderBy(['secret_id', 'entity_ref']),
    ).toEqual(links.map(({ owner_ref: _, ...link }) => link));
    await knex('entity_owners').insert({
      entity_ref: 'component:default/web',
      owner_ref: 'group:default/a-second',
      position: 1,
    });
    await knex.migrate.down({
      ...migrate,
      name: '20261123180000_entity_owners.js',
    });
    expect(
      await knex('entity_links').orderBy(['secret_id', 'entity_ref']),
    ).toEqual(links);
    await knex.migrate.latest(migrate);
    expect(await knex('entity_owners').pluck('owner_ref')).toEqual([
      'group:default/payments',
    ]);
  });
});
