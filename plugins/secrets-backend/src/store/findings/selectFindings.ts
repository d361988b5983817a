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
  isOfWholeSources,
  selectSecrets,
  type SourceStates,
} from '../inventory/secretFilters';
import { selectVisible } from '../inventory/applyVisibility';
import type { VisibilityFilter } from '../inventory/VisibilityFilter';
import type { FindingFilters } from './FindingsStore';
import {
  areThereShared,
  joinShared,
} from '../inventory/sharedValues/joinShared';

/** What a request asks for findings of, as `s`, whether there are any or not. */
export function selectFindingSecrets(
  knex: Knex,
  sources: SourceStates,
  query: { visibility: VisibilityFilter; filters?: FindingFilters },
): Knex.QueryBuilder {
  const { secretId, kinds, rules, severities, states, ...filters } =
    query.filters ?? {};
  const builder = selectSecrets(knex, sources, {
    visibility: query.visibility,
    filters,
    withResources: true,
    ...(secretId === undefined ? {} : { areFew: true }),
  });
  if (kinds?.length) {
    builder.whereIn('s.resource_kind', kinds);
  }
  return secretId === undefined ? builder : builder.where('s.id', secretId);
}

/**
 * Findings as `f` about secrets as `s`, in two: those about one secret alone, and
 * those about equal values, with what is told of them as `x`. One statement for both
 * would look up each finding among all that are shown.
 */
export interface SelectedFindings {
  alone: Knex.QueryBuilder;
  shared: Knex.QueryBuilder;
  /** Whether `shared` may select anything: mostly not, and it is the costly part. */
  mayBeShared(): Promise<boolean>;
}

/** The findings that a request selects and the filter shows. */
export function selectFindings(
  knex: Knex,
  sources: SourceStates,
  query: {
    visibility: VisibilityFilter;
    others?: VisibilityFilter;
    filters?: FindingFilters;
    /**
     * Rules whose findings stand for those of their victims: of these none is selected
     * whose cause has one that the query selects as well, in whatever state it is open.
     */
    covering?: readonly string[];
  },
): SelectedFindings {
  const { rules, severities, states } = query.filters ?? {};
  const { covering = [] } = query;
  const selectAny = () => {
    const builder = joinFindings(selectFindingSecrets(knex, sources, query));
    if (rules?.length) {
      builder.whereIn('f.rule', rules);
    }
    return builder;
  };
  const select = () => {
    const builder = selectAny();
    if (severities?.length) {
      builder.whereIn('f.severity', severities);
    }
    if (states?.length) {
      builder.whereIn('f.state', states);
    } else {
      builder.where('f.active', true);
    }
    if (covering.length > 0) {
      // However severe it is: what it covers is counted once among all severities.
      const covers = coversOf(knex, selectAny(), covering);
      builder.where(where =>
        where.whereNull('f.because_of').orWhereNotIn('f.because_of', covers),
      );
    }
    return builder;
  };
  return inTwo(knex, sources, query.others ?? query.visibility, select);
}

/** Of findings as `f`, the ids of the resources that those of covering rules are about. */
export function coversOf(
  knex: Knex,
  findings: Knex.QueryBuilder,
  covering: readonly string[],
): Knex.QueryBuilder {
  return findings
    .whereIn('f.rule', covering)
    .whereNot('f.state', 'resolved')
    .whereIn('f.secret_id', selectCauses(knex))
    .select('f.secret_id');
}

/**
 * The covering rules that count now: none where nothing is found because of a
 * resource, and none in what a filter takes out of a cluster. Whether the resource is
 * in there as well is chance, and a team wants to see what fails for it.
 */
export async function coveringNow(
  knex: Knex,
  covering: readonly string[],
  filters: FindingFilters = {},
): Promise<readonly string[]> {
  const isPart = filters.secretId !== undefined || !isOfWholeSources(filters);
  if (covering.length === 0 || isPart) {
    return [];
  }
  const first = await selectCauses(knex).first();
  return first ? covering : [];
}

/** The ids of resources because of which something is found. */
function selectCauses(knex: Knex): Knex.QueryBuilder {
  return knex('findings').whereNotNull('because_of').select('because_of');
}

/** One finding, whatever its state and even if its secret is gone, if the filter shows its secret. */
export function selectFinding(
  knex: Knex,
  id: string,
  visibility: VisibilityFilter,
): Knex.QueryBuilder {
  return joinFindings(selectVisible(knex, visibility, { areFew: true })).where(
    'f.id',
    id,
  );
}

/** Some findings, whatever their state and even if their secrets are gone, if the filter shows them. */
export function selectFindingsById(
  knex: Knex,
  sources: SourceStates,
  ids: string[],
  visibility: VisibilityFilter,
): SelectedFindings {
  return inTwo(knex, sources, visibility, () =>
    joinFindings(selectVisible(knex, visibility, { areFew: true })).whereIn(
      'f.id',
      ids,
    ),
  );
}

function inTwo(
  knex: Knex,
  sources: SourceStates,
  others: VisibilityFilter,
  select: () => Knex.QueryBuilder,
): SelectedFindings {
  return {
    alone: select().whereNull('f.same_value'),
    // Built only where it is used.
    get shared() {
      return joinShared(knex, sources, others, select);
    },
    mayBeShared: async () => await areThereShared(knex, select),
  };
}

function joinFindings(secrets: Knex.QueryBuilder): Knex.QueryBuilder {
  return secrets.join('findings as f', join =>
    join.on('f.source_id', 's.source_id').andOn('f.secret_id', 's.id'),
  );
}
