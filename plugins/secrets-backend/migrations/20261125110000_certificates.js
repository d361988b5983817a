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
 * Text that sorts by its bytes in both databases, so that a page's cursor means
 * the same whatever the locale of the PostgreSQL is.
 *
 * @param {import('knex').Knex} knex
 */
function textColumns(knex) {
  const type = knex.client.config.client.includes('sqlite3')
    ? 'text'
    : 'text collate "C"';
  /** @param {import('knex').Knex.TableBuilder} table */
  return table => (/** @type {string} */ name) =>
    table.specificType(name, type);
}

/**
 * What is public of the certificates in values. Only keys that hold some have
 * rows.
 *
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  const textOf = textColumns(knex);

  await knex.schema.createTable('key_certificates', table => {
    const text = textOf(table);
    text('source_id').notNullable();
    text('secret_id').notNullable();
    text('key').notNullable();
    text('format');
    table
      .integer('count')
      .notNullable()
      .comment('In the value; there may be fewer rows');
    text('key_matches').comment('Whether the private key is theirs');
    text('chain_order');
    text('notes').notNullable().comment('JSON: what could not be read');
    table.primary(['source_id', 'secret_id', 'key']);
  });

  await knex.schema.createTable('certificates', table => {
    const text = textOf(table);
    text('source_id').notNullable();
    text('secret_id').notNullable();
    text('key').notNullable();
    table.integer('position').notNullable().comment('In the value, from 0');
    text('fingerprint').notNullable().comment('SHA-256, hex');
    text('subject').notNullable();
    text('issuer').notNullable();
    text('serial').notNullable().comment('Hex');
    text('sans').notNullable().comment('JSON');
    table.integer('san_count').notNullable();
    text('not_before').notNullable();
    text('not_after').notNullable();
    text('key_algorithm').notNullable();
    table.integer('key_size').comment('In bits');
    text('signature_algorithm').notNullable();
    text('role').notNullable();
    table.boolean('self_signed').notNullable();
    table.primary(['source_id', 'secret_id', 'key', 'position']);
    table.index(
      ['not_after', 'secret_id', 'key', 'position'],
      'certificates_not_after_idx',
    );
  });
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('certificates');
  await knex.schema.dropTable('key_certificates');
};
