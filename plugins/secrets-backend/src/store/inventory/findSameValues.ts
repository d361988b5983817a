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

import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { selectOne } from './getSecret';
import { type SourceStates, selectSecrets } from './secretFilters';
import type { SameValueGroup } from './types';
import type { VisibilityFilter } from './VisibilityFilter';
import { EXISTS } from '../common/presence';

const MOST_OTHERS = 20;
/** Keys of one secret that are compared. */
const MOST_KEYS = 1000;

interface OwnKey {
  source_id: string;
  name: string;
  fingerprint: string;
  fingerprint_key_id: string;
}

/**
 * Keys elsewhere with the same value. Both sides have to be visible: what a
 * caller may not see must neither match nor be counted.
 */
export async function findSameValues(
  knex: Knex,
  sources: SourceStates,
  id: string,
  visibility: VisibilityFilter,
): Promise<SameValueGroup[]> {
  const own: OwnKey[] = await selectOne(knex, sources, id, visibility)
    .where('s.presence', EXISTS)
    .join('secret_keys as k', join =>
      join.on('k.source_id', 's.source_id').andOn('k.secret_id', 's.id'),
    )
    .whereNotNull('k.fingerprint')
    .orderBy('k.name')
    .limit(MOST_KEYS)
    .select('k.source_id', 'k.name', 'k.fingerprint', 'k.fingerprint_key_id');
  if (own.length === 0) {
    return [];
  }
  const others = await findOthers(knex, sources, id, visibility, own);
  const sameHere = new Map<string, number>();
  for (const key of own) {
    const value = valueOf(key);
    sameHere.set(value, (sameHere.get(value) ?? 0) + 1);
  }
  return own
    .map(key => ({
      key: key.name,
      group: groupOf(id, key),
      others: others.get(valueOf(key)) ?? [],
      shared: sameHere.get(valueOf(key))! > 1,
    }))
    .filter(group => group.shared || group.others.length > 0)
    .map(({ key, group, others: found }) => ({ key, group, others: found }));
}

async function findOthers(
  knex: Knex,
  sources: SourceStates,
  id: string,
  visibility: VisibilityFilter,
  own: OwnKey[],
): Promise<Map<string, SameValueGroup['others']>> {
  const ranked = selectSecrets(knex, sources, { visibility })
    .where('s.presence', EXISTS)
    .whereNot('s.id', id)
    .join('secret_keys as k', join =>
      join.on('k.source_id', 's.source_id').andOn('k.secret_id', 's.id'),
    )
    .whereIn('k.fingerprint', [...new Set(own.map(key => key.fingerprint))])
    .select(
      's.id',
      's.ref',
      'k.name as key',
      'k.fingerprint',
      'k.fingerprint_key_id',
      knex.raw(
        'row_number() over (partition by k.fingerprint, k.fingerprint_key_id order by s.ref, k.name) as place',
      ),
    )
    .as('ranked');
  const rows: {
    id: string;
    ref: string;
    key: string;
    fingerprint: string;
    fingerprint_key_id: string;
  }[] = await knex(ranked)
    .where('place', '<=', MOST_OTHERS)
    .orderBy(['ref', 'key'])
    .select('id', 'ref', 'key', 'fingerprint', 'fingerprint_key_id');
  const result = new Map<string, SameValueGroup['others']>();
  for (const row of rows) {
    const value = valueOf(row);
    const found = result.get(value) ?? [];
    found.push({ id: row.id, ref: row.ref, key: row.key });
    result.set(value, found);
  }
  return result;
}

function valueOf(key: { fingerprint: string; fingerprint_key_id: string }) {
  return `${key.fingerprint}|${key.fingerprint_key_id}`;
}

/** Differs for each secret that is asked about, so that answers to different callers cannot be joined by it. */
function groupOf(id: string, key: OwnKey): string {
  return createHash('sha256')
    .update(`${id}|${valueOf(key)}`)
    .digest('hex')
    .slice(0, 16);
}
