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
 * Outages of sources, and who was notified of them.
 *
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  // Text that sorts by its bytes in both databases.
  const type = knex.client.config.client.includes('sqlite3')
    ? 'text'
    : 'text collate "C"';
  await knex.schema.createTable('source_outages', table => {
    table.comment(
      'The outage of each source that is out, or was until just now',
    );
    table.specificType('source_id', type).notNullable().primary();
    table.specificType('began_at', type).notNullable();
    table
      .specificType('seen_at', type)
      .notNullable()
      .comment('When the source was seen to be out last');
    table
      .specificType('well_since', type)
      .nullable()
      .comment('Since when the source works again');
    table.boolean('told').notNullable().comment('Whether the alert was sent');
    table
      .integer('attempts')
      .notNullable()
      .comment('At sending what is to be sent next; counting one claims it');
    table.specificType('retry_at', type).nullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('source_outages');
};
