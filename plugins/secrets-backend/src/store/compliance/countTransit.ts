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
import { type SelectedPage, selectPage } from '../common/selectPage';

/** The checks about objects of a cluster that say how something is reached. */
const CHECKS: Readonly<Record<string, KnownKind['transit']>> = {
  'ingress-encrypted': 'serves',
  'stores-encrypted': 'reads',
};

const GOOD: readonly TransitSecurity[] = ['encrypted'];
const BAD: readonly TransitSecurity[] = ['plaintext', 'optional', 'unverified'];
const UNKNOWN: readonly TransitSecurity[] = ['unstated'];

/** An object that says how something is reached. */
export interface TransitObject {
  sourceId: string;
  kind: string;
  namespace: string | null;
  name: string;
  transit: TransitSecurity;
}

/** Which objects are listed. */
export interface TransitQuery {
  sourceIds: readonly string[];
  systems: KnownSystems;
  /** One that {@link isOfTransit} knows. */
  check: string;
  verdict: 'fail' | 'unknown';
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
      await selectObjects(knex, [sourceId], kinds)
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

/** A page of the objects of some clusters that a check finds at fault, or that say too little. */
export async function listTransit(
  knex: Knex,
  query: TransitQuery & { cursor?: string; limit: number },
): Promise<SelectedPage<TransitObject>> {
  const { check, verdict, cursor, limit } = query;
  const { items, ...page } = await selectPage<
    Omit<TransitObject, 'sourceId'> & { source_id: string }
  >(
    knex,
    [
      {
        query: knex.from(selectTransit(knex, query).as('x')),
        fields: ['source_id', 'kind', 'namespace', 'name', 'transit'],
        expressions: [
          'source_id',
          'kind',
          `coalesce(namespace, '')`,
          'name',
          'ref',
        ].map(sql => ({ sql, type: 'string' })),
      },
    ],
    {
      order: `compliance-transit-${check}-${verdict}`,
      cursor,
      limit,
      withTotal: true,
    },
  );
  return {
    ...page,
    items: items.map(({ source_id: sourceId, ...item }) => ({
      sourceId,
      ...item,
    })),
  };
}

/** How many objects {@link listTransit} lists of each cluster. */
export async function countListedTransit(
  knex: Knex,
  query: TransitQuery,
): Promise<Map<string, number>> {
  const rows: { source_id: string; count: number | string }[] = await knex
    .from(selectTransit(knex, query).as('x'))
    .groupBy('source_id')
    .select('source_id', { count: knex.raw('count(*)') });
  return new Map(rows.map(row => [row.source_id, Number(row.count)]));
}

function selectTransit(
  knex: Knex,
  { sourceIds, systems, check, verdict }: TransitQuery,
): Knex.QueryBuilder {
  return knex
    .select('*')
    .from(
      selectObjects(knex, sourceIds, systems.kindsWithTransit(CHECKS[check]))
        .select('source_id', 'ref', 'kind', 'namespace', 'name', {
          transit: transitOf(knex),
        })
        .as('o'),
    )
    .whereIn('transit', [...(verdict === 'fail' ? BAD : UNKNOWN)]);
}

function selectObjects(
  knex: Knex,
  sourceIds: readonly string[],
  kinds: readonly KnownKind[],
): Knex.QueryBuilder {
  return knex('objects')
    .whereIn('source_id', [...sourceIds])
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
