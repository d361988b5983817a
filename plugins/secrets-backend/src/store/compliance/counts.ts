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
  type Tally,
  tallyAges,
  type ValueAges,
  valueAgeBounds,
} from '@keyward/compliance';
import type { TransitSecurity } from '@keyward/observation';
import { FINDING_CHECKS } from './findingRules';

/** Numbers by their names; one that is not there is 0. They can be added up over disjoint secrets. */
export type Counts = Record<string, number>;

/** Adds one set of numbers to another. */
export function addCounts(sum: Counts, more: Counts): void {
  for (const [name, value] of Object.entries(more)) {
    addCount(sum, name, value);
  }
}

/** Adds to a number; nothing is kept of 0. */
export function addCount(sum: Counts, name: string, value: number): void {
  if (value !== 0) {
    sum[name] = (sum[name] ?? 0) + value;
  }
}

/** Names the values of an age, by the index of its bound in `valueAgeBounds`; past them all; -1 where that is not known. */
export function ageName(bucket: number): string {
  return `age ${bucket}`;
}

/** Names what a check finds at fault. */
export function faultName(check: string): string {
  return `bad ${check}`;
}

/** Names the findings of a severity that the finding about a resource covers. */
export function coveredName(severity: string): string {
  return `covered ${severity}`;
}

/** Names connection strings, by what they ask for. */
export function connectionName(transit: string): string {
  return `connections ${transit}`;
}

/** How many there are that ask for one of these. */
function connectionsOf(
  counts: Counts,
  ...transits: readonly TransitSecurity[]
): number {
  return transits
    .map(transit => counts[connectionName(transit)] ?? 0)
    .reduce((sum, count) => sum + count, 0);
}

/** The histogram of ages. */
export function agesOf(counts: Counts): ValueAges {
  return {
    within: valueAgeBounds.map((_, index) => counts[ageName(index)] ?? 0),
    older: counts[ageName(valueAgeBounds.length)] ?? 0,
    unknown: counts[ageName(-1)] ?? 0,
  };
}

/** What some secrets of one source say to the checks. */
export function tallyCounts(
  counts: Counts,
  {
    seesAll,
    seesUses,
  }: {
    /** Whether the caller sees everything: findings about equal values are hidden from others. */
    seesAll: boolean;
    /** Whether all that may use secrets of the source is seen. */
    seesUses: boolean;
  },
): Map<string, Tally> {
  const of = (name: string) => counts[name] ?? 0;
  const bad = (check: string) => of(faultName(check));
  const total = of('total');
  const taken = of('taken');
  const certificates = of('certificates');
  const unread = of('unread');
  const policies = of('policies');
  const looked = of('looked');
  /** Of equal values only those hear who may see all: without a fault, others know nothing. */
  const shared = (all: number, check: string) =>
    seesAll ? tally(all, bad(check), total - all) : tally(0, bad(check), total);
  /** Secrets of whose values nobody was asked yet whether a policy covers them. */
  const open = of('pendingValues');
  const ages = tallyAges(agesOf(counts));
  const tallies = new Map([
    [
      'rotation-in-period',
      tally(
        policies - of('rotationUnknown'),
        of('overdue'),
        of('rotationUnknown') + open,
      ),
    ],
    ['value-age', { ...ages, unknown: ages.unknown + open }],
    [
      'value-strength',
      tally(looked, bad('value-strength'), policies - looked + open),
    ],
    [
      'no-plain-text',
      tally(taken + of('places'), bad('no-plain-text'), total - taken),
    ],
    [
      'connections-encrypted',
      tally(
        connectionsOf(
          counts,
          'encrypted',
          'plaintext',
          'optional',
          'unverified',
        ),
        bad('connections-encrypted'),
        connectionsOf(counts, 'unstated') + total - taken,
      ),
    ],
    ['environments-apart', shared(of('known'), 'environments-apart')],
    ['values-not-reused', shared(taken, 'values-not-reused')],
    ['secrets-owned', tally(total, total - of('owned'), 0)],
    [
      'secrets-used',
      tally(
        of('consumed') + bad('secrets-used'),
        bad('secrets-used'),
        of('idle') - bad('secrets-used'),
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
    ['secrets-as-files', tally(of('consumed'), bad('secrets-as-files'), 0)],
    ['no-legacy-tokens', tally(of('tokens'), bad('no-legacy-tokens'), 0)],
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
        of('managed') + of('byHand'),
        of('byHand'),
        // Of what Helm, Argo CD and Flux deliver it is not known where they have it from.
        total - of('managed') - of('byHand'),
      ),
    ],
    [
      'delivery-works',
      tally(of('told'), of('failed'), of('managed') - of('told')),
    ],
  ]);
  for (const check of FINDING_CHECKS) {
    const told = tallies.get(check);
    if (told) {
      tallies.set(check, withhold(told, of('pending')));
    }
  }
  return tallies;
}

/** Of so many it is not known yet whether they are as good as nothing speaks against them. */
function withhold({ good, bad, unknown }: Tally, pending: number): Tally {
  const open = Math.min(good, pending);
  return { good: good - open, bad, unknown: unknown + open };
}

/** Of so many that are known, the bad ones; never more of these than there are of both. */
function tally(known: number, bad: number, unknown: number): Tally {
  const fault = Math.min(bad, known + Math.max(unknown, 0));
  const good = Math.max(known - fault, 0);
  const rest = known + Math.max(unknown, 0) - fault - good;
  return { good, bad: fault, unknown: rest };
}
