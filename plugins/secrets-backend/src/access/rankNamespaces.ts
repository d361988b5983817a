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

import type { KnownSystems } from '@keyward/kube-model/systems';
import type { Knex } from 'knex';
import { setImmediate as giveWay } from 'node:timers/promises';
import type { AccessGraphs, SourceAccess } from './AccessGraphs';
import { type AccessSubject, describeSubject } from './describeSubject';
import type { Cluster } from './listClusters';
import { deliveringAccounts, loadNeedingAccounts } from './loadNeeds';
import {
  type ClusterRanking,
  rankAll,
  type Ranking,
  type RankingQuery,
} from './rankAll';
import { EXISTS } from '../store/common/presence';

const SHOWN_SUBJECTS = 5;
const PAGE = 1000;

/** A namespace, and who reaches its Secrets without a need. */
export interface RankedNamespace {
  sourceId: string;
  sourceTitle: string;
  /** Its name. */
  id: string;
  secrets: number;
  /** How many reach any of its Secrets, what is part of Kubernetes left out. */
  subjects: number;
  /** How many of them need none of its Secrets, as far as is known. */
  unneeded: number;
  /** Of these, the ServiceAccounts of other namespaces. */
  fromOutside: number;
  /** Some of those without a need. */
  who: AccessSubject[];
}

/** The namespaces whose Secrets are reached by most subjects without a need. */
export async function rankNamespaces(
  access: { graphs: AccessGraphs; knex: Knex },
  query: RankingQuery,
): Promise<Ranking<RankedNamespace>> {
  const { clusters, ...ranking } = await rankAll<
    RankedNamespace,
    ClusterRanking<RankedNamespace>
  >(access, query, {
    order: 'access-namespaces',
    weightOf: ({ unneeded }) => unneeded,
    rank: async (source, cluster) => ({
      items: await namespacesOf(access.knex, source, cluster),
    }),
  });
  return ranking;
}

async function namespacesOf(
  knex: Knex,
  { graph, objects, systems }: SourceAccess,
  cluster: Cluster,
): Promise<RankedNamespace[]> {
  const secrets = new Map<string, { namespace: string; name: string }[]>();
  for (const object of objects) {
    if (object.kind === 'Secret') {
      const { namespace, name } = object;
      const known = secrets.get(namespace);
      if (known) {
        known.push({ namespace, name });
      } else {
        secrets.set(namespace, [{ namespace, name }]);
      }
    }
  }
  const needs = await loadNamespaceNeeds(
    knex,
    cluster.id,
    [...secrets.values()],
    systems,
  );
  const described = new Map<string, AccessSubject>();
  const result: RankedNamespace[] = [];
  for (const [namespace, own] of secrets) {
    const needed = needs.get(namespace);
    const ranked: RankedNamespace = {
      sourceId: cluster.id,
      sourceTitle: cluster.title,
      id: namespace,
      secrets: own.length,
      subjects: 0,
      unneeded: 0,
      fromOutside: 0,
      who: [],
    };
    const without: AccessSubject[] = [];
    for (const id of graph.subjectsTo(own)) {
      const subject = described.get(id) ?? describeSubject(id);
      described.set(id, subject);
      if (!subject.isSystem) {
        ranked.subjects += 1;
        if (!isNeeded(subject, needed)) {
          without.push(subject);
        }
      }
    }
    ranked.unneeded = without.length;
    ranked.fromOutside = without.filter(
      each => each.kind === 'ServiceAccount' && each.namespace !== namespace,
    ).length;
    ranked.who = without.sort(byBreadth).slice(0, SHOWN_SUBJECTS);
    result.push(ranked);
    // So does a large cluster with many namespaces.
    await giveWay();
  }
  return result;
}

/** Groups and people before what runs in the cluster. */
function byBreadth(a: AccessSubject, b: AccessSubject): number {
  const order = ['Group', 'User', 'ServiceAccount', 'Node'];
  return (
    order.indexOf(a.kind) - order.indexOf(b.kind) || (a.id < b.id ? -1 : 1)
  );
}

/** Who needs any Secret of a namespace. */
interface NamespaceNeeds {
  /** Of ServiceAccounts of the namespace itself. */
  own: Set<string>;
  /** Of what delivers to it, wherever that runs. */
  delivering: Set<string>;
}

function isNeeded(
  { id, namespace, name, kind }: AccessSubject,
  needs: NamespaceNeeds | undefined,
): boolean {
  return (
    kind === 'ServiceAccount' &&
    needs !== undefined &&
    (needs.own.has(id) ||
      (namespace !== undefined && needs.delivering.has(name)))
  );
}

async function loadNamespaceNeeds(
  knex: Knex,
  sourceId: string,
  secrets: { namespace: string; name: string }[][],
  systems: KnownSystems,
): Promise<Map<string, NamespaceNeeds>> {
  const result = new Map<string, NamespaceNeeds>();
  const needsOf = (namespace: string) => {
    const needs = result.get(namespace) ?? {
      own: new Set<string>(),
      delivering: new Set<string>(),
    };
    result.set(namespace, needs);
    return needs;
  };
  const all = secrets.flat().map(each => ({ sourceId, ...each }));
  for (let from = 0; from < all.length; from += PAGE) {
    for (const { namespace, account } of await loadNeedingAccounts(
      knex,
      all.slice(from, from + PAGE),
    )) {
      needsOf(namespace).own.add(
        `u:system:serviceaccount:${namespace}:${account}`,
      );
    }
  }
  const rows: { namespace: string; deliverer_kind: string }[] = await knex(
    'secrets',
  )
    .where({ source_id: sourceId, presence: EXISTS })
    .distinct('namespace', 'deliverer_kind');
  for (const { namespace, deliverer_kind: kind } of rows) {
    for (const account of deliveringAccounts(kind, systems)) {
      needsOf(namespace).delivering.add(account);
    }
  }
  return result;
}
