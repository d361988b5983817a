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

  await knex.schema.createTable('sources', table => {
    const text = textOf(table);
    text('id').notNullable().primary();
    text('kind').notNullable();
    text('title').notNullable();
    text('mode');
    text('dashboard_url');
    text('state').notNullable();
    text('state_since').notNullable();
    text('last_full_sync');
    text('followed_to');
    table.bigInteger('clock_skew_ms');
    text('problems').notNullable();
    text('warnings').notNullable();
    text('progress');
    text('heartbeat_at').comment('When its holder last said that it lives');
    text('retired_at').comment('Since when no provider names it');
  });

  await knex.schema.createTable('source_leases', table => {
    const text = textOf(table);
    text('source_id').notNullable().primary();
    text('holder');
    table.bigInteger('fence').notNullable();
    table
      .bigInteger('expires_at')
      .notNullable()
      .comment('Milliseconds since 1970 by the clock of the database');
    text('sync_requested_at');
  });

  await knex.schema.createTable('source_heartbeats', table => {
    const text = textOf(table);
    text('source_id').notNullable();
    text('hour').notNullable().comment('UTC, as 2026-11-23T09');
    text('state').notNullable().comment('The worst of that hour');
    table.primary(['source_id', 'hour']);
  });

  await knex.schema.createTable('streams', table => {
    const text = textOf(table);
    text('source_id').notNullable();
    text('stream').notNullable();
    text('generation').comment('Of the full sync that began last');
    table.bigInteger('generation_fence');
    table.boolean('blank').notNullable();
    table.boolean('open').notNullable();
    text('cursor');
    text('opened_at').comment('When its full sync of now began');
    text('seen_at').comment('Up to when nothing of it is untold');
    text('completed_at');
    table.primary(['source_id', 'stream']);
  });

  await knex.schema.createTable('secrets', table => {
    const text = textOf(table);
    text('source_id').notNullable();
    text('id').notNullable();
    text('ref').notNullable();
    text('stream');
    text('generation');
    text('stamp').comment('What must differ for the row to be written again');
    text('namespace').notNullable();
    text('name').notNullable();
    table
      .smallint('presence')
      .notNullable()
      .comment('0 gone, 1 referenced but missing, 2 exists');
    text('uid');
    text('created_at');
    text('secret_type').notNullable();
    text('class').notNullable();
    text('taken').notNullable();
    table.boolean('immutable');
    table.integer('key_count').notNullable();
    text('key_names').notNullable().comment('JSON, at most 20');
    text('search').notNullable().comment('Lower-case text that q looks in');
    text('detail').notNullable().comment('JSON, read for one secret only');
    text('own_deliverer').notNullable().comment('JSON, by the secret itself');
    text('deliverer').notNullable().comment('JSON, by all that is known');
    text('deliverer_kind').notNullable();
    table.boolean('delivery_failed').notNullable();
    table.integer('consumer_count').notNullable();
    text('consumers').notNullable().comment('JSON, at most 3');
    text('age_earliest');
    text('age_latest');
    text('age_basis').notNullable();
    text('age_sort').notNullable();
    table
      .smallint('urgency')
      .notNullable()
      .comment('-2 delivery failed, -4 missing, added: what comes first');
    text('first_seen').notNullable();
    text('last_seen').notNullable();
    text('gone_at');
    table.primary(['source_id', 'id']);
    table.unique(['source_id', 'ref']);
    table.index(['id'], 'secrets_id_idx');
    table.index(
      ['source_id', 'namespace', 'name'],
      'secrets_source_namespace_name_idx',
    );
    table.index(['urgency', 'name', 'id'], 'secrets_urgency_name_id_idx');
  });

  await knex.schema.createTable('secret_keys', table => {
    const text = textOf(table);
    text('source_id').notNullable();
    text('secret_id').notNullable();
    text('name').notNullable();
    text('class').notNullable();
    text('size');
    table.boolean('weak').notNullable();
    text('fingerprint');
    text('fingerprint_key_id');
    text('age_earliest');
    text('age_latest');
    text('age_basis').notNullable();
    table.primary(['source_id', 'secret_id', 'name']);
    table.index(['fingerprint'], 'secret_keys_fingerprint_idx', {
      predicate: knex.whereNotNull('fingerprint'),
    });
  });

  await knex.schema.createTable('objects', table => {
    const text = textOf(table);
    text('source_id').notNullable();
    text('ref').notNullable();
    text('stream').notNullable();
    text('generation');
    text('stamp');
    text('api_group').notNullable();
    text('api_version').notNullable();
    text('kind').notNullable();
    text('namespace');
    text('name').notNullable();
    text('uid');
    text('created_at');
    text('owner_ref').comment('Of its controller, in the same source');
    text('relations').notNullable().comment('Hash of what others depend on');
    text('labels').notNullable().comment('JSON');
    text('pod_labels').notNullable().comment('JSON');
    text('annotations').notNullable().comment('JSON');
    text('status').comment('JSON');
    text('detail').comment('JSON');
    table.primary(['source_id', 'ref']);
    table.index(['source_id', 'stream'], 'objects_source_stream_idx');
    table.index(['source_id', 'owner_ref'], 'objects_source_owner_idx', {
      predicate: knex.whereNotNull('owner_ref'),
    });
  });

  await knex.schema.createTable('object_references', table => {
    const text = textOf(table);
    text('source_id').notNullable();
    text('object_ref').notNullable();
    table.integer('position').notNullable();
    text('namespace').notNullable();
    text('name').notNullable();
    text('how').notNullable();
    text('keys').comment('JSON; null when all are taken');
    text('container');
    text('container_kind');
    text('path');
    table.boolean('optional').notNullable();
    table.boolean('sub_path').notNullable();
    table.primary(['source_id', 'object_ref', 'position']);
    table.index(
      ['source_id', 'namespace', 'name'],
      'object_references_source_namespace_name_idx',
    );
  });

  await knex.schema.createTable('object_deliveries', table => {
    const text = textOf(table);
    text('source_id').notNullable();
    text('object_ref').notNullable();
    table.integer('position').notNullable();
    text('namespace').notNullable();
    text('name').notNullable();
    text('origins').notNullable().comment('JSON');
    table.primary(['source_id', 'object_ref', 'position']);
    table.index(
      ['source_id', 'namespace', 'name'],
      'object_deliveries_source_namespace_name_idx',
    );
  });

  await knex.schema.createTable('labels', table => {
    const text = textOf(table);
    text('source_id').notNullable();
    text('ref').notNullable().comment('Of a secret or of an object');
    text('key').notNullable();
    text('value').notNullable();
    table.primary(['source_id', 'ref', 'key', 'value']);
    table.index(['key', 'value'], 'labels_key_value_idx');
  });

  await knex.schema.createTable('entity_links', table => {
    const text = textOf(table);
    text('source_id').notNullable();
    text('secret_id').notNullable();
    text('entity_ref').notNullable();
    text('owner_ref');
    text('system');
    text('via').notNullable();
    table.primary(['source_id', 'secret_id', 'entity_ref']);
    table.index(['entity_ref'], 'entity_links_entity_idx');
    table.index(['owner_ref'], 'entity_links_owner_idx');
  });

  await knex.schema.createTable('entity_claims', table => {
    const text = textOf(table);
    text('entity_ref').notNullable();
    table.integer('position').notNullable();
    text('annotation').notNullable();
    text('value').notNullable();
    text('status').notNullable();
    text('remedy');
    table.primary(['entity_ref', 'position']);
  });

  await knex.schema.createTable('history', table => {
    const text = textOf(table);
    table.bigIncrements('id');
    text('source_id').notNullable();
    text('secret_id').notNullable();
    text('at').notNullable();
    text('event').notNullable();
    text('keys').comment('JSON');
    text('detail');
    table.index(['source_id', 'secret_id', 'id'], 'history_source_secret_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  for (const name of [
    'history',
    'entity_claims',
    'entity_links',
    'labels',
    'object_deliveries',
    'object_references',
    'objects',
    'secret_keys',
    'secrets',
    'streams',
    'source_heartbeats',
    'source_leases',
    'sources',
  ]) {
    await knex.schema.dropTable(name);
  }
};
