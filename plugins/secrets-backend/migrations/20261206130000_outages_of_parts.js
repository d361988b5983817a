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
 * Outages of parts of a source that itself goes on.
 *
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  // Text that sorts by its bytes in both databases.
  const type = knex.client.config.client.includes('sqlite3')
    ? 'text'
    : 'text collate "C"';
  await knex.schema.alterTable('source_outages', table => {
    table
      .specificType('part', type)
      .notNullable()
      .defaultTo('')
      .comment(
        'The code of the problem that it is; empty for the whole source',
      );
  });
  await knex.schema.alterTable('source_outages', table => {
    table.dropPrimary();
  });
  await knex.schema.alterTable('source_outages', table => {
    table.primary(['source_id', 'part']);
  });
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  await knex('source_outages').whereNot({ part: '' }).delete();
  await knex.schema.alterTable('source_outages', table => {
    table.dropPrimary();
  });
  await knex.schema.alterTable('source_outages', table => {
    table.dropColumn('part');
  });
  await knex.schema.alterTable('source_outages', table => {
    table.primary(['source_id']);
  });
};
