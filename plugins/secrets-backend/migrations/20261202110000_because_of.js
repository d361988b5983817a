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
 * A finding notes for which resource it is found, so that a list has one finding about a
 * store and not one about each Secret that it fails. What is stored is analysed again
 * with the next change of it, and is told for itself until then.
 *
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  const type = knex.client.config.client.includes('sqlite3')
    ? 'text'
    : 'text collate "C"';
  await knex.schema.alterTable('findings', table => {
    table
      .specificType('because_of', type)
      .comment('Id of the resource whose failure causes it');
    table.index(['because_of'], 'findings_because_of_idx', {
      predicate: knex.whereNotNull('because_of'),
    });
  });
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('findings', table => {
    table.dropIndex(['because_of'], 'findings_because_of_idx');
  });
  await knex.schema.alterTable('findings', table => {
    table.dropColumn('because_of');
  });
};
