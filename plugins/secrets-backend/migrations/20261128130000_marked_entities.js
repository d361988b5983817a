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
  const type = knex.client.config.client.includes('sqlite3')
    ? 'text'
    : 'text collate "C"';
  await knex.schema.createTable('marked_entities', table => {
    table
      .specificType('entity_ref', type)
      .notNullable()
      .primary()
      .comment('That marks in the clusters name');
    table
      .specificType('owner_refs', type)
      .notNullable()
      .comment('JSON: who owned it last at its location');
    table
      .specificType('location', type)
      .comment('Where the catalog had it from at first, or when confirmed');
    table
      .specificType('named_at', type)
      .notNullable()
      .comment('When a mark named it last, to the day');
    table.index(['named_at'], 'marked_entities_named_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('marked_entities');
};
