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
import { isAnyOf, selectRows } from '../store/common/rows';
import { placesAbove } from '../store/common/placesAbove';
import { BEHIND_MS, type SourceStatus } from '../store/inventory/sourceStates';
import type { Row } from '../store/tables';

type CoveringRow = Row<
  'streams',
  'covers' | 'covers_in' | 'open' | 'completed_at'
>;

/**
 * Tells of which secrets and resources of a source it is known how they are now: of all or
 * none, unless the source is degraded. Then some of it cannot be read, perhaps for good, and
 * what is read whole at each look, such as an engine of a Vault, is known by itself: a kind
 * in a place, as its streams cover it. Streams with a cursor are followed between full
 * syncs, of which their completion says nothing: they count as their source does.
 *
 * @param now - ISO 8601
 */
export async function loadFollowed(
  tx: Knex,
  options: {
    source: SourceStatus | undefined;
    ids: readonly string[];
    now: string;
  },
): Promise<(id: string) => boolean> {
  const { source, ids, now } = options;
  const isFollowed = source?.stale === false;
  if (source?.state !== 'degraded' || source.retiredAt !== undefined) {
    return () => isFollowed;
  }
  const since = new Date(Date.parse(now) - BEHIND_MS).toISOString();
  const streams: CoveringRow[] = await tx('streams')
    .where({ source_id: source.id, cursor: null })
    .whereNotNull('covers')
    .select('covers', 'covers_in', 'open', 'completed_at');
  /** Whether all of a kind is known in a place; the place '' is everywhere. */
  const known = new Map<string, boolean>();
  for (const { covers, covers_in: place, open, completed_at: at } of streams) {
    const key = keyOf(covers!, place ?? '');
    known.set(
      key,
      !open && at !== null && at >= since && (known.get(key) ?? true),
    );
  }
  const decided = new Map<string, boolean>();
  if (known.size > 0) {
    for (const { id, resource_kind: kind, namespace } of await loadPlaces(
      tx,
      source.id,
      ids,
    )) {
      const covering = placesAbove(namespace).flatMap(
        place => known.get(keyOf(kind, place)) ?? [],
      );
      if (covering.length > 0) {
        decided.set(
          id,
          covering.every(isKnown => isKnown),
        );
      }
    }
  }
  return id => decided.get(id) ?? isFollowed;
}

async function loadPlaces(
  tx: Knex,
  sourceId: string,
  ids: readonly string[],
): Promise<Row<'secrets', 'id' | 'resource_kind' | 'namespace'>[]> {
  const wanted = isAnyOf(tx, 's.id', ids);
  return await selectRows(
    tx,
    `select s.id, s.resource_kind, s.namespace from secrets s
     where s.source_id = ? and ${wanted.sql}`,
    [sourceId, ...wanted.bindings],
  );
}

function keyOf(kind: string, place: string): string {
  return `${kind} ${place}`;
}
