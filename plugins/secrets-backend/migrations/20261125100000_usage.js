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
  await knex.schema.alterTable('sources', table => {
    table
      .specificType('observed_since', type)
      .comment('Since when nothing that used a secret can have been missed');
  });
  await knex.schema.alterTable('secrets', table => {
    table
      .specificType('consumed_at', type)
      .comment('When the last of its consumers was gone');
  });
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('secrets', table => {
    table.dropColumn('consumed_at');
  });
  await knex.schema.alterTable('sources', table => {
    table.dropColumn('observed_since');
  });
};
