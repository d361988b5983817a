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
import { MISSING_URGENCY } from '../common/presence';
import { RANKS } from '../common/ranks';
import { selectSecrets, staleIds, type SourceStates } from './secretFilters';
import { areThereShared, joinShared } from './sharedValues/joinShared';
import type { SecretFilters, SecretStateFilter } from './types';
import type { VisibilityFilter } from './VisibilityFilter';

/** What `secrets.worst` says: the worst sorts first. */
export const WORST = {
  critical: -RANKS.critical,
  high: -RANKS.high,
  medium: -RANKS.medium,
  low: -RANKS.low,
};

/** Whether a finding asks somebody to act, or is hygiene. */
export const NEEDS_ACTION: number = WORST.medium;

/** The worst finding of a secret `s`, of what {@link selectWithWorst} selects. */
export const WORST_SHOWN = 'coalesce(r.worst, s.worst)';

/** Which secrets are meant, and who asks. */
export interface SecretsQuery {
  visibility: VisibilityFilter;
  /** Of other secrets that findings rest on, where that is more than `visibility`. */
  others?: VisibilityFilter;
  filters?: SecretFilters;
  /** Set where {@link selectRaised} would select nothing, see {@link withRaised}. */
  noneRaised?: true;
}

/**
 * Secrets that have a worse finding for the caller than what is stored of them: one
 * about a value that another secret holds, which the caller sees as well.
 */
export function selectRaised(
  knex: Knex,
  sources: SourceStates,
  query: SecretsQuery,
): Knex.QueryBuilder {
  return joinShared(
    knex,
    sources,
    query.others ?? query.visibility,
    selectWorse(knex, sources, query),
  )
    .groupBy('s.source_id', 's.id')
    .select('s.source_id', 's.id', knex.raw('-max(f.rank) as worst'));
}

/** A query that knows whether {@link selectRaised} may select anything: mostly not, and it is the costly part. */
export async function withRaised<T extends SecretsQuery>(
  knex: Knex,
  sources: SourceStates,
  query: T,
): Promise<T> {
  return (await areThereShared(knex, selectWorse(knex, sources, query)))
    ? query
    : { ...query, noneRaised: true };
}

function selectNone(knex: Knex): Knex.QueryBuilder {
  return knex('secrets as s')
    .whereRaw('1 = 0')
    .select('s.source_id', 's.id', 's.worst');
}

/** Selects findings as `f` that are worse than what is stored of their secrets, as `s`. */
function selectWorse(
  knex: Knex,
  sources: SourceStates,
  query: SecretsQuery,
): () => Knex.QueryBuilder {
  return () =>
    selectSecrets(knex, sources, query)
      .join('findings as f', join =>
        join.on('f.source_id', 's.source_id').andOn('f.secret_id', 's.id'),
      )
      .where('f.active', true)
      .whereRaw('f.rank > -s.worst');
}

/** Secrets as `s` that a request selects, with {@link WORST_SHOWN}. */
export function selectWithWorst(
  knex: Knex,
  sources: SourceStates,
  query: SecretsQuery,
): Knex.QueryBuilder {
  const builder = selectSecrets(knex, sources, query)
    .withMaterialized(
      'raised',
      query.noneRaised ? selectNone(knex) : selectRaised(knex, sources, query),
    )
    .leftJoin('raised as r', join =>
      join.on('r.source_id', 's.source_id').andOn('r.id', 's.id'),
    );
  whereState(builder, WORST_SHOWN, query.filters?.states, sources);
  return builder;
}

/**
 * Keeps secrets in some states.
 *
 * @param worst - SQL of the worst finding
 */
export function whereState(
  query: Knex.QueryBuilder,
  worst: string,
  states: SecretStateFilter[] | undefined,
  sources: SourceStates,
): void {
  if (!states?.length) {
    return;
  }
  const severities = states.flatMap(state =>
    state in WORST ? WORST[state as keyof typeof WORST] : [],
  );
  query.where(builder => {
    builder.whereRaw('1 = 0');
    if (severities.length > 0) {
      builder.orWhereRaw(`${worst} in (${severities.join(', ')})`);
    }
    if (states.includes('attention')) {
      builder.orWhereRaw(`${worst} <= ${NEEDS_ACTION}`);
    }
    if (states.includes('missing')) {
      builder.orWhere('s.urgency', '<=', MISSING_URGENCY);
    }
    if (states.includes('deliveryFailed')) {
      builder.orWhere('s.delivery_failed', true);
    }
    if (states.includes('sourceStale')) {
      builder.orWhereIn('s.source_id', staleIds(sources));
    }
  });
}
