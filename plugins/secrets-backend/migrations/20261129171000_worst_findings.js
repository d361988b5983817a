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
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('secrets', table => {
    table
      .smallint('worst')
      .notNullable()
      .defaultTo(0)
      .comment(
        'Of its findings that are not closed and rest on no other secret: -4 critical to -1 low; 0 without any',
      );
    table.index(['worst', 'name', 'id'], 'secrets_worst_name_id_idx');
    // Lists came in its order before.
    table.dropIndex(['urgency', 'name', 'id'], 'secrets_urgency_name_id_idx');
  });
  await knex.raw(
    `update secrets set worst = (
       select coalesce(-max(f.rank), 0) from findings f
       where f.source_id = secrets.source_id and f.secret_id = secrets.id
         and f.active and f.same_value is null
     ) where exists (
       select 1 from findings f
       where f.source_id = secrets.source_id and f.secret_id = secrets.id
         and f.active and f.same_value is null
     )`,
  );
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('secrets', table => {
    table.dropIndex(['worst', 'name', 'id'], 'secrets_worst_name_id_idx');
    table.index(['urgency', 'name', 'id'], 'secrets_urgency_name_id_idx');
  });
  await knex.schema.alterTable('secrets', table => {
    table.dropColumn('worst');
  });
};
