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

import {
  addTallies,
  loseTally,
  type Tally,
  tallyAges,
  type ValueAges,
  valueAgeBounds,
} from '@keyward/compliance';
import type { Knex } from 'knex';
import type { Environments } from '../environments/Environments';
import { loadEnvironments } from '../environments/loadEnvironments';
import { loadCoverage } from '../inventory/loadCoverage';
import type { SourceStates } from '../inventory/secretFilters';
import type { SourceStatus } from '../inventory/sourceStates';
import type { VisibilityFilter } from '../inventory/VisibilityFilter';
import { countFaults, type Faults } from './countFaults';
import {
  type ComplianceQuery,
  countPlaces,
  countSecrets,
  type SecretCounts,
} from './countSecrets';
import { countValues, type ValueCounts } from './countValues';

/** What the database says of some secrets. */
export interface SecretTallies {
  /** By check. */
  tallies: Map<string, Tally>;
  ages: ValueAges;
  /** The sources in scope, by id. */
  sources: SourceStatus[];
}

/**
 * Counts for the checks about secrets and their values, by a fixed number of
 * statements and one for each source.
 */
export async function tallySecrets(
  knex: Knex,
  sources: SourceStates,
  query: ComplianceQuery & {
    others?: VisibilityFilter;
    /** Whether the caller sees everything: findings about equal values are hidden from others. */
    seesAll: boolean;
    /** Whether the sources of the scope are all of these, even those of which nothing is known. */
    isOfSources: boolean;
  },
  options: { environments: Environments; now: string },
): Promise<SecretTallies> {
  const [secrets, places, values, faultsOf] = await Promise.all([
    countSecrets(knex, sources, query),
    countPlaces(knex, sources, query),
    countValues(knex, sources, query, options.now),
    countFaults(knex, sources, query, options.now),
  ]);
  const withEnvironment = await findWithEnvironment(
    knex,
    sources,
    secrets,
    options.environments,
  );
  const chosen = query.filters?.sourceIds;
  const inScope = [...sources.values()].filter(({ id }) =>
    query.isOfSources
      ? !chosen?.length || chosen.includes(id)
      : secrets.some(({ sourceId }) => sourceId === id) || places.has(id),
  );
  const perSource: Map<string, Tally>[] = [];
  const ages: ValueAges = {
    within: valueAgeBounds.map(() => 0),
    older: 0,
    unknown: 0,
  };
  for (const source of inScope) {
    const { observedSince } = await loadCoverage(knex, source.id);
    const own = values.filter(({ sourceId }) => sourceId === source.id);
    const tallies = tallySource({
      secrets: secrets.filter(({ sourceId }) => sourceId === source.id),
      places: places.get(source.id) ?? 0,
      values: own,
      ages: addAges(ages, own, source.stale),
      faultsOf: check => faultsOf(source.id, check),
      withEnvironment,
      seesUses: observedSince !== undefined,
      seesAll: query.seesAll,
    });
    perSource.push(source.stale ? lose(tallies) : tallies);
  }
  const checks = new Set(perSource.flatMap(tallies => [...tallies.keys()]));
  return {
    tallies: new Map(
      [...checks].map(check => [
        check,
        addTallies(perSource.flatMap(tallies => tallies.get(check) ?? [])),
      ]),
    ),
    ages,
    sources: inScope,
  };
}

