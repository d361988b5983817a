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
  await knex.schema.createTable('compliance_counts', table => {
    table.comment(
      'What checks counted, for as long as the counts were the same',
    );
    table
      .specificType('scope', type)
      .notNullable()
      .comment(
        '`*`, cluster:ID, or the ref of an owner, a system or an entity',
      );
    table.specificType('check_id', type).notNullable();
    table
      .specificType('valid_from', type)
      .notNullable()
      .comment('UTC, as 2026-11-29');
    table
      .specificType('valid_to', type)
      .comment('The first day of which it is not true; null while it is');
    table.integer('good').notNullable();
    table.integer('bad').notNullable();
    table.integer('unknown').notNullable();
    table.primary(['scope', 'check_id', 'valid_from']);
    table.index(['scope'], 'compliance_counts_open_idx', {
      predicate: knex.whereNull('valid_to'),
    });
  });
  await knex.schema.createTable('compliance_days', table => {
    table.comment('The days on which was counted');
    table.specificType('day', type).notNullable().primary();
  });
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('compliance_days');
  await knex.schema.dropTable('compliance_counts');
};
