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

import type { Severity } from '@keyward/findings';
import type { Knex } from 'knex';
import { isAnyOf } from '../../common/rows';
import { OTHERS_SINCE } from '../../inventory/sharedValues/otherKeys';
import {
  joinSharedFindings,
  selectHolders,
  withGroupedHolders,
} from '../../inventory/sharedValues/valueHolders';

/** A finding about equal values, as one of its owners sees it. */
export interface ShownToOwner {
  id: string;
  owner_ref: string;
  source_id: string;
  secret_id: string;
  rule: string;
  severity: Severity;
  rank: number;
  state: string;
}

/**
 * Of findings about some values those that owners see: who owns another secret
 * that the rule speaks of, too.
 */
export async function loadShownToOwners(
  knex: Knex,
  fingerprints: string[],
): Promise<ShownToOwner[]> {
  const wanted = isAnyOf(knex, 'k.fingerprint', fingerprints);
  const owned = knex('secrets as s')
    .join('sources as t', 't.id', 's.source_id')
    .whereNull('t.retired_at')
    .join('entity_links as l', join =>
      join.on('l.source_id', 's.source_id').andOn('l.secret_id', 's.id'),
    )
    .join('entity_owners as o', 'o.entity_ref', 'l.entity_ref');
  const holders = selectHolders(knex, owned, 'o.owner_ref').whereRaw(
    wanted.sql,
    wanted.bindings,
  );
  return await joinSharedFindings(
    withGroupedHolders(knex.queryBuilder(), knex, holders).from(
      'grouped_holders as k',
    ),
  )
    .whereRaw(`${OTHERS_SINCE} is not null`)
    .distinct<ShownToOwner[]>(
      'f.id',
      'k.viewer as owner_ref',
      'f.source_id',
      'f.secret_id',
      'f.rule',
      'f.severity',
      'f.rank',
      'f.state',
    );
}
