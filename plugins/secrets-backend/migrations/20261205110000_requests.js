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
 * Requests: pull requests with sealed values, and how far each has come.
 *
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  const isSqlite = knex.client.config.client.includes('sqlite3');
  // Text that sorts by its bytes in both databases.
  const type = isSqlite ? 'text' : 'text collate "C"';
  await knex.schema.createTable('requests', table => {
    table.comment('Pull requests with sealed values, one for each repository');
    table.specificType('id', type).notNullable().primary();
    table.specificType('draft_id', type).notNullable();
    table.specificType('entity_ref', type).notNullable();
    table.specificType('system', type).nullable();
    table.specificType('requested_by', type).notNullable();
    table.specificType('reason', type).nullable();
    table.specificType('host', type).notNullable();
    table.specificType('repository', type).notNullable();
    table.specificType('branch', type).notNullable();
    table.specificType('state', type).notNullable();
    table.boolean('finished').notNullable();
    table.specificType('created_at', type).notNullable();
    table.specificType('updated_at', type).notNullable();
    table
      .specificType('sealed', type)
      .nullable()
      .comment('JSON of what is written; null once it is merged or over');
    table.integer('change_number').nullable();
    table.specificType('change_url', type).nullable();
    table.specificType('head_sha', type).nullable();
    table.specificType('merged_at', type).nullable();
    table.specificType('blocked', type).nullable().comment('JSON');
    table.specificType('withdrawn_by', type).nullable();
    table.specificType('remind_by', type).nullable();
    table.specificType('reminded_at', type).nullable();
    table.specificType('holder', type).nullable();
    table.bigInteger('fence').notNullable();
    table.bigInteger('expires_at').notNullable().comment('Of the lease');
    table.bigInteger('due_at').notNullable().comment('When to look again');
    table.integer('failures').notNullable();
    table.unique(['draft_id', 'repository', 'branch'], {
      indexName: 'requests_of_draft',
    });
    table.index(['created_at', 'id'], 'requests_newest');
    table.index(['entity_ref', 'created_at'], 'requests_of_entity');
    table.index(['finished', 'due_at'], 'requests_due');
  });
  await knex.schema.createTable('request_targets', table => {
    table.comment('The Secrets of a request');
    table.specificType('request_id', type).notNullable();
    table.integer('position').notNullable();
    table
      .specificType('cluster', type)
      .notNullable()
      .comment('The id of its source, which a request outlives');
    table.specificType('namespace', type).notNullable();
    table.specificType('name', type).notNullable();
    table.specificType('path', type).notNullable();
    table.specificType('mode', type).notNullable();
    table
      .specificType('digests', type)
      .notNullable()
      .comment('JSON: what tells the sealed values from others, by key');
    table.specificType('step', type).notNullable();
    table.specificType('unsealed_at', type).nullable();
    table.specificType('used_how', type).nullable();
    table.boolean('open').notNullable();
    table.primary(['request_id', 'position']);
  });
  // Of several requests at once for a Secret, one is taken.
  await knex.raw(
    `create unique index request_targets_open on request_targets (cluster, namespace, name)
     where ${isSqlite ? 'open = 1' : 'open'}`,
  );
  await knex.schema.createTable('request_events', table => {
    table.comment('What happened to requests');
    table.bigIncrements('id');
    table.specificType('request_id', type).notNullable();
    table.specificType('at', type).notNullable();
    table.specificType('state', type).notNullable();
    table.specificType('by', type).nullable();
    table.specificType('note', type).nullable();
    table.index(['request_id', 'id'], 'request_events_of_request');
  });
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('request_events');
  await knex.schema.dropTable('request_targets');
  await knex.schema.dropTable('requests');
};
