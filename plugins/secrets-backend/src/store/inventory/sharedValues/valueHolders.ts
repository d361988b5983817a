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

import { repeatedClasses, type ValueHolder } from '@keyward/findings';
import { knownSystems } from '@keyward/kube-model/systems';
import type { Knex } from 'knex';
import { HAS_COPIES } from '../copies';
import { EXISTS } from '../../common/presence';

/** Literals of our own, none of which holds a quote. */
const listOf = (texts: readonly string[]) =>
  texts.map(text => `'${text}'`).join(', ');

/** That rules speak of a key by its class, of keys as `k`. */
export const IS_JUDGED = `k.class not in (${listOf(repeatedClasses)})`;

/**
 * Whether a tool put a value there that puts values into several places, or copies
 * it to others, of keys as `k` of secrets as `s`.
 */
export const IS_COPIED = `(s.deliverer_kind in (${listOf(
  knownSystems.copiers,
)}) or ${HAS_COPIES})`;

/** Where a secret is, of secrets as `s`: no id of a source has a slash in it. */
export const PLACE = `s.source_id || '/' || s.namespace`;

/** Since when a key is known to hold its value, of keys as `k` of secrets as `s`. */
export const SINCE =
  'case when k.age_latest > s.first_seen then k.age_latest else s.first_seen end';

/** Whether another secret has a key with the value, of keys as `k`. It is answered from the index of values. */
export const OTHERS_HOLD_IT = `exists (select 1 from secret_keys o
  where o.fingerprint = k.fingerprint
    and not (o.source_id = k.source_id and o.secret_id = k.secret_id))`;

/** A key that holds a value, as {@link selectHolders} selects it. */
export interface HolderRow {
  viewer: string;
  fingerprint: string;
  fingerprint_key_id: string;
  source_id: string;
  secret_id: string;
  ref: string;
  namespace: string;
  key: string;
  class: string;
  environment: string | null;
  production: boolean | number | null;
  copied: boolean | number;
  place: string;
  since: string;
}

/**
 * The keys of some secrets that hold a comparable value.
 *
 * @param secrets - selects the secrets, as `s`
 * @param viewer - SQL that names who sees them, where there are several who do
 */
export function selectHolders(
  knex: Knex,
  secrets: Knex.QueryBuilder,
  viewer: string = `''`,
): Knex.QueryBuilder {
  return secrets
    .clone()
    .where('s.presence', EXISTS)
    .join('secret_keys as k', join =>
      join.on('k.source_id', 's.source_id').andOn('k.secret_id', 's.id'),
    )
    .leftJoin('namespace_environments as e', join =>
      join.on('e.source_id', 's.source_id').andOn('e.namespace', 's.namespace'),
    )
    .whereNotNull('k.fingerprint')
    .select(
      knex.raw(`${viewer} as viewer`),
      'k.fingerprint',
      'k.fingerprint_key_id',
      's.source_id',
      's.id as secret_id',
      's.ref',
      's.namespace',
      'k.name as key',
      'k.class',
      'e.environment',
      'e.production',
      knex.raw(`${IS_COPIED} as copied`),
      knex.raw(`${PLACE} as place`),
      knex.raw(`${SINCE} as since`),
    );
}

/**
 * Adds `grouped_holders`: of each key what tells whether others hold its value where
 * a rule says that they should not, and since when. So a group costs as many rows
 * as it has members, not as it has pairs of them.
 *
 * All keys with a value are told the first two places that held it: one of them is
 * another one than a key's own. A key that a tool put there asks for those only to
 * which somebody put the value by hand.
 */
export function withGroupedHolders(
  query: Knex.QueryBuilder,
  knex: Knex,
  holders: Knex.QueryBuilder,
): Knex.QueryBuilder {
  const value = 'viewer, fingerprint, fingerprint_key_id';
  const first = (rank: string, at: number, what: string) =>
    `min(case when ${rank} = ${at} then ${what} end) over (partition by ${value})`;
  const steps = {
    placed_holders: `select value_holders.*,
      min(since) over (partition by ${value}, place) as any_since,
      min(case when not copied then since end)
        over (partition by ${value}, place) as hand_since
      from value_holders`,
    ranked_holders: `select placed_holders.*,
      dense_rank() over (partition by ${value}
        order by any_since, place) as any_rank,
      dense_rank() over (partition by ${value}
        order by coalesce(hand_since, '~'), place) as hand_rank
      from placed_holders`,
    grouped_holders: `select ranked_holders.*,
      ${first('any_rank', 1, 'place')} as any_place,
      ${first('any_rank', 1, 'any_since')} as any_first,
      ${first('any_rank', 2, 'any_since')} as any_second,
      ${first('hand_rank', 1, 'place')} as hand_place,
      ${first('hand_rank', 1, 'hand_since')} as hand_first,
      ${first('hand_rank', 2, 'hand_since')} as hand_second,
      min(case when production then since end)
        over (partition by ${value}) as production_since,
      min(case when not production then since end)
        over (partition by ${value}) as outside_since
      from ranked_holders`,
  };
  query.with('value_holders', holders);
  for (const [name, sql] of Object.entries(steps)) {
    query.with(name, knex.raw(sql));
  }
  return query;
}

/** The findings about equal values `f` of grouped holders `k`. */
export function joinSharedFindings(
  holders: Knex.QueryBuilder,
): Knex.QueryBuilder {
  return holders
    .join('findings as f', join =>
      join
        .on('f.source_id', 'k.source_id')
        .andOn('f.secret_id', 'k.secret_id')
        .andOn('f.item', 'k.key')
        .andOn('f.fingerprint', 'k.fingerprint'),
    )
    .whereNot('f.state', 'resolved')
    .whereRaw(IS_JUDGED);
}

/** What rules ask of a key that holds a value. */
export function toValueHolder(
  row: Pick<HolderRow, 'source_id' | 'namespace' | 'copied' | 'production'>,
): ValueHolder {
  return {
    sourceId: row.source_id,
    namespace: row.namespace,
    copied: Boolean(row.copied),
    ...(row.production === null ? {} : { production: Boolean(row.production) }),
  };
}
