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
  // Text that sorts by its bytes in both databases.
  const type = knex.client.config.client.includes('sqlite3')
    ? 'text'
    : 'text collate "C"';
  await knex.schema.createTable('value_groups', table => {
    table.comment(
      'What there is, or was, among the keys that hold a value; filled when they are analysed',
    );
    table.specificType('fingerprint', type).notNullable();
    table.specificType('fingerprint_key_id', type).notNullable();
    table
      .specificType('any_place', type)
      .notNullable()
      .comment('SOURCE/NAMESPACE, or * for several');
    table
      .specificType('hand_place', type)
      .comment('Of those that no tool put there');
    table.boolean('inside').notNullable().comment('One is in production');
    table.boolean('outside').notNullable().comment('One is elsewhere');
    table.primary(['fingerprint', 'fingerprint_key_id']);
  });
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('value_groups');
};
