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
 * Resources are listed in the order of an index: those that fail first, then those with
 * the worst findings.
 *
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.up = async function up(knex) {
  const ready = knex.client.config.client.includes('sqlite3')
    ? "json_extract(detail, '$.status.ready')"
    : "detail::json #>> '{status,ready}'";
  // 3 is a resource that is no secret.
  await knex.raw(
    `update secrets set urgency = -2 where presence = 3 and ${ready} = 'false'`,
  );
  await knex.raw(
    `create index secrets_resources_idx
     on secrets (resource_kind, urgency, worst, namespace, name, id)
     where presence = 3`,
  );
};

/**
 * @param {import('knex').Knex} knex
 * @returns {Promise<void>}
 */
exports.down = async function down(knex) {
  await knex.raw('drop index secrets_resources_idx');
  await knex.raw('update secrets set urgency = 0 where presence = 3');
};
