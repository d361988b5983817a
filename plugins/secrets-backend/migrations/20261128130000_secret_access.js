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
 * A Secret that is new or another one is told of by a number of its own, so that
 * who keeps an answer on access reads that Secret and not all of its source.
 *
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('sources', table => {
    table
      .integer('secrets_revision')
      .notNullable()
      .defaultTo(0)
      .comment('The highest access_revision of its secrets');
  });
  await knex.schema.alterTable('secrets', table => {
    table
      .integer('access_revision')
      .nullable()
      .comment('When what decides about access to or by it was another last');
  });
  // Of what a full sync brought nobody asks: most rows stay out of it.
  await knex.raw(
    `create index secrets_by_access_revision on secrets (source_id, access_revision)
     where access_revision is not null`,
  );
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  await knex.raw('drop index secrets_by_access_revision');
  await knex.schema.alterTable('secrets', table => {
    table.dropColumn('access_revision');
  });
  await knex.schema.alterTable('sources', table => {
    table.dropColumn('secrets_revision');
  });
};
