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
  await knex.schema.createTable('compliance_sources', table => {
    table.comment('What was counted of sources for compliance, and when');
    table.specificType('source_id', type).notNullable().primary();
    table.specificType('counted_at', type).notNullable();
    table
      .specificType('revision', type)
      .notNullable()
      .comment(
        'Of the source when it was counted; empty if it is to be counted again',
      );
    table
      .specificType('cluster', type)
      .notNullable()
      .comment('JSON: what is known of the source as a whole');
    table
      .boolean('kept_stale')
      .comment('Whether it was out of date when it was last kept; null before');
  });
  await knex.schema.createTable('compliance_rollups', table => {
    table.comment('What was counted of a scope in a source');
    table.specificType('source_id', type).notNullable();
    table
      .specificType('kind', type)
      .notNullable()
      .comment('portal, team, system, environment or service');
    table.specificType('ref', type).notNullable().comment('* for the portal');
    table
      .specificType('counts', type)
      .notNullable()
      .comment('JSON; empty if there is nothing any more');
    table
      .specificType('state', type)
      .notNullable()
      .comment('changed, then keeping while a day is kept, then kept');
    table.primary(['source_id', 'kind', 'ref']);
    table.index(['kind', 'ref'], 'compliance_rollups_scope_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('compliance_rollups');
  await knex.schema.dropTable('compliance_sources');
};
