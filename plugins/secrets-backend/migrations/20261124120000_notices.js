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
// @ts-check

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  const type = knex.client.config.client.includes('sqlite3')
    ? 'text'
    : 'text collate "C"';
  await knex.schema.createTable('finding_notices', table => {
    table.comment('What owners have not been told yet');
    table.bigIncrements('id');
    table.specificType('finding_id', type).notNullable();
    table.specificType('event', type).notNullable();
    table.specificType('at', type).notNullable();
  });
  await knex.schema.createTable('finding_others', table => {
    table.comment('Other secrets that a finding rests on');
    table.specificType('finding_id', type).notNullable();
    table.specificType('source_id', type).notNullable();
    table.specificType('secret_id', type).notNullable();
    table.primary(['finding_id', 'source_id', 'secret_id']);
  });
  await knex.schema.alterTable('findings', table => {
    table
      .boolean('rests_on_others')
      .notNullable()
      .defaultTo(false)
      .comment('Shown only to who may see one of them');
    table
      .specificType('told_at', type)
      .comment('When its owners were last told of it');
  });
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('findings', table => {
    table.dropColumn('told_at');
    table.dropColumn('rests_on_others');
  });
  await knex.schema.dropTable('finding_others');
  await knex.schema.dropTable('finding_notices');
};
