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
 * What people sealed and have not requested yet.
 *
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  // Text that sorts by its bytes in both databases.
  const type = knex.client.config.client.includes('sqlite3')
    ? 'text'
    : 'text collate "C"';
  await knex.schema.createTable('drafts', table => {
    table.comment('What somebody sealed and has not requested yet');
    table.specificType('id', type).notNullable().primary();
    table.specificType('created_by', type).notNullable();
    table.specificType('entity_ref', type).notNullable();
    table.specificType('created_at', type).notNullable();
    table.specificType('expires_at', type).notNullable();
    table.integer('size').notNullable().comment('Bytes of what is sealed');
    table
      .specificType('targets', type)
      .notNullable()
      .comment('JSON; what is sealed in it nobody here can open');
    table.index(['created_by', 'expires_at'], 'drafts_of_caller');
    table.index(['expires_at'], 'drafts_expired');
  });
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('drafts');
};