function tallySource(given: {
  secrets: readonly SecretCounts[];
  places: number;
  values: readonly ValueCounts[];
  ages: ValueAges;
  faultsOf: (check: string) => Faults;
  withEnvironment: ReadonlySet<SecretCounts>;
  seesUses: boolean;
  seesAll: boolean;
}): Map<string, Tally> {
  const { secrets, values, faultsOf, seesUses, seesAll } = given;
  const sum = (
    field: Exclude<keyof SecretCounts, 'sourceId' | 'namespace'>,
    of: readonly SecretCounts[] = secrets,
  ) => of.reduce((total, counts) => total + counts[field], 0);
  const countOf = (isMeant: (value: ValueCounts) => boolean) =>
    values.filter(isMeant).reduce((total, { count }) => total + count, 0);
  const total = sum('total');
  const taken = sum('taken');
  const certificates = sum('certificates');
  const unread = sum('unread');
  const known = secrets.filter(counts => given.withEnvironment.has(counts));
  const bad = (check: string) => faultsOf(check).secrets;
  /** Of equal values only those hear who may see all: without a fault, others know nothing. */
  const shared = (all: number, check: string) =>
    seesAll ? tally(all, bad(check), total - all) : tally(0, bad(check), total);
  const policies = countOf(() => true);
  const looked = countOf(({ isTaken }) => isTaken);
  return new Map([
    [
      'rotation-in-period',
      tally(
        policies - countOf(({ state }) => state === 'unknown'),
        countOf(({ state }) => state === 'overdue'),
        countOf(({ state }) => state === 'unknown'),
      ),
    ],
    ['value-age', tallyAges(given.ages)],
    [
      'value-strength',
      tally(looked, faultsOf('value-strength').findings, policies - looked),
    ],
    [
      'no-plain-text',
      tally(taken + given.places, bad('no-plain-text'), total - taken),
    ],
    ['environments-apart', shared(sum('taken', known), 'environments-apart')],
    ['values-not-reused', shared(taken, 'values-not-reused')],
    ['secrets-owned', tally(total, total - sum('owned'), 0)],
    [
      'secrets-used',
      tally(
        sum('consumed') + bad('secrets-used'),
        bad('secrets-used'),
        sum('idle') - bad('secrets-used'),
      ),
    ],
    [
      'no-orphans',
      seesUses
        ? tally(total, bad('no-orphans'), 0)
        : tally(
            bad('no-orphans'),
            bad('no-orphans'),
            total - bad('no-orphans'),
          ),
    ],
    ['secrets-as-files', tally(sum('consumed'), bad('secrets-as-files'), 0)],
    ['no-legacy-tokens', tally(sum('tokens'), bad('no-legacy-tokens'), 0)],
    [
      'certificates-in-date',
      tally(certificates, bad('certificates-in-date'), unread),
    ],
    [
      'certificates-renewed',
      tally(certificates, bad('certificates-renewed'), unread),
    ],
    [
      'certificates-sound',
      tally(certificates, bad('certificates-sound'), unread),
    ],
    [
      'secrets-from-manager',
      tally(
        sum('managed') + sum('byHand'),
        sum('byHand'),
        // Of what Helm, Argo CD and Flux deliver it is not known where they have it from.
        total - sum('managed') - sum('byHand'),
      ),
    ],
    ['delivery-works', tally(sum('managed'), sum('failed'), 0)],
  ]);
}

/** Of so many that are known, the bad ones; never more of these than there are of both. */
function tally(known: number, bad: number, unknown: number): Tally {
  const fault = Math.min(bad, known + Math.max(unknown, 0));
  const good = Math.max(known - fault, 0);
  const rest = known + Math.max(unknown, 0) - fault - good;
  return { good, bad: fault, unknown: rest };
}

/** Of a source that is out of date. */
function lose(tallies: Map<string, Tally>): Map<string, Tally> {
  return new Map([...tallies].map(([check, told]) => [check, loseTally(told)]));
}

/** Adds the ages of a source to those of all, and gives its own. */
function addAges(
  all: ValueAges,
  values: readonly ValueCounts[],
  isStale: boolean,
): ValueAges {
  const own: ValueAges = {
    within: valueAgeBounds.map(() => 0),
    older: 0,
    unknown: 0,
  };
  for (const { bucket, count } of values) {
    for (const ages of [own, ...(isStale ? [] : [all])]) {
      if (bucket < 0) {
        ages.unknown += count;
      } else if (bucket < ages.within.length) {
        ages.within[bucket] += count;
      } else {
        ages.older += count;
      }
    }
    if (isStale) {
      all.unknown += count;
    }
  }
  return own;
}

async function findWithEnvironment(
  knex: Knex,
  sources: SourceStates,
  secrets: readonly SecretCounts[],
  environments: Environments,
): Promise<Set<SecretCounts>> {
  const placeOf = ({ sourceId, namespace }: SecretCounts) => ({
    sourceId,
    sourceTitle: sources.get(sourceId)?.title,
    namespace,
  });
  const environmentOf = await loadEnvironments(
    knex,
    environments,
    secrets.map(placeOf),
  );
  return new Set(
    secrets.filter(counts => environmentOf(placeOf(counts)) !== undefined),
  );
}
