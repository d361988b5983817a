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

import { isSharedBetween } from '@keyward/findings';
import type { Knex } from 'knex';
import {
  selectSecrets,
  type SourceStates,
} from '../../inventory/secretFilters';
import type { VisibilityFilter } from '../../inventory/VisibilityFilter';
import { groupBy } from '../../common/groups';
import type { SharedFields } from '../../inventory/sharedValues/joinShared';
import {
  type HolderRow,
  selectHolders,
  toValueHolder,
} from '../../inventory/sharedValues/valueHolders';

const MOST_OTHERS = 20;

type OtherRow = Pick<
  HolderRow,
  | 'fingerprint'
  | 'fingerprint_key_id'
  | 'ref'
  | 'source_id'
  | 'namespace'
  | 'copied'
  | 'production'
>;

/**
 * The refs of the other secrets that findings about equal values speak of, of
 * those that the filter shows the first 20, by id of the finding.
 */
export async function nameOthers(
  knex: Knex,
  sources: SourceStates,
  visibility: VisibilityFilter,
  findings: readonly (SharedFields & {
    finding_id: string;
    source_id: string;
    namespace: string;
  })[],
): Promise<Map<string, string[]>> {
  if (findings.length === 0) {
    return new Map();
  }
  const values = [...new Set(findings.map(({ fingerprint }) => fingerprint))];
  const rows = await loadFirst(
    knex,
    selectHolders(
      knex,
      selectSecrets(knex, sources, { visibility, areFew: true }),
    ).whereIn('k.fingerprint', values),
  );
  const byValue = groupBy(rows, valueOf);
  return new Map(
    findings.map(finding => {
      const holder = toValueHolder(finding);
      const others = (byValue.get(valueOf(finding)) ?? [])
        .filter(other =>
          isSharedBetween(
            { between: finding.same_value },
            holder,
            toValueHolder(other),
          ),
        )
        .map(({ ref }) => ref);
      return [finding.finding_id, others.slice(0, MOST_OTHERS)];
    }),
  );
}

/**
 * Of each value the secrets among which the first 20 of any finding are: those of
 * the finding's own place, and those of the other kinds, do not count, so that
 * there are 20 of a place and 40 of a kind.
 */
async function loadFirst(
  knex: Knex,
  holders: Knex.QueryBuilder,
): Promise<OtherRow[]> {
  const kind = 'fingerprint, fingerprint_key_id, copied, production';
  return await knex
    .with('holders', holders)
    .with(
      'in_places',
      knex.raw(
        `select distinct ref, ${kind}, source_id, namespace,
           dense_rank() over (partition by ${kind}, place order by ref) as in_place
         from holders`,
      ),
    )
    .with(
      'in_kinds',
      knex.raw(
        `select in_places.*,
           row_number() over (partition by ${kind} order by ref) as in_kind
         from in_places where in_place <= ${MOST_OTHERS}`,
      ),
    )
    .from('in_kinds')
    .where('in_kind', '<=', 2 * MOST_OTHERS)
    .orderBy('ref')
    .select<OtherRow[]>(
      'ref',
      'fingerprint',
      'fingerprint_key_id',
      'source_id',
      'namespace',
      'copied',
      'production',
    );
}

function valueOf(row: {
  fingerprint: string;
  fingerprint_key_id: string;
}): string {
  return `${row.fingerprint_key_id} ${row.fingerprint}`;
}
