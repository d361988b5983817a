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
 * Text that sorts by its bytes in both databases.
 *
 * @param {import('knex').Knex} knex
 */
function textType(knex) {
  return knex.client.config.client.includes('sqlite3')
    ? 'text'
    : 'text collate "C"';
}

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  const type = textType(knex);
  await knex.schema.createTable('namespace_environments', table => {
    table.comment('What environments namespaces belong to, as last analysed');
    table.specificType('source_id', type).notNullable();
    table.specificType('namespace', type).notNullable();
    table.specificType('environment', type).notNullable();
    table.boolean('production').notNullable();
    table.primary(['source_id', 'namespace']);
  });
  await knex.schema.createTable('value_notices', table => {
    table.comment(
      'Values of which it changed who holds them, and owners were not told',
    );
    table.bigIncrements('id');
    table.specificType('fingerprint', type).notNullable();
    table.specificType('at', type).notNullable();
  });
  await knex.schema.dropTable('finding_others');
  await knex.schema.alterTable('findings', table => {
    table
      .specificType('same_value', type)
      .comment('Of a finding about equal values: which others it speaks of');
    table
      .specificType('fingerprint', type)
      .comment('Of the value that it is about');
    table.specificType('fingerprint_key_id', type);
    table.index(['fingerprint'], 'findings_fingerprint_idx', {
      predicate: knex.whereNotNull('fingerprint'),
    });
  });

  // What was decided stays; the rest is found again, as is who holds its value.
  const shared = () => knex('findings').where('rests_on_others', true);
  /** @param {string} column */
  const ofKey = column =>
    knex.raw(
      `(select k.${column} from secret_keys k where k.source_id = findings.source_id
         and k.secret_id = findings.secret_id and k.name = findings.item)`,
    );
  await shared().update({
    same_value: knex.raw(
      `case rule when 'environment-shared' then 'environments' else 'places' end`,
    ),
    fingerprint: ofKey('fingerprint'),
    fingerprint_key_id: ofKey('fingerprint_key_id'),
    evidence: '{}',
  });
  const undecided = shared().where(where =>
    where.whereIn('state', ['open', 'resolved']).orWhereNull('fingerprint'),
  );
  for (const table of ['finding_events', 'finding_notices']) {
    await knex(table)
      .whereIn('finding_id', undecided.clone().select('id'))
      .delete();
  }
  await undecided.delete();
  // What the rules said depended on others; what people did did not.
  await knex('finding_events')
    .whereIn('finding_id', shared().select('id'))
    .whereNull('by')
    .delete();
  await knex.schema.alterTable('findings', table => {
    table.dropColumn('rests_on_others');
  });
  const sources = await knex('sources').select('id');
  for (const { id } of sources) {
    await knex('analyses')
      .insert({
        source_id: id,
        secret_id: '*',
        due_at: new Date().toISOString(),
      })
      .onConflict(['source_id', 'secret_id'])
      .ignore();
  }
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  const type = textType(knex);
  await knex.schema.alterTable('findings', table => {
    table
      .boolean('rests_on_others')
      .notNullable()
      .defaultTo(false)
      .comment('Shown only to who may see one of them');
  });
  await knex('findings')
    .whereNotNull('same_value')
    .update({ rests_on_others: true });
  await knex.schema.alterTable('findings', table => {
    table.dropIndex(['fingerprint'], 'findings_fingerprint_idx');
  });
  await knex.schema.alterTable('findings', table => {
    table.dropColumns('same_value', 'fingerprint', 'fingerprint_key_id');
  });
  await knex.schema.createTable('finding_others', table => {
    table.comment('Other secrets that a finding rests on');
    table.specificType('finding_id', type).notNullable();
    table.specificType('source_id', type).notNullable();
    table.specificType('secret_id', type).notNullable();
    table.primary(['finding_id', 'source_id', 'secret_id']);
    table.index(['source_id', 'secret_id'], 'finding_others_secret_idx');
  });
  await knex.schema.dropTable('value_notices');
  await knex.schema.dropTable('namespace_environments');
};
