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
 * How connection strings in the value of a key have their connection protected.
 *
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('secret_keys', table => {
    table
      .text('transit')
      .comment(
        'encrypted, unverified, optional, plaintext, unstated or local; null where there are no connection strings, or it is not known',
      );
  });
  // Few keys of many hold one.
  await knex.raw(
    `create index secret_keys_transit_idx on secret_keys (source_id, secret_id)
     where transit is not null or class = 'connection-string'`,
  );
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  await knex.raw('drop index secret_keys_transit_idx');
  await knex.schema.alterTable('secret_keys', table => {
    table.dropColumn('transit');
  });
};
