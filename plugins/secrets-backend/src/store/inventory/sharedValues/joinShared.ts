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

import type { SharedValueRule } from '@keyward/findings';
import type { Knex } from 'knex';
import { isSqlite } from '../../common/rows';
import { selectSecrets, type SourceStates } from '../secretFilters';
import type { VisibilityFilter } from '../VisibilityFilter';
import { OTHERS_SINCE } from './otherKeys';
import {
  joinSharedFindings,
  selectHolders,
  withGroupedHolders,
} from './valueHolders';

/** What is told of a finding to somebody, of what {@link joinShared} joins. */
export const SHARED_FIELDS = [
  'f.same_value',
  'f.fingerprint',
  'f.fingerprint_key_id',
  'x.shared_since',
  'x.class',
  'x.environment',
  'x.production',
  'x.copied',
];

/** Since when others hold the value as well, of what {@link joinShared} joins. */
export const SHARED_SINCE = 'x.shared_since';

/** A finding about equal values, as far as {@link SHARED_FIELDS} tell. */
export interface SharedFields {
  same_value: SharedValueRule['between'];
  fingerprint: string;
  fingerprint_key_id: string;
  shared_since: string;
  class: string;
  environment: string | null;
  production: boolean | number | null;
  copied: boolean | number;
}

/**
 * Whether there are findings that {@link joinShared} would look at. Mostly there are
 * none, and to ask for them costs more than everything else that a page needs.
 *
 * @param select - selects findings as `f` about secrets as `s`
 */
export async function areThereShared(
  knex: Knex,
  select: () => Knex.QueryBuilder,
): Promise<boolean> {
  return (
    (await selectUnresolved(select).select(knex.raw('1 as one')).first()) !==
    undefined
  );
}

/**
 * Of findings about equal values those for which the filter shows another key that
 * the rule speaks of, with what is told of them, as `x`: else whoever may make a
 * secret could test guesses at the values of others. What is told, and since when,
 * rests on what the filter shows alone. None is shown that is resolved: whether it
 * was there tells of others, too.
 *
 * @param select - selects findings as `f` about secrets as `s`
 * @param visibility - of the other secrets
 */
export function joinShared(
  knex: Knex,
  sources: SourceStates,
  visibility: VisibilityFilter,
  select: () => Knex.QueryBuilder,
): Knex.QueryBuilder {
  const selectShared = () => selectUnresolved(select);
  const holders = selectHolders(
    knex,
    selectSecrets(knex, sources, { visibility, areFew: true }),
  ).join('wanted_keys as w', join =>
    join
      .on('w.source_id', 'k.source_id')
      .andOn('w.secret_id', 'k.secret_id')
      .andOn('w.name', 'k.name'),
  );
  const told = joinSharedFindings(knex('grouped_holders as k')).select(
    'f.id as finding_id',
    'k.since',
    'k.class',
    'k.environment',
    'k.production',
    'k.copied',
    knex.raw(`${OTHERS_SINCE} as others_since`),
  );
  const shown = knex(told.as('t'))
    .whereNotNull('others_since')
    .select(
      't.*',
      knex.raw(
        'case when since > others_since then since else others_since end as shared_since',
      ),
    );
  const query = selectShared()
    .withMaterialized('wanted_values', selectShared().distinct('f.fingerprint'))
    .withMaterialized('wanted_keys', knex.raw(selectKeys(knex)));
  return withGroupedHolders(query, knex, holders)
    .withMaterialized('shown_findings', shown)
    .join('shown_findings as x', 'x.finding_id', 'f.id');
}

function selectUnresolved(select: () => Knex.QueryBuilder): Knex.QueryBuilder {
  return select().whereNotNull('f.same_value').whereNot('f.state', 'resolved');
}

/**
 * The keys with one of the wanted values, looked up value by value: databases do not
 * know how few these mostly are, and may read the keys of all secrets instead.
 */
function selectKeys(knex: Knex): string {
  const columns = 'k.source_id, k.secret_id, k.name';
  return isSqlite(knex)
    ? `select ${columns} from wanted_values v
       cross join secret_keys k on k.fingerprint = v.fingerprint`
    : `select ${columns} from wanted_values v cross join lateral (
         select * from secret_keys where fingerprint = v.fingerprint offset 0
       ) as k`;
}
