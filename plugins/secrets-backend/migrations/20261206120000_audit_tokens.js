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
 * The tokens by which systems send their audit logs.
 *
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  // Text that sorts by its bytes in both databases.
  const type = knex.client.config.client.includes('sqlite3')
    ? 'text'
    : 'text collate "C"';
  await knex.schema.createTable('audit_tokens', table => {
    table.comment(
      'What may send the audit log of one source, and nothing else',
    );
    table.specificType('id', type).notNullable().primary();
    table.specificType('source', type).notNullable();
    table.specificType('kind', type).notNullable().comment('Of the source');
    table.specificType('title', type).notNullable();
    table
      .specificType('hash', type)
      .notNullable()
      .comment('SHA-256 of the token, in hex; the token itself is nowhere');
    table
      .specificType('old_hash', type)
      .nullable()
      .comment('Of the token before the last rotation');
    table
      .specificType('old_until', type)
      .nullable()
      .comment('Until when that one is taken, too');
    table.specificType('created_at', type).notNullable();
    table.specificType('created_by', type).notNullable();
    table.specificType('rotated_at', type).nullable();
    table.specificType('used_at', type).nullable();
    table.unique(['hash'], { indexName: 'audit_tokens_hash' });
    table.unique(['old_hash'], { indexName: 'audit_tokens_old_hash' });
  });
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('audit_tokens');
};
