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
import { isSqlite } from '../common/rows';

/** What stands at a path in a column of JSON, as text: `true` is `true` in both databases. */
export function jsonText(
  knex: Knex,
  column: string,
  path: string[],
): { sql: string; bindings: string[] } {
  if (!isSqlite(knex)) {
    return {
      sql: `(${column}::json #>> ?::text[])`,
      bindings: [`{${path.join(',')}}`],
    };
  }
  const at = `$.${path.join('.')}`;
  return {
    sql: `(case json_type(${column}, ?) when 'true' then 'true' when 'false' then 'false'
      else cast(json_extract(${column}, ?) as text) end)`,
    bindings: [at, at],
  };
}

/** A number at the top of a column of JSON; null where there is none. */
export function jsonNumber(
  knex: Knex,
  column: string,
  name: string,
): { sql: string; bindings: string[] } {
  return isSqlite(knex)
    ? {
        sql: `(case when json_type(${column}, ?) in ('integer', 'real')
          then json_extract(${column}, ?) end)`,
        bindings: [`$.${name}`, `$.${name}`],
      }
    : {
        sql: `(case when json_typeof(${column}::json -> ?) = 'number'
          then (${column}::json ->> ?)::double precision end)`,
        bindings: [name, name],
      };
}
