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
  const selectShared = () =>
    select().whereNotNull('f.same_value').whereNot('f.state', 'resolved');
  const holders = selectHolders(
    knex,
    selectSecrets(knex, sources, { visibility }),
  ).join('wanted_values as w', 'w.fingerprint', 'k.fingerprint');
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
  const query = selectShared().withMaterialized(
    'wanted_values',
    selectShared().distinct('f.fingerprint'),
  );
  return withGroupedHolders(query, knex, holders)
    .withMaterialized('shown_findings', shown)
    .join('shown_findings as x', 'x.finding_id', 'f.id');
}
