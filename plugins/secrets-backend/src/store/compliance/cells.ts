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
import type { Counts } from './counts';

/**
 * Secrets of one namespace that the same entities have: they count alike for whatever
 * is asked about.
 */
export interface Cell {
  sourceId: string;
  namespace: string;
  /** Sorted, and apart by spaces; empty unless they are asked for. */
  entities: string;
  counts: Counts;
}

/** How rows of a statement are told apart; see {@link groupByCell}. */
export interface CellFields {
  sourceId: string;
  namespace: string;
  entities: string | null;
}

/** Cells as they are counted, by several statements. */
export class Cells {
  readonly #cells = new Map<string, Cell>();

  /** The numbers of the cell that a row is about. */
  of({ sourceId, namespace, entities }: CellFields): Counts {
    const refs = (entities ?? '').split(' ').sort().join(' ');
    const key = [sourceId, namespace, refs].join('\u0000');
    let cell = this.#cells.get(key);
    if (!cell) {
      cell = { sourceId, namespace, entities: refs, counts: {} };
      this.#cells.set(key, cell);
    }
    return cell.counts;
  }

  all(): Cell[] {
    return [...this.#cells.values()];
  }
}

/**
 * Groups secrets as `s` by their cells, and selects what these are.
 *
 * @param options - `byEntities` where those of one namespace are told apart by the entities that have them
 */
export function groupByCell(
  query: Knex.QueryBuilder,
  knex: Knex,
  { byEntities, sourceIds }: { byEntities: boolean; sourceIds?: string[] },
): Knex.QueryBuilder {
  query
    .groupBy('s.source_id', 's.namespace')
    .select({ sourceId: 's.source_id', namespace: 's.namespace' });
  if (!byEntities) {
    return query.select({ entities: knex.raw(`''`) });
  }
  const list = isSqlite(knex)
    ? `group_concat(entity_ref, ' ')`
    : `string_agg(entity_ref, ' ' order by entity_ref)`;
  const links = knex('entity_links')
    .modify(builder => {
      if (sourceIds?.length) {
        builder.whereIn('source_id', sourceIds);
      }
    })
    .groupBy('source_id', 'secret_id')
    .select('source_id', 'secret_id', { refs: knex.raw(list) });
  return query
    .leftJoin(links.as('g'), join =>
      join.on('g.source_id', 's.source_id').andOn('g.secret_id', 's.id'),
    )
    .groupBy('g.refs')
    .select({ entities: 'g.refs' });
}
