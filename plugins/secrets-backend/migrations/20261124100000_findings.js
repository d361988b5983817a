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
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  const textOf = textColumns(knex);

  await knex.schema.createTable('analyses', table => {
    const text = textOf(table);
    text('source_id').notNullable();
    text('secret_id').notNullable();
    text('due_at')
      .notNullable()
      .comment('When its rules are to be asked again; of a change its time');
    table.primary(['source_id', 'secret_id']);
    table.index(['source_id', 'due_at'], 'analyses_source_due_idx');
  });

  await knex.schema.createTable('findings', table => {
    const text = textOf(table);
    text('id').notNullable().primary();
    text('source_id').notNullable();
    text('secret_id').notNullable();
    text('rule').notNullable();
    text('item').notNullable();
    text('severity').notNullable();
    table
      .smallint('rank')
      .notNullable()
      .comment('Of the severity: 1 low to 4 critical');
    text('state').notNullable();
    table
      .boolean('active')
      .notNullable()
      .comment('Whether it is open or acknowledged');
    text('evidence').notNullable().comment('JSON');
    text('due_at');
    text('first_seen').notNullable();
    text('last_seen').notNullable();
    text('state_by');
    text('state_reason');
    text('expires_at').comment('Of a suppression');
    text('resolved_at');
    table.unique(['source_id', 'secret_id', 'rule', 'item']);
    table.index(['rank', 'id'], 'findings_active_rank_idx', {
      predicate: knex.whereRaw('active'),
    });
  });

  await knex.schema.createTable('finding_events', table => {
    const text = textOf(table);
    table.bigIncrements('id');
    text('finding_id').notNullable();
    text('at').notNullable();
    text('event').notNullable();
    text('by');
    text('reason');
    table.index(['finding_id', 'id'], 'finding_events_finding_idx');
  });

  await knex.schema.createTable('rotation_keys', table => {
    const text = textOf(table);
    text('source_id').notNullable();
    text('secret_id').notNullable();
    text('key').notNullable();
    text('policy').notNullable();
    table.integer('policy_days').notNullable();
    text('state').notNullable();
    text('due_at').comment('The earliest moment at which it may be due');
    text('due_sort').notNullable();
    table.primary(['source_id', 'secret_id', 'key']);
    table.index(['due_sort', 'secret_id', 'key'], 'rotation_keys_due_idx');
  });

  await knex.schema.createTable('rotation_days', table => {
    const text = textOf(table);
    text('day').notNullable().comment('UTC, as 2026-11-23');
    text('scope')
      .notNullable()
      .comment('`*`, the ref of an owner or the ref of an entity');
    table.integer('total').notNullable();
    table.integer('in_period').notNullable();
    table.integer('due_soon').notNullable();
    table.integer('overdue').notNullable();
    table.integer('unknown').notNullable();
    table.primary(['scope', 'day']);
  });
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  for (const name of [
    'rotation_days',
    'rotation_keys',
    'finding_events',
    'findings',
    'analyses',
  ]) {
    await knex.schema.dropTable(name);
  }
};
