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
  type AccessRisk,
  accessRiskExplanations,
  findAccessRisks,
  type LeastPrivilegeScore,
  scoreLeastPrivilege,
} from '@keyward/kube-access';
import type { Knex } from 'knex';
import { setImmediate as giveWay } from 'node:timers/promises';
import type { VisibilityFilter } from '../store/inventory';
import { groupBy } from '../store/common/groups';
import type { SourceAccess } from './AccessGraphs';
import { type AccessSubject, describeSubject } from './describeSubject';
import type { Cluster } from './listClusters';
import { loadProduction } from './loadProduction';
import {
  type ClusterRanking,
  rankAll,
  type Ranking,
  type RankingQuery,
} from './rankAll';
import type { AccessOptions } from './readMatrix';
import { placeOf, visibleSecrets } from './visibleSecrets';
import { SEVERITIES } from '../store/common/ranks';

const SHOWN_CAUSES = 20;
const AT_ONCE = 200;
/** More Secrets than any cluster has. */
const SEVERITY_WEIGHT = 1e9;

/** A risk of a cluster, for people. */
export interface RankedRisk
  extends Omit<AccessRisk, 'subject' | 'extent' | 'explanation'> {
  sourceId: string;
  sourceTitle: string;
  subject?: AccessSubject;
  totalCauses: number;
  /** How many can be read by rights of the subject's own. */
  secrets: number;
  namespaces: number;
  /** Of those that are the caller's to see. */
  secretExamples: { namespace: string; name: string; secretId?: string }[];
  namespaceExamples: string[];
  /** Names the words that explain it. */
  explanationKey: AccessRisk['explanation'];
  explanation: string;
  /** All that is wrong with what the same bindings give the same subject, the worst first. */
  reasons: RiskReason[];
}

/** One of the things that are wrong with a right. */
type RiskReason = Pick<
  RankedRisk,
  'kind' | 'severity' | 'explanationKey' | 'explanation'
>;

/** A risk with all its causes, as it is found. */
type FoundRisk = Omit<RankedRisk, 'reasons'>;

/** How much of what is granted in a cluster is needed. */
export interface ClusterScore extends LeastPrivilegeScore {
  sourceId: string;
  sourceTitle: string;
}

interface Judged extends ClusterRanking<RankedRisk> {
  score: ClusterScore;
}

/** What is wrong with the rights of all clusters, the worst first, and their scores. */
export async function rankRisks(
  access: Pick<AccessOptions, 'graphs' | 'knex' | 'production'>,
  query: RankingQuery & { visibility: VisibilityFilter },
): Promise<Ranking<RankedRisk> & { scores: ClusterScore[] }> {
  const { clusters, ...ranking } = await rankAll<RankedRisk, Judged>(
    access,
    query,
    {
      order: 'access-risks',
      weightOf: ({ severity, secrets }) =>
        SEVERITIES.indexOf(severity) * SEVERITY_WEIGHT + secrets,
      rank: async (source, cluster) => judge(access, source, cluster),
    },
  );
  const scores = clusters.map(({ score }) => score);
  const items = await withVisible(access.knex, query.visibility, ranking.items);
  return { ...ranking, items, scores };
}

async function judge(
  { knex, production }: Pick<AccessOptions, 'knex' | 'production'>,
  { objects, complete, needs: loadNeeds }: SourceAccess,
  cluster: Cluster,
): Promise<Judged> {
  const needs = await loadNeeds();
  const isProduction =
    production && (await loadProduction(knex, cluster, objects, production));
  const source = { sourceId: cluster.id, sourceTitle: cluster.title };
  const risks: FoundRisk[] = [];
  for (const risk of findAccessRisks(objects, needs, {
    isProduction: namespace => isProduction?.get(namespace),
    complete,
  })) {
    const { subject, causes, extent, explanation, ...rest } = risk;
    risks.push({
      ...source,
      ...rest,
      ...(subject !== undefined && { subject: describeSubject(subject) }),
      causes,
      totalCauses: causes.length,
      ...extent,
      explanationKey: explanation,
      explanation: accessRiskExplanations[explanation],
    });
    if (risks.length % AT_ONCE === 0) {
      await giveWay();
    }
  }
  await giveWay();
  const { cluster: score } = scoreLeastPrivilege(objects, needs);
  return { items: byBinding(risks), score: { ...source, ...score } };
}

/** One risk for all that is wrong with what the same bindings give the same subject: its worst, with the reasons. */
function byBinding(risks: FoundRisk[]): RankedRisk[] {
  const groups = groupBy(risks, ({ subject, causes }) =>
    JSON.stringify([
      subject?.id,
      [...new Set(causes.map(({ binding }) => binding))].sort(),
    ]),
  );
  return [...groups.values()].map(group => {
    const [worst] = group.sort(
      (one, other) =>
        SEVERITIES.indexOf(other.severity) - SEVERITIES.indexOf(one.severity) ||
        other.secrets - one.secrets,
    );
    const widest = group.reduce((one, other) =>
      other.secrets > one.secrets ? other : one,
    );
    return {
      ...worst,
      causes: worst.causes.slice(0, SHOWN_CAUSES),
      paths: [...new Set(group.flatMap(({ paths }) => paths))],
      secrets: widest.secrets,
      namespaces: widest.namespaces,
      secretExamples: widest.secretExamples,
      namespaceExamples: widest.namespaceExamples,
      reasons: group.map(
        ({ kind, severity, explanationKey, explanation }): RiskReason => ({
          kind,
          severity,
          explanationKey,
          explanation,
        }),
      ),
    };
  });
}

/** Leaves out the examples that are not the caller's to see. */
async function withVisible(
  knex: Knex,
  visibility: VisibilityFilter,
  risks: RankedRisk[],
): Promise<RankedRisk[]> {
  const idsBySource = new Map<string, Map<string, string>>();
  for (const sourceId of new Set(risks.map(risk => risk.sourceId))) {
    const places = risks
      .filter(risk => risk.sourceId === sourceId)
      .flatMap(({ secretExamples }) => secretExamples.map(placeOf));
    idsBySource.set(
      sourceId,
      await visibleSecrets(knex, { visibility, sourceId }, places),
    );
  }
  return risks.map(risk => ({
    ...risk,
    secretExamples: risk.secretExamples.flatMap(each => {
      const secretId = idsBySource.get(risk.sourceId)?.get(placeOf(each));
      return secretId === undefined ? [] : [{ ...each, secretId }];
    }),
  }));
}
