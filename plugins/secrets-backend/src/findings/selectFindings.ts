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
import { selectSecrets, type SourceStates } from '../database/secretFilters';
import { selectVisible } from '../database/applyVisibility';
import type { VisibilityFilter } from '../database/VisibilityFilter';
import type { FindingFilters } from './FindingsStore';

/** What a request asks for findings of, as `s`, whether there are any or not. */
export function selectFindingSecrets(
  knex: Knex,
  sources: SourceStates,
  query: { visibility: VisibilityFilter; filters?: FindingFilters },
): Knex.QueryBuilder {
  const { secretId, rules, severities, states, ...filters } =
    query.filters ?? {};
  const builder = selectSecrets(knex, sources, {
    visibility: query.visibility,
    filters,
    withPlaces: true,
  });
  return secretId === undefined ? builder : builder.where('s.id', secretId);
}

/** Findings as `f` about secrets as `s` that a request selects and the filter shows. */
export function selectFindings(
  knex: Knex,
  sources: SourceStates,
  query: {
    visibility: VisibilityFilter;
    others?: VisibilityFilter;
    filters?: FindingFilters;
  },
): Knex.QueryBuilder {
  const { rules, severities, states } = query.filters ?? {};
  const builder = selectFindingSecrets(knex, sources, query).join(
    'findings as f',
    join => join.on('f.source_id', 's.source_id').andOn('f.secret_id', 's.id'),
  );
  whereOthersShow(builder, knex, query.others ?? query.visibility);
  if (states?.length) {
    builder.whereIn('f.state', states);
  } else {
    builder.where('f.active', true);
  }
  if (rules?.length) {
    builder.whereIn('f.rule', rules);
  }
  if (severities?.length) {
    builder.whereIn('f.severity', severities);
  }
  return builder;
}

/**
 * Leaves out findings that rest on other secrets of which the filter shows none:
 * else whoever may make a secret could test guesses at the values of others.
 */
export function whereOthersShow(
  builder: Knex.QueryBuilder,
  knex: Knex,
  visibility: VisibilityFilter,
): void {
  builder.where(where =>
    where.where('f.rests_on_others', false).orWhereExists(
      selectVisible(knex, visibility)
        .join('finding_others as fo', join =>
          join.on('fo.source_id', 's.source_id').andOn('fo.secret_id', 's.id'),
        )
        .where('s.presence', '>', 0)
        .whereRaw('fo.finding_id = f.id')
        .select(knex.raw('1')),
    ),
  );
}
