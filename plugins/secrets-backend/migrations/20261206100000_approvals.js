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
 * Approvals of requests, by whom and of which commit.
 *
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  // Text that sorts by its bytes in both databases.
  const type = knex.client.config.client.includes('sqlite3')
    ? 'text'
    : 'text collate "C"';
  await knex.schema.alterTable('requests', table => {
    table
      .boolean('needs_approval')
      .notNullable()
      .defaultTo(false)
      .comment('Decided when it is requested');
    table.specificType('merged_by', type).nullable();
    table
      .specificType('status', type)
      .nullable()
      .comment('JSON: the commit status that Keyward set last');
    table
      .specificType('forged_status', type)
      .nullable()
      .comment('The last forged commit status that the history has');
  });
  await knex.schema.alterTable('request_events', table => {
    table
      .specificType('kind', type)
      .nullable()
      .comment('What happened, where it is no new state');
  });
  await knex.schema.createTable('request_approvals', table => {
    table.comment('Who approved requests: of each person the latest approval');
    table.specificType('request_id', type).notNullable();
    table.specificType('approved_by', type).notNullable();
    table.specificType('head_sha', type).notNullable();
    table.specificType('at', type).notNullable();
    table.primary(['request_id', 'approved_by']);
  });
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('request_approvals');
  await knex.schema.alterTable('request_events', table => {
    table.dropColumn('kind');
  });
  await knex.schema.alterTable('requests', table => {
    table.dropColumns('needs_approval', 'merged_by', 'status', 'forged_status');
  });
};
