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

const AT_A_TIME = 500;
/** In bytes; longer ones cannot be indexed by the databases. */
const LONGEST_LOCATOR = 1000;
const LONGEST_REF = 2000;

/**
 * The edges of one delivery: one for each place that its value comes from.
 *
 * @param {Record<string, any>} row
 */
function edgesOf(row) {
  const status = row.status ? JSON.parse(row.status) : {};
  const origins = JSON.parse(row.origins);
  return (origins.length > 0 ? origins : [{}]).map(
    (/** @type {Record<string, any>} */ origin) => {
      const place = origin.path ?? origin.store;
      const locator = place ? `${origin.system}:${place}` : origin.system;
      return {
        source_id: row.source_id,
        holder: row.object_ref,
        system: origin.system ?? null,
        store: origin.store ?? null,
        path: origin.path ?? null,
        properties: origin.keys ? JSON.stringify(origin.keys) : null,
        locator:
          locator && Buffer.byteLength(locator) <= LONGEST_LOCATOR
            ? locator
            : null,
        via_ref: row.object_ref,
        to_source: row.source_id,
        to_ref: `kubernetes:${row.source_id}/${encodeURIComponent(
          row.namespace,
        )}/${encodeURIComponent(row.name)}`,
        ready: status.ready ?? null,
        reason: status.reason ?? null,
        since: status.since ?? null,
        last_sync: status.lastSync ?? null,
      };
    },
  );
}

/** @param {Record<string, any>} edge */
function isIndexable({ to_ref: ref }) {
  return ref.length <= LONGEST_REF;
}

/**
 * Numbers the edges of each holder from 0; those of one come one after the other.
 *
 * @returns {(edge: any) => any}
 */
function countByHolder() {
  let holder = '';
  let position = 0;
  return edge => {
    const key = `${edge.source_id} ${edge.holder}`;
    position = key === holder ? position + 1 : 0;
    holder = key;
    return { ...edge, position };
  };
}

/**
 * What delivers what, as rows, instead of what objects deliver with its origins as JSON.
 *
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  const type = knex.client.config.client.includes('sqlite3')
    ? 'text'
    : 'text collate "C"';
  await knex.schema.createTable('edges', table => {
    /** @param {string} name */
    const text = name => table.specificType(name, type);
    table.comment('Where the values of secrets come from');
    text('source_id').notNullable();
    text('holder').notNullable().comment('Ref of what says so');
    table.integer('position').notNullable();
    text('from_source').comment('That from_ref is of');
    text('from_ref').comment('Of a secret; null while it is not known');
    text('system').comment('Of a locator, as are the next ones');
    text('store');
    text('path');
    text('properties').comment('JSON; null when all are taken');
    text('version');
    text('locator').comment('What can be compared of it');
    text('resolved_at').comment('When a module was last asked for its ref');
    text('via_ref').comment('Of the object that delivers');
    text('to_source').notNullable().comment('That to_ref is of');
    text('to_ref').notNullable().comment('Of a secret');
    text('ready').comment('true, false or unknown');
    text('reason');
    text('since');
    text('last_sync');
    table.primary(['source_id', 'holder', 'position']);
    table.index(['to_ref'], 'edges_to_idx');
    table.index(['from_ref'], 'edges_from_idx', {
      predicate: knex.whereNotNull('from_ref'),
    });
    table.index(['locator'], 'edges_locator_idx', {
      predicate: knex.whereNotNull('locator'),
    });
  });

  let after = ['', '', -1];
  const addPosition = countByHolder();
  for (;;) {
    const rows = await knex('object_deliveries as d')
      .leftJoin('objects as o', join =>
        join.on('o.source_id', 'd.source_id').andOn('o.ref', 'd.object_ref'),
      )
      .whereRaw('(d.source_id, d.object_ref, d.position) > (?, ?, ?)', after)
      .orderBy(['d.source_id', 'd.object_ref', 'd.position'])
      .limit(AT_A_TIME)
      .select('d.*', 'o.status');
    if (rows.length === 0) {
      break;
    }
    const edges = rows.flatMap(edgesOf).filter(isIndexable).map(addPosition);
    await knex.batchInsert('edges', edges, 50);
    const last = rows[rows.length - 1];
    after = [last.source_id, last.object_ref, last.position];
  }
  await knex.schema.dropTable('object_deliveries');
  // What an edge begins with says the same, of each place that a value comes from.
  await knex.schema.alterTable('secrets', table => {
    table.dropIndex(['origin'], 'secrets_origin_idx');
    table.dropColumn('origin');
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
  await knex.schema.createTable('object_deliveries', table => {
    /** @param {string} name */
    const text = name => table.specificType(name, type);
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
  await knex.schema.alterTable('secrets', table => {
    table
      .specificType('origin', type)
      .comment('Where its deliverer says that the value comes from');
    table.index(['origin'], 'secrets_origin_idx', {
      predicate: knex.whereNotNull('origin'),
    });
  });
  await knex.schema.dropTable('edges');
  // What objects deliver is written again once they are listed.
  await knex('objects').update({ stamp: null, relations: '' });
  await knex('streams').update({ cursor: null });
};
