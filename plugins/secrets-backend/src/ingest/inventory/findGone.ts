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

import { EXISTS, PLACE_KIND, RESOURCE } from '../../store/common/presence';
import type { BatchContext } from './context';
import type { SeenRefs } from './SeenRefs';

const PAGE = 5000;

/**
 * The rows of a stream that no batch of its full sync named, a page at a time.
 *
 * @param options.seen - refs that were named without being written
 * @param options.countable - whether none of these was written all the same, so
 *   that a count tells that nothing is gone
 */
export async function* findGone(
  context: BatchContext,
  { seen, countable }: { seen: SeenRefs; countable: boolean },
): AsyncGenerator<{ secrets: string[]; objects: string[] }> {
  if (countable && (await countUnwritten(context)) === seen.size) {
    return;
  }
  for (const table of ['secrets', 'objects'] as const) {
    let after = '';
    for (;;) {
      const rows = await unwrittenRows(context, table)
        .where('ref', '>', after)
        .orderBy('ref')
        .limit(PAGE)
        .select<{ ref: string }[]>('ref');
      const gone = rows.map(({ ref }) => ref).filter(ref => !seen.has(ref));
      if (gone.length > 0) {
        yield table === 'secrets'
          ? { secrets: gone, objects: [] }
          : { secrets: [], objects: gone };
      }
      if (rows.length < PAGE) {
        break;
      }
      after = rows.at(-1)!.ref;
    }
  }
}

async function countUnwritten(context: BatchContext): Promise<number> {
  const row = await context.tx
    .select({
      secrets: unwrittenRows(context, 'secrets').count(),
      objects: unwrittenRows(context, 'objects').count(),
    })
    .first<{ secrets: number | string; objects: number | string }>();
  return Number(row.secrets) + Number(row.objects);
}

/** Rows that this full sync did not write. */
function unwrittenRows(
  { tx, fence, stream, generation }: BatchContext,
  table: 'secrets' | 'objects',
) {
  const query = tx(table)
    .where({ source_id: fence.sourceId, stream })
    .whereRaw('coalesce(generation, ?) <> ?', ['', generation ?? '-']);
  // What is said of objects goes with these.
  return table === 'secrets'
    ? query
        .whereIn('presence', [EXISTS, RESOURCE])
        .whereNot('resource_kind', PLACE_KIND)
    : query;
}
