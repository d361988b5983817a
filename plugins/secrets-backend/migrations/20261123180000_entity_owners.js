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

// @ts-check

/**
 * Text that sorts by its bytes in both databases.
 *
 * @param {import('knex').Knex} knex
 */
function textType(knex) {
  return knex.client.config.client.includes('sqlite3')
    ? 'text'
    : 'text collate "C"';
}

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  const type = textType(knex);
  await knex.schema.createTable('entity_owners', table => {
    table.specificType('entity_ref', type).notNullable();
    table.specificType('owner_ref', type).notNullable();
    table
      .integer('position')
      .notNullable()
      .comment('As the catalog lists them, from 0');
    table.primary(['entity_ref', 'owner_ref']);
    table.index(['owner_ref'], 'entity_owners_owner_idx');
  });
  await knex.raw(
    `insert into entity_owners (entity_ref, owner_ref, position)
     select entity_ref, min(owner_ref), 0 from entity_links
     where owner_ref is not null group by entity_ref`,
  );
  await knex.schema.alterTable('entity_links', table => {
    table.dropIndex(['owner_ref'], 'entity_links_owner_idx');
  });
  await knex.schema.alterTable('entity_links', table => {
    table.dropColumn('owner_ref');
  });
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  const type = textType(knex);
  await knex.schema.alterTable('entity_links', table => {
    table.specificType('owner_ref', type);
  });
  await knex.raw(
    `update entity_links set owner_ref = (
       select o.owner_ref from entity_owners o
       where o.entity_ref = entity_links.entity_ref
       order by o.position limit 1
     )`,
  );
  await knex.schema.alterTable('entity_links', table => {
    table.index(['owner_ref'], 'entity_links_owner_idx');
  });
  await knex.schema.dropTable('entity_owners');
};
