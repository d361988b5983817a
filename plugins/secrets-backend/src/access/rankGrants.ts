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
  type AccessObject,
  type BindingObject,
  keyOfSubject,
  type OpenedSecrets,
} from '@keyward/kube-access';
import type { Knex } from 'knex';
import { setImmediate as giveWay } from 'node:timers/promises';
import type { AccessGraphs, SourceAccess } from './AccessGraphs';
import { type AccessSubject, describeSubject } from './describeSubject';
import type { Cluster } from './listClusters';
import {
  type ClusterRanking,
  rankAll,
  type Ranking,
  type RankingQuery,
} from './rankAll';

const SHOWN_SUBJECTS = 5;
const GROUP_OF_ALL = 'system:serviceaccounts';
/** In these is every ServiceAccount. */
const GROUPS_OF_ALL = [GROUP_OF_ALL, 'system:authenticated'];

/** A binding, and how much it opens. */
export interface RankedGrant {
  sourceId: string;
  sourceTitle: string;
  /** As `RoleBinding shop/readers`. */
  id: string;
  kind: BindingObject['kind'];
  namespace?: string;
  name: string;
  /** As `ClusterRole view`. */
  role: string;
  /** How many Secrets its role reaches there, by whatever way. */
  secrets: number;
  /** Of these, by a right to read them. */
  direct: number;
  namespaces: number;
  /** How many it names; for a group of ServiceAccounts, how many there are. */
  subjects: number;
  /** Some of them. */
  who: AccessSubject[];
  /** The rights, as `list-secrets`. */
  kinds: string[];
}

/** The bindings that open most Secrets to most subjects, what is part of Kubernetes left out. */
export async function rankGrants(
  access: { graphs: AccessGraphs; knex: Knex },
  query: RankingQuery,
): Promise<Ranking<RankedGrant>> {
  const { clusters, ...ranking } = await rankAll<
    RankedGrant,
    ClusterRanking<RankedGrant>
  >(access, query, {
    order: 'access-grants',
    weightOf: ({ secrets, subjects }) => secrets * subjects,
    rank: async (source, cluster) => ({
      items: await grantsOf(source, cluster),
    }),
  });
  return ranking;
}

async function grantsOf(
  { graph, objects }: SourceAccess,
  cluster: Cluster,
): Promise<RankedGrant[]> {
  const accounts = countAccounts(objects);
  const opened = new Map<string, Opened>();
  const grants: RankedGrant[] = [];
  for (const binding of objects) {
    if (
      binding.kind !== 'RoleBinding' &&
      binding.kind !== 'ClusterRoleBinding'
    ) {
      continue;
    }
    const subjects = subjectsOf(binding);
    if (subjects.length === 0) {
      continue;
    }
    const { namespace, name, kind, roleRef } = binding;
    const isRole = roleRef.kind === 'Role';
    const place = `${roleRef.kind} ${namespace ?? ''}/${roleRef.name}`;
    let known = opened.get(place);
    if (!known) {
      known = sizeOf(graph.openedBy(binding));
      opened.set(place, known);
      // A role that leads far takes a while.
      await giveWay();
    }
    if (known.secrets === 0) {
      continue;
    }
    grants.push({
      sourceId: cluster.id,
      sourceTitle: cluster.title,
      id: `${kind} ${namespace ? `${namespace}/` : ''}${name}`,
      kind,
      ...(namespace !== undefined && { namespace }),
      name,
      role: `${roleRef.kind} ${isRole ? `${namespace}/` : ''}${roleRef.name}`,
      ...known,
      subjects: subjects.reduce(
        (sum, subject) => sum + countOf(subject, accounts),
        0,
      ),
      who: subjects.slice(0, SHOWN_SUBJECTS),
    });
  }
  return grants;
}

type Opened = Pick<RankedGrant, 'secrets' | 'direct' | 'namespaces' | 'kinds'>;

function sizeOf({ secrets, direct, kinds }: OpenedSecrets): Opened {
  const namespaces = new Set(secrets.map(({ namespace }) => namespace));
  return {
    secrets: secrets.length,
    direct,
    namespaces: namespaces.size,
    kinds,
  };
}

/** Whom a binding names, each once, but for what is part of Kubernetes. */
function subjectsOf(binding: BindingObject): AccessSubject[] {
  const subjects = new Map<string, AccessSubject>();
  for (const each of binding.subjects) {
    const id = keyOfSubject(each, binding);
    const subject = id === undefined ? undefined : describeSubject(id);
    if (subject && !subject.isSystem) {
      subjects.set(subject.id, subject);
    }
  }
  return [...subjects.values()];
}

/** How many ServiceAccounts there are in a namespace; in all of them under the empty name. */
function countAccounts(objects: AccessObject[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const object of objects) {
    if (object.kind === 'ServiceAccount') {
      for (const place of ['', object.namespace]) {
        counts.set(place, (counts.get(place) ?? 0) + 1);
      }
    }
  }
  return counts;
}

function countOf(
  { kind, name }: AccessSubject,
  accounts: Map<string, number>,
): number {
  if (kind !== 'Group') {
    return 1;
  }
  if (GROUPS_OF_ALL.includes(name)) {
    return Math.max(1, accounts.get('') ?? 0);
  }
  const [, namespace] = name.split(`${GROUP_OF_ALL}:`);
  return namespace ? Math.max(1, accounts.get(namespace) ?? 0) : 1;
}
