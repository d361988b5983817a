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
 * Who read what. On PostgreSQL the events lie in a partition for each day of UTC, by
 * the milliseconds of their time, so that a day goes as a whole; the plugin makes these.
 *
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  const isSqlite = knex.client.config.client.includes('sqlite3');
  // Text that sorts by its bytes in both databases.
  const type = isSqlite ? 'text' : 'text collate "C"';

  await knex.schema.createTable('audit_names', table => {
    table.comment('What events name, each once');
    table.increments('id');
    table.specificType('kind', type).notNullable();
    table.specificType('name', type).notNullable();
    table
      .integer('used_on')
      .notNullable()
      .comment('The last day of its use, in days since 1970');
    table.unique(['kind', 'name'], { indexName: 'audit_names_name' });
    table.index(['used_on'], 'audit_names_used');
  });

  const columns = `
    source integer not null,
    hash ${isSqlite ? 'blob' : 'bytea'} not null,
    at bigint not null,
    received_at bigint not null,
    target integer not null,
    subject integer not null,
    impersonator integer,
    pod integer,
    more_pods text,
    through integer,
    address integer,
    client integer,
    granted_by integer,
    verb text not null,
    audit_id text not null,
    action smallint not null,
    outcome smallint not null,
    grade smallint not null,
    reason smallint not null`;
  await knex.raw(
    isSqlite
      ? `create table audit_events (id integer not null primary key autoincrement, ${columns})`
      : `create table audit_events (id bigserial not null, ${columns}) partition by range (at)`,
  );
  // The same event has the same time, which PostgreSQL wants in each key of partitions.
  await knex.raw(
    'create unique index audit_events_once on audit_events (at, source, hash)',
  );
  await knex.raw(
    'create index audit_events_target on audit_events (target, at)',
  );
  await knex.raw(
    'create index audit_events_subject on audit_events (subject, at)',
  );

  await knex.schema.createTable('audit_rollups', table => {
    table.comment('How often somebody did something with a secret in an hour');
    table.integer('target').notNullable();
    table.integer('hour').notNullable().comment('In hours since 1970');
    table.integer('subject').notNullable();
    table.specificType('action', 'smallint').notNullable();
    table.specificType('verb', type).notNullable();
    table.specificType('grade', 'smallint').notNullable();
    table.integer('count').notNullable();
    table.integer('denied').notNullable().comment('Of the count');
    table
      .bigInteger('last_at')
      .nullable()
      .comment('The last one that was not denied');
    table.primary(['target', 'hour', 'subject', 'action', 'verb', 'grade']);
    table.index(['hour'], 'audit_rollups_hour');
  });

  await knex.schema.createTable('audit_feeds', table => {
    table.comment('What came from each source');
    table.specificType('source', type).notNullable().primary();
    table.specificType('kind', type).notNullable();
    table.specificType('since', type).notNullable();
    table.specificType('received_at', type).notNullable();
    table
      .bigInteger('last_at')
      .nullable()
      .comment('Of the newest entry, in milliseconds since 1970');
    table
      .bigInteger('ahead_ms')
      .notNullable()
      .comment('By how much the clock of the source was ahead last');
    table
      .specificType('body_at', type)
      .nullable()
      .comment('When an entry with the body of a secret came last');
    table.bigInteger('entries').notNullable();
    table.bigInteger('refused').notNullable();
    table
      .specificType('refused_sample', type)
      .nullable()
      .comment('Of the last one refused: why, and its shape');
    table.specificType('refused_at', type).nullable();
  });

  await knex.schema.createTable('audit_hours', table => {
    table.comment('Of which hours a source sent anything at all');
    table.specificType('source', type).notNullable();
    table.integer('hour').notNullable().comment('In hours since 1970');
    table.integer('entries').notNullable();
    table.primary(['source', 'hour']);
  });
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('audit_hours');
  await knex.schema.dropTable('audit_feeds');
  await knex.schema.dropTable('audit_rollups');
  await knex.schema.dropTable('audit_events');
  await knex.schema.dropTable('audit_names');
};
