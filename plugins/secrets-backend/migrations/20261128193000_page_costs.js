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
 * What lists sort by, what they count and what they look for is stored, not worked
 * out for each page.
 *
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  const text = knex.client.config.client.includes('sqlite3')
    ? 'text'
    : 'text collate "C"';
  await knex.schema.alterTable('findings', table => {
    table
      .specificType('due_sort', text)
      .notNullable()
      .defaultTo('~')
      .comment('due_at, or what sorts after all of these');
    table
      .specificType('urgency', text)
      .notNullable()
      .defaultTo('~')
      .comment('What sorts the worst first, and of these what is due first');
  });
  await knex.raw(
    `update findings set due_sort = coalesce(due_at, '~'),
       urgency = (4 - rank) || ' ' || coalesce(due_at, '~')`,
  );
  await knex.schema.alterTable('findings', table => {
    const active = { predicate: knex.whereRaw('active') };
    table.index(['urgency', 'id'], 'findings_active_urgency_idx', active);
    table.index(['due_sort', 'id'], 'findings_active_due_idx', active);
  });

  await knex.schema.alterTable('secrets', table => {
    table
      .boolean('tells_access')
      .comment(
        'Whether its details decide about access; null where they do not',
      );
    table.index(['source_id', 'stream'], 'secrets_source_stream_idx');
  });
  await knex('secrets')
    .where('secret_type', 'helm.sh/release.v1')
    .orWhere('detail', 'like', '%meta.helm.sh/release-name%')
    .orWhere('detail', 'like', '%sealed-secrets-key%')
    .orWhere('detail', 'like', '%"SealedSecret"%')
    .orWhere('detail', 'like', '%kubernetes.io/service-account.name%')
    .update({ tells_access: true });

  await knex.schema.alterTable('sources', table => {
    table
      .integer('secret_count')
      .notNullable()
      .defaultTo(0)
      .comment('Of secrets that exist, as last counted');
    table
      .integer('object_count')
      .notNullable()
      .defaultTo(0)
      .comment('As last counted');
  });
  await knex.raw(
    `update sources set
       secret_count = (select count(*) from secrets s
         where s.source_id = sources.id and s.presence = 2),
       object_count = (select count(*) from objects o
         where o.source_id = sources.id)`,
  );
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  for (const index of [
    'secrets_source_stream_idx',
    'findings_active_due_idx',
    'findings_active_urgency_idx',
  ]) {
    await knex.raw(`drop index ${index}`);
  }
  await knex.schema.alterTable('sources', table => {
    table.dropColumns('secret_count', 'object_count');
  });
  await knex.schema.alterTable('secrets', table => {
    table.dropColumn('tells_access');
  });
  await knex.schema.alterTable('findings', table => {
    table.dropColumns('due_sort', 'urgency');
  });
};
