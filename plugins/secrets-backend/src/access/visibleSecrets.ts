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

import type { AccessPath } from '@keyward/kube-access';
import type { Knex } from 'knex';
import type { VisibilityFilter } from '../database';
import { selectVisible } from '../database/applyVisibility';

const BATCH = 500;

/** The Secrets that a path names: its end, and those that it goes by. */
export function placesOf({
  target,
  steps,
}: Pick<AccessPath, 'target' | 'steps'>): string[] {
  return [target, ...steps.map(({ to }) => to)].filter(
    place => place.startsWith('secret:') && !place.startsWith('secret:*/'),
  );
}

/** The ids of those of some Secrets, as `secret:NAMESPACE/NAME`, that the caller may see. */
export async function visibleSecrets(
  knex: Knex,
  { visibility, sourceId }: { visibility: VisibilityFilter; sourceId: string },
  places: string[],
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const wanted = [...new Set(places)];
  for (let from = 0; from < wanted.length; from += BATCH) {
    const pairs = wanted
      .slice(from, from + BATCH)
      .map(place => place.slice('secret:'.length).split('/'));
    const rows: { id: string; namespace: string; name: string }[] =
      await selectVisible(knex, visibility)
        .where({ 's.source_id': sourceId, 's.presence': 2 })
        .whereIn(['s.namespace', 's.name'], pairs)
        .select('s.id', 's.namespace', 's.name');
    for (const { id, namespace, name } of rows) {
      ids.set(`secret:${namespace}/${name}`, id);
    }
  }
  return ids;
}
