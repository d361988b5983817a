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
import {
  selectSecrets,
  type SourceStates,
} from '../../inventory/secretFilters';
import type { VisibilityFilter } from '../../inventory/VisibilityFilter';
import type { SharedFields } from '../../inventory/sharedValues/joinShared';
import { otherKeys } from '../../inventory/sharedValues/otherKeys';
import {
  type HolderRow,
  IS_JUDGED,
  selectHolders,
  SINCE,
} from '../../inventory/sharedValues/valueHolders';

const MOST_OTHERS = 20;

/**
 * What is told of one finding about equal values, as far as the filter shows it, and
 * the refs of the first 20 others. It is what `joinShared` and `nameOthers` tell of
 * it. They rank all that hold its value, as they look at many findings at once; for
 * one it is enough to ask for the first of the others.
 */
export async function loadSharedFinding(
  knex: Knex,
  sources: SourceStates,
  visibility: VisibilityFilter,
  id: string,
): Promise<(SharedFields & { others: string[] }) | undefined> {
  const selectShown = () =>
    selectHolders(
      knex,
      selectSecrets(knex, sources, { visibility, areFew: true }),
    );
  const own: (HolderRow & Pick<SharedFields, 'same_value'>) | undefined =
    await selectShown()
      .join('findings as f', join =>
        join
          .on('f.source_id', 's.source_id')
          .andOn('f.secret_id', 's.id')
          .andOn('f.item', 'k.name')
          .andOn('f.fingerprint', 'k.fingerprint'),
      )
      .where('f.id', id)
      .whereNotNull('f.same_value')
      .whereNot('f.state', 'resolved')
      .whereRaw(IS_JUDGED)
      .select('f.same_value')
      .first();
  const others = own && otherKeys[own.same_value].of(own);
  if (!others) {
    return undefined;
  }
  const selectOthers = () =>
    selectShown()
      .clearSelect()
      .where({
        'k.fingerprint': own.fingerprint,
        'k.fingerprint_key_id': own.fingerprint_key_id,
      })
      .whereRaw(others.sql, others.bindings);
  const [{ since }]: { since: string | null }[] = await selectOthers().select(
    knex.raw(`min(${SINCE}) as since`),
  );
  if (since === null) {
    return undefined;
  }
  const first: { ref: string }[] = await selectOthers()
    .distinct('s.ref')
    .orderBy('s.ref')
    .limit(MOST_OTHERS);
  return {
    same_value: own.same_value,
    fingerprint: own.fingerprint,
    fingerprint_key_id: own.fingerprint_key_id,
    shared_since: own.since > since ? own.since : since,
    class: own.class,
    environment: own.environment,
    production: own.production,
    copied: own.copied,
    others: first.map(({ ref }) => ref),
  };
}
