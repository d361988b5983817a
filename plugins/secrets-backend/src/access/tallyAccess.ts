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

import { addTallies, loseTally, type Tally } from '@keyward/compliance';
import {
  type AccessObject,
  type AccessRiskKind,
  findAccessRisks,
  type LeastPrivilegeScore,
  scoreLeastPrivilege,
} from '@keyward/kube-access';
import { setImmediate as giveWay } from 'node:timers/promises';
import type { ComplianceQuery } from '../store/compliance';
import {
  selectSecrets,
  type SourceStates,
} from '../store/inventory/secretFilters';
import { loadProduction } from './loadProduction';
import { loadSourceNeeds } from './loadSourceNeeds';
import { rankClusters } from './rankAll';
import type { AccessOptions } from './readMatrix';
import { placeOf } from './visibleSecrets';

/** The checks that one kind of risk or several decide: a cluster with any of them is at fault. */
const RISKS: Record<string, readonly AccessRiskKind[]> = {
  'default-accounts-unused': ['default-account-access'],
  'no-broad-groups': ['broad-group-access'],
  'no-dangling-bindings': ['dangling-binding'],
  'no-standing-access': ['standing-user-access'],
  'no-wildcards': ['wildcard-secret-read'],
  'production-apart': ['access-into-production'],
  'secret-access-limited': [
    'access-without-need',
    'cluster-wide-read',
    'list-without-need',
  ],
};

const CHECKS = [
  ...Object.keys(RISKS),
  'cluster-admin-limited',
  'least-privilege',
];

/** Counts for the checks about rights, over some clusters; a cluster that is out of date is not known. */
export async function tallyAccess(
  access: Pick<AccessOptions, 'graphs' | 'knex' | 'production'>,
  sources: SourceStates,
  sourceIds: readonly string[],
): Promise<Map<string, Tally>> {
  if (sourceIds.length === 0) {
    return new Map();
  }
  const { knex, production } = access;
  const { clusters } = await rankClusters(
    access,
    [...sourceIds],
    'compliance',
    async ({ objects, complete, systems, unknown }, cluster) => {
      const needs = await loadSourceNeeds(knex, cluster.id, objects, systems);
      const isProduction =
        production &&
        (await loadProduction(knex, cluster, objects, production));
      const kinds = new Set<AccessRiskKind>();
      for (const { kind } of findAccessRisks(objects, needs, {
        isProduction: namespace => isProduction?.get(namespace),
        complete,
      })) {
        kinds.add(kind);
      }
      await giveWay();
      const score = scoreLeastPrivilege(objects, needs).cluster;
      const isKnown = unknown === undefined;
      const tallies = new Map<string, Tally>();
      for (const [check, risks] of Object.entries(RISKS)) {
        tallies.set(
          check,
          judge(
            isKnown,
            risks.some(risk => kinds.has(risk)),
          ),
        );
      }
      // What is not known to be outside production may be in it.
      if (!isProduction?.size && tallies.get('production-apart')?.bad === 0) {
        tallies.set('production-apart', judge(false, false));
      }
      tallies.set(
        'cluster-admin-limited',
        judge(isKnown, objects.some(bindsClusterAdmin)),
      );
      tallies.set('least-privilege', tallyScore(score, isKnown));
      return { items: [], id: cluster.id, tallies };
    },
  );
  const perCluster = clusters.map(({ id, tallies }) =>
    sources.get(id)?.stale === false ? tallies : lose(tallies),
  );
  return new Map(
    CHECKS.map(check => [
      check,
      addTallies(perCluster.flatMap(tallies => tallies.get(check) ?? [])),
    ]),
  );
}

/**
 * Counts accesses to the secrets that a filter shows, and no others: what a caller
 * learns of a cluster is what it means for their own.
 */
export async function tallyOwnAccess(
  { graphs, knex }: Pick<AccessOptions, 'graphs' | 'knex'>,
  sources: SourceStates,
  {
    visibility,
    filters,
    sourceIds,
  }: ComplianceQuery & { sourceIds: readonly string[] },
): Promise<Map<string, Tally>> {
  const tallies: Tally[] = [];
  for (const sourceId of sourceIds) {
    const rows: { id: string; namespace: string; name: string }[] =
      await selectSecrets(knex, sources, {
        visibility,
        filters: { ...filters, sourceIds: [sourceId] },
      })
        .where('s.presence', 2)
        .select('s.id', 's.namespace', 's.name');
    const own = new Set(rows.map(placeOf));
    const { objects, unknown } = await graphs.of(sourceId);
    const concerned = objects.filter(
      object => object.kind !== 'Secret' || own.has(placeOf(object)),
    );
    const ids = rows.map(({ id }) => id);
    const needs = await loadSourceNeeds(
      knex,
      sourceId,
      concerned,
      graphs.systems,
      ids,
    );
    const score = scoreLeastPrivilege(concerned, needs).cluster;
    const tally = tallyScore(score, unknown === undefined);
    tallies.push(
      sources.get(sourceId)?.stale === false ? tally : loseTally(tally),
    );
  }
  return sourceIds.length === 0
    ? new Map()
    : new Map([['least-privilege', addTallies(tallies)]]);
}

/** By rights that are not all known nothing granted is needed for sure, and more may be granted. */
function tallyScore(
  { granted, needed }: LeastPrivilegeScore,
  isKnown: boolean,
): Tally {
  return {
    good: isKnown ? needed : 0,
    bad: granted - needed,
    unknown: isKnown ? 0 : needed || 1,
  };
}

function judge(isKnown: boolean, isBad: boolean): Tally {
  return {
    good: !isBad && isKnown ? 1 : 0,
    bad: isBad ? 1 : 0,
    unknown: !isBad && !isKnown ? 1 : 0,
  };
}

/** Whether a binding gives cluster-admin to somebody beside Kubernetes' own group. */
function bindsClusterAdmin(object: AccessObject): boolean {
  return (
    object.kind === 'ClusterRoleBinding' &&
    object.roleRef.name === 'cluster-admin' &&
    object.subjects.some(
      ({ kind, name }) => !(kind === 'Group' && name === 'system:masters'),
    )
  );
}

/** Of a source that is out of date. */
function lose(tallies: Map<string, Tally>): Map<string, Tally> {
  return new Map([...tallies].map(([check, told]) => [check, loseTally(told)]));
}
