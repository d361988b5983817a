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
  scoreLeastPrivilege,
} from '@keyward/kube-access';
import { setImmediate as giveWay } from 'node:timers/promises';
import type { ComplianceQuery } from '../store/compliance';
import {
  selectSecrets,
  type SourceStates,
} from '../store/inventory/secretFilters';
import { loadProduction } from './loadProduction';
import { countMountedTokens, type MountedTokens } from './mountedTokens';
import { loadSourceNeeds } from './loadSourceNeeds';
import { rankClusters } from './rankAll';
import { type RankedRisk, rankRisks } from './rankRisks';
import type { AccessOptions } from './readMatrix';
import { placeOf } from './visibleSecrets';
import { EXISTS } from '../store/common/presence';

/** The checks that one kind of risk or several decide: a cluster with any of them is at fault. */
export const RISKS: Readonly<Record<string, readonly AccessRiskKind[]>> = {
  'csr-approval-limited': ['certificate-approval'],
  'default-accounts-unused': ['default-account-access'],
  'escalation-limited': ['rights-escalation'],
  'no-broad-groups': ['broad-group-access'],
  'no-dangling-bindings': ['dangling-binding'],
  'no-standing-access': ['standing-user-access'],
  'no-wildcards': ['wildcard-secret-read'],
  'node-proxy-limited': ['node-proxy-access'],
  'pod-creation-limited': ['pod-creation'],
  'production-apart': ['access-into-production'],
  'secret-access-limited': [
    'access-without-need',
    'cluster-wide-read',
    'list-without-need',
  ],
  'system-masters-unused': ['masters-access'],
  'token-creation-limited': ['token-creation'],
  'volumes-limited': ['volume-creation'],
  'webhooks-limited': ['webhook-change'],
};

/** The worst that is wrong with the rights of a cluster. */
type RiskiestAccess = Pick<
  RankedRisk,
  | 'sourceId'
  | 'sourceTitle'
  | 'severity'
  | 'subject'
  | 'explanation'
  | 'secrets'
  | 'namespaces'
>;

/** What the rights of a cluster say to the checks about them. */
export interface ClusterTallies {
  /** By check. */
  tallies: Record<string, Tally>;
  riskiest?: RiskiestAccess;
}

/** Counts for the checks about rights, of some clusters each. */
export async function tallyClusters(
  access: Pick<AccessOptions, 'graphs' | 'knex' | 'production'>,
  sourceIds: readonly string[],
): Promise<Map<string, ClusterTallies>> {
  if (sourceIds.length === 0) {
    return new Map();
  }
  const { knex, production } = access;
  const { clusters } = await rankClusters(
    access,
    [...sourceIds],
    'compliance',
    async (sourceAccess, cluster) => {
      const { objects, complete, needs: loadNeeds, unknown } = sourceAccess;
      const needs = await loadNeeds();
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
      const tallies: Record<string, Tally> = {};
      for (const [check, risks] of Object.entries(RISKS)) {
        tallies[check] = judge(
          isKnown,
          risks.some(risk => kinds.has(risk)),
        );
      }
      // What is not known to be outside production may be in it.
      if (!isProduction?.size && tallies['production-apart'].bad === 0) {
        tallies['production-apart'] = judge(false, false);
      }
      // Who signs in with a certificate of that group is in no role or binding.
      if (tallies['system-masters-unused'].bad === 0) {
        tallies['system-masters-unused'] = judge(false, false);
      }
      const tokens = await countMountedTokens(knex, cluster.id, sourceAccess);
      tallies['tokens-not-mounted'] = tokens.tally;
      tallies['cluster-admin-limited'] = judge(
        isKnown,
        objects.some(bindsClusterAdmin),
      );
      tallies['least-privilege'] = tallyScore(score, isKnown);
      return { items: [], id: cluster.id, tallies };
    },
    // A retired cluster counts as lost: what there was in it has to be known.
    { withRetired: true },
  );
  const { items } = await rankRisks(access, {
    sourceIds: [...sourceIds],
    visibility: { all: true },
    limit: 1,
  });
  const [worst] = items;
  return new Map(
    clusters.map(({ id, tallies }) => [
      id,
      {
        tallies,
        ...(worst?.sourceId === id && { riskiest: toRiskiest(worst) }),
      },
    ]),
  );
}

/** The workloads of a cluster by whether they have a token without need. */
export async function listMountedTokens(
  { graphs, knex }: Pick<AccessOptions, 'graphs' | 'knex'>,
  sourceId: string,
): Promise<MountedTokens> {
  return await countMountedTokens(knex, sourceId, await graphs.of(sourceId));
}

/** Accesses to secrets, and how many of these are needed. */
interface GrantedAccess {
  granted: number;
  needed: number;
}

/** Counts the accesses to the secrets of a source, by what these are a part of. */
export async function scoreParts(
  { graphs }: Pick<AccessOptions, 'graphs'>,
  sourceId: string,
  partOf: (secret: { namespace: string; name: string }) => string | undefined,
): Promise<{ parts: Map<string, GrantedAccess>; isKnown: boolean }> {
  const { objects, needs, unknown } = await graphs.of(sourceId);
  const { services } = scoreLeastPrivilege(objects, await needs(), {
    serviceOf: partOf,
  });
  return { parts: services, isKnown: unknown === undefined };
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
        .where('s.presence', EXISTS)
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
export function tallyScore(
  { granted, needed }: GrantedAccess,
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

/** Whom Kubernetes and kubeadm themselves give cluster-admin. */
const ADMINISTRATORS = ['system:masters', 'kubeadm:cluster-admins'];

/** Whether a binding gives cluster-admin to somebody beside Kubernetes' own groups. */
function bindsClusterAdmin(object: AccessObject): boolean {
  return (
    object.kind === 'ClusterRoleBinding' &&
    object.roleRef.name === 'cluster-admin' &&
    object.subjects.some(
      ({ kind, name }) => !(kind === 'Group' && ADMINISTRATORS.includes(name)),
    )
  );
}

function toRiskiest(risk: RankedRisk): RiskiestAccess {
  const { sourceId, sourceTitle, severity, subject } = risk;
  const { explanation, secrets, namespaces } = risk;
  return {
    sourceId,
    sourceTitle,
    severity,
    ...(subject && { subject }),
    explanation,
    secrets,
    namespaces,
  };
}
