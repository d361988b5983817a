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
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  const type = knex.client.config.client.includes('sqlite3')
    ? 'text'
    : 'text collate "C"';
  await knex.schema.createTable('finding_tellings', table => {
    table.comment('What owners know of findings, and are to be told');
    table.specificType('finding_id', type).notNullable();
    table.specificType('owner_ref', type).notNullable();
    table
      .boolean('told')
      .notNullable()
      .comment('Whether the owner was told that it is open');
    table
      .specificType('pending', type)
      .comment('open or resolved: what the owner is to be told');
    table.specificType('pending_at', type);
    table.smallint('rank').notNullable().comment('Of the severity');
    table.integer('attempts').notNullable().comment('That have failed');
    table.specificType('retry_at', type).comment('Not before');
    table.primary(['finding_id', 'owner_ref']);
    table.index(['owner_ref'], 'finding_tellings_pending_idx', {
      predicate: knex.whereNotNull('pending'),
    });
  });
  await knex.raw(
    `insert into finding_tellings (finding_id, owner_ref, told, rank, attempts)
     select distinct f.id, o.owner_ref, true, f.rank, 0
     from findings f
     join entity_links l on l.source_id = f.source_id and l.secret_id = f.secret_id
     join entity_owners o on o.entity_ref = l.entity_ref
     where f.told_at is not null and f.state <> 'resolved'`,
  );
  await knex.schema.alterTable('findings', table => {
    table.dropColumn('told_at');
  });
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  const type = knex.client.config.client.includes('sqlite3')
    ? 'text'
    : 'text collate "C"';
  await knex.schema.alterTable('findings', table => {
    table
      .specificType('told_at', type)
      .comment('When its owners were last told of it');
  });
  await knex('findings')
    .whereIn(
      'id',
      knex('finding_tellings').where('told', true).select('finding_id'),
    )
    .update({ told_at: knex.ref('last_seen') });
  await knex.schema.dropTable('finding_tellings');
};
