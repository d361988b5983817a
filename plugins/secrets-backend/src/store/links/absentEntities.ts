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
import { boundTexts, deleteRows, insertRows, selectRows } from '../common/rows';
import { columnsOf, type Row } from '../tables';

const COLUMNS = { entity_ref: 'text', since: 'text' } as const;

type AbsentRow = Row<'absent_entities', 'entity_ref' | 'since'>;

/** Notes which entities secrets name although the catalog does not have them; of those known, since when stays. */
export async function setAbsentEntities(
  knex: Knex,
  entityRefs: string[],
  now: string,
): Promise<void> {
  const absent = new Set(entityRefs);
  await knex.transaction(async tx => {
    const stored: AbsentRow[] = await tx('absent_entities').select(
      'entity_ref',
    );
    await deleteRows(
      tx,
      'absent_entities',
      columnsOf('absent_entities', 'entity_ref'),
      stored.filter(row => !absent.has(row.entity_ref)),
    );
    await insertRows(
      tx,
      'absent_entities',
      COLUMNS,
      [...absent].map(ref => ({ entity_ref: ref, since: now })),
      'do nothing',
    );
  });
}

/** Since when some entities are not in the catalog, of those that are not. */
export async function findAbsentEntities(
  knex: Knex,
  entityRefs: string[],
): Promise<Map<string, string>> {
  if (entityRefs.length === 0) {
    return new Map();
  }
  const bound = boundTexts(knex, 'entity_ref', entityRefs);
  const rows = await selectRows<AbsentRow>(
    knex,
    `select a.entity_ref, a.since from ${bound.sql}
     ${bound.join} absent_entities a on a.entity_ref = x.entity_ref`,
    bound.bindings,
  );
  return new Map(rows.map(row => [row.entity_ref, row.since]));
}
