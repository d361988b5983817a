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

/** In the order in which their rows may be deleted. */
const ABOUT_SECRETS = [
  'findings',
  'entity_links',
  'history',
  'analyses',
  'rotation_keys',
  'secret_keys',
];

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  const isSqlite = knex.client.config.client.includes('sqlite3');
  // Sorted by its bytes in both databases.
  const type = isSqlite ? 'text' : 'text collate "C"';
  await knex.schema.alterTable('secrets', table => {
    table
      .specificType('system', type)
      .notNullable()
      .defaultTo('kubernetes')
      .comment('The kind of system');
    table
      .specificType('resource_kind', type)
      .notNullable()
      .defaultTo('secret')
      .comment('secret, object, store, binding …');
    table
      .specificType('attributes', type)
      .comment('JSON, what only its system has; by the schema of its source');
  });
  await knex.schema.alterTable('streams', table => {
    table
      .specificType('covers', type)
      .comment('The kind of resource of which it names all there is');
    table
      .specificType('covers_in', type)
      .comment('In this location and below; null for everywhere');
  });
  await knex('secrets')
    .where('ref', 'like', 'place:%')
    .update({ resource_kind: 'object' });
  const kind = isSqlite
    ? `substr(ref, 1, instr(ref, ':') - 1)`
    : `split_part(ref, ':', 1)`;
  await knex('secrets')
    .whereNot('ref', 'like', 'place:%')
    .whereNot('ref', 'like', 'kubernetes:%')
    .update({ system: knex.raw(kind) });
  const streams = await knex('streams').select('source_id', 'stream');
  for (const { source_id, stream } of streams) {
    const match = /^v1\/secrets(?![a-z0-9.-])(?:[^@]*@(.+))?/.exec(stream);
    if (match) {
      await knex('streams')
        .where({ source_id, stream })
        .update({ covers: 'secret', covers_in: match[1] ?? null });
    }
  }
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  const others = () =>
    knex('secrets')
      .whereNotIn('resource_kind', ['secret', 'object'])
      .select('id');
  for (const table of ABOUT_SECRETS) {
    await knex(table).whereIn('secret_id', others()).delete();
  }
  await knex('secrets')
    .whereNotIn('resource_kind', ['secret', 'object'])
    .delete();
  await knex.schema.alterTable('secrets', table => {
    table.dropColumn('system');
    table.dropColumn('resource_kind');
    table.dropColumn('attributes');
  });
  await knex.schema.alterTable('streams', table => {
    table.dropColumn('covers');
    table.dropColumn('covers_in');
  });
};
