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

import type { Knex } from 'knex';

const PAGE = 500;

/**
 * Reads what an analysis rests on and throws it away: Secrets and keys, who refers
 * to them, what was said before; in as many pages, by one parameter each, and
 * without a column that no rule asks for.
 *
 * @returns the number of rows
 */
export async function readAnalysed(
  knex: Knex,
  sourceId: string,
): Promise<number> {
  let count = 0;
  let after = '';
  for (;;) {
    const secrets: { id: string; namespace: string; name: string }[] =
      await knex('secrets')
        .where({ source_id: sourceId })
        .where('id', '>', after)
        .orderBy('id')
        .limit(PAGE)
        .select(
          ...['id', 'ref', 'namespace', 'name', 'presence', 'stream'],
          ...['secret_type', 'class', 'taken', 'created_at', 'detail'],
          ...['deliverer', 'consumer_count', 'consumed_at'],
        );
    if (secrets.length === 0) {
      return count;
    }
    after = secrets[secrets.length - 1].id;
    const ids = secrets.map(({ id }) => id);
    const places = JSON.stringify(
      secrets.map(({ namespace, name }) => ({ namespace, name })),
    );
    const results = [
      await knex.raw(
        `select secret_id, name, class, size, weak, weakness, age_earliest,
           age_latest, age_basis
         from secret_keys where source_id = ? and secret_id = any(?)`,
        [sourceId, ids],
      ),
      await knex.raw(
        `select * from rotation_keys where source_id = ? and secret_id = any(?)`,
        [sourceId, ids],
      ),
      await knex.raw(
        `select * from findings where source_id = ? and secret_id = any(?)`,
        [sourceId, ids],
      ),
      await knex.raw(
        `select r.*, o.api_group, o.kind, o.name as object_name
         from json_to_recordset(?::json) as x(namespace text, name text)
         join object_references r on r.source_id = ?
           and r.namespace = x.namespace and r.name = x.name
         join objects o on o.source_id = r.source_id and o.ref = r.object_ref`,
        [places, sourceId],
      ),
    ];
    count +=
      secrets.length + results.reduce((sum, { rows }) => sum + rows.length, 0);
  }
}
