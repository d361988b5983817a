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
 * What old rows are found by, so that they can be forgotten a few at a time.
 *
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  // Missing secrets that nobody wanted any more had no time.
  await knex('secrets')
    .where({ presence: 0 })
    .whereNull('gone_at')
    .update({ gone_at: knex.ref('last_seen') });
  await knex.schema.alterTable('secrets', table => {
    table.index(['source_id', 'gone_at'], 'secrets_source_gone_idx', {
      predicate: knex.whereNotNull('gone_at'),
    });
  });
  await knex.schema.alterTable('findings', table => {
    table.index(['source_id', 'resolved_at'], 'findings_source_resolved_idx', {
      predicate: knex.whereNotNull('resolved_at'),
    });
  });
  await knex.schema.alterTable('finding_others', table => {
    table.index(['source_id', 'secret_id'], 'finding_others_secret_idx');
  });
  await knex.schema.alterTable('finding_notices', table => {
    table.index(['finding_id'], 'finding_notices_finding_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('finding_notices', table => {
    table.dropIndex(['finding_id'], 'finding_notices_finding_idx');
  });
  await knex.schema.alterTable('finding_others', table => {
    table.dropIndex(['source_id', 'secret_id'], 'finding_others_secret_idx');
  });
  await knex.schema.alterTable('findings', table => {
    table.dropIndex(
      ['source_id', 'resolved_at'],
      'findings_source_resolved_idx',
    );
  });
  await knex.schema.alterTable('secrets', table => {
    table.dropIndex(['source_id', 'gone_at'], 'secrets_source_gone_idx');
  });
};
