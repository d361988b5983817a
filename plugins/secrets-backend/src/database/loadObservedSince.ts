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

interface ObservedRow {
  observed_since: string | null;
  problems: string;
}

/**
 * Since when nothing that uses a secret of a source can have been missed; undefined
 * also where the source may not read everything, as consumers may be in the rest.
 */
export async function loadObservedSince(
  knex: Knex,
  sourceId: string,
): Promise<string | undefined> {
  const row: ObservedRow | undefined = await knex('sources')
    .where({ id: sourceId })
    .first('observed_since', 'problems');
  if (!row?.observed_since) {
    return undefined;
  }
  const problems: { code: string }[] = JSON.parse(row.problems);
  return problems.some(({ code }) => code === 'forbidden')
    ? undefined
    : row.observed_since;
}
