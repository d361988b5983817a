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

import type { Tally } from '@keyward/compliance';
import type { KnownKind, KnownSystems } from '@keyward/kube-model/systems';
import type { TransitSecurity } from '@keyward/observation';
import type { Knex } from 'knex';

/** The checks about objects of a cluster that say how something is reached. */
const CHECKS: Readonly<Record<string, KnownKind['transit']>> = {
  'ingress-encrypted': 'serves',
  'stores-encrypted': 'reads',
};

/** So many are listed. */
const MOST = 500;

const GOOD: readonly TransitSecurity[] = ['encrypted'];
const BAD: readonly TransitSecurity[] = ['plaintext', 'optional', 'unverified'];
const UNKNOWN: readonly TransitSecurity[] = ['unstated'];

/** An object that says how something is reached. */
export interface TransitObject {
  kind: string;
  namespace: string | null;
  name: string;
  transit: TransitSecurity;
}

/** Whether objects decide a check that say how something is reached. */
export function isOfTransit(check: string): boolean {
  return Object.hasOwn(CHECKS, check);
}

/**
 * Counts objects of a cluster that say how something is reached, by check.
 *
 * @param isSeen - whether all objects of a kind are seen, by its plural with its group
 */
export async function countTransit(
  knex: Knex,
  sourceId: string,
  systems: KnownSystems,
  isSeen: (kind: string) => boolean,
): Promise<Record<string, Tally>> {
  const tallies: Record<string, Tally> = {};
  for (const [check, role] of Object.entries(CHECKS)) {
    const kinds = systems.kindsWithTransit(role);
    const rows: { transit: TransitSecurity; count: number | string }[] =
      await selectObjects(knex, sourceId, kinds)
        .groupByRaw('1')
        .select({ transit: transitOf(knex), count: knex.raw('count(*)') });
    const countOf = (transits: readonly TransitSecurity[]) =>
      rows
        .filter(({ transit }) => transits.includes(transit))
        .reduce((sum, { count }) => sum + Number(count), 0);
    const unseen = kinds.every(({ group, resource }) =>
      isSeen(`${resource}.${group}`),
    )
      ? 0
      : 1;
    tallies[check] = {
      good: countOf(GOOD),
      bad: countOf(BAD),
      unknown: countOf(UNKNOWN) + unseen,
    };
  }
  return tallies;
}

/** The objects of a cluster that a check finds at fault, or that say too little. */
export async function listTransit(
  knex: Knex,
  sourceId: string,
  systems: KnownSystems,
  check: string,
  verdict: 'fail' | 'unknown',
): Promise<TransitObject[]> {
  return await knex
    .select('*')
    .from(
      selectObjects(knex, sourceId, systems.kindsWithTransit(CHECKS[check]))
        .select('kind', 'namespace', 'name', { transit: transitOf(knex) })
        .as('x'),
    )
    .whereIn('transit', [...(verdict === 'fail' ? BAD : UNKNOWN)])
    .orderBy(['kind', 'namespace', 'name'])
    .limit(MOST);
}

function selectObjects(
  knex: Knex,
  sourceId: string,
  kinds: readonly KnownKind[],
): Knex.QueryBuilder {
  return knex('objects')
    .where({ source_id: sourceId })
    .where(query => {
      for (const { group, kind } of kinds) {
        query.orWhere({ api_group: group, kind });
      }
    });
}

/** Quotes within a text are escaped in JSON, so that no name can say it. */
function transitOf(knex: Knex): Knex.Raw {
  return knex.raw(
    `case ${[...GOOD, ...BAD, ...UNKNOWN]
      .map(word => `when detail like '%"transit":"${word}"%' then '${word}'`)
      .join(' ')} end`,
  );
}
