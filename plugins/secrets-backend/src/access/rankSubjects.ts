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

import { accessMatrix, type AccessObject } from '@keyward/kube-access';
import type { Knex } from 'knex';
import { setImmediate as giveWay } from 'node:timers/promises';
import type { AccessGraphs, SourceAccess } from './AccessGraphs';
import { type AccessSubject, describeSubject } from './describeSubject';
import type { Cluster } from './listClusters';
import { rankClusters } from './rankAll';

const AT_ONCE = 100;

/** Somebody and how many Secrets they may read by a right of their own. */
export interface RankedSubject extends AccessSubject {
  sourceId: string;
  sourceTitle: string;
  secrets: number;
  namespaces: number;
  /** Of the rights, as `list-secrets`. */
  kinds: string[];
  /** Some are for names that are too many to follow, and count as rights to all. */
  isTooMany?: true;
}

/** Who may read most, of all sources, the most first. */
export async function rankSubjects(
  access: { graphs: AccessGraphs; knex: Knex },
  options: { sourceIds?: string[]; system?: boolean; limit: number },
): Promise<{
  items: RankedSubject[];
  totalItems: number;
  /** Somebody in several clusters is one. */
  totalSubjects: number;
  unknown: { sourceId: string; message: string }[];
}> {
  const { clusters, unknown } = await rankClusters(
    access,
    options.sourceIds,
    'access-subjects',
    subjectsOf,
  );
  const items = clusters
    .flatMap(each => each.items)
    .filter(({ isSystem }) => options.system || !isSystem);
  items.sort((a, b) => b.secrets - a.secrets || a.id.localeCompare(b.id));
  return {
    items: items.slice(0, options.limit),
    totalItems: items.length,
    totalSubjects: new Set(items.map(({ id }) => id)).size,
    unknown,
  };
}

async function subjectsOf(
  { objects }: SourceAccess,
  { id, title }: Cluster,
): Promise<{ items: RankedSubject[] }> {
  const stored = objects.filter(({ kind }) => kind === 'Secret');
  const items: RankedSubject[] = [];
  for (const [subject, reach] of reachBySubject(objects)) {
    items.push({
      ...describeSubject(subject),
      sourceId: id,
      sourceTitle: title,
      ...sizeOf(reach, stored),
      kinds: [...reach.kinds].sort(),
      ...(reach.isTooMany && { isTooMany: reach.isTooMany }),
    });
    // Thousands of subjects of a large cluster take a while.
    if (items.length % AT_ONCE === 0) {
      await giveWay();
    }
  }
  return { items };
}

function sizeOf(
  { everywhere, namespaces, names }: Reach,
  stored: AccessObject[],
): { secrets: number; namespaces: number } {
  const touched = new Set<string>();
  let secrets = 0;
  for (const object of stored) {
    const { namespace, name } = object as { namespace: string; name: string };
    if (
      everywhere ||
      namespaces.has(namespace) ||
      names.has(`${namespace}/${name}`) ||
      names.has(`*/${name}`)
    ) {
      secrets += 1;
      touched.add(namespace);
    }
  }
  return { secrets, namespaces: touched.size };
}

interface Reach {
  everywhere: boolean;
  namespaces: Set<string>;
  /** `NAMESPACE/NAME`, `*` for all namespaces. */
  names: Set<string>;
  kinds: Set<string>;
  isTooMany?: true;
}

function reachBySubject(objects: AccessObject[]): Map<string, Reach> {
  const result = new Map<string, Reach>();
  for (const group of accessMatrix(objects)) {
    const { namespace, names, kinds, isTooMany } = group;
    for (const subject of group.subjects) {
      const reach: Reach = result.get(subject) ?? {
        everywhere: false,
        namespaces: new Set(),
        names: new Set(),
        kinds: new Set(),
      };
      result.set(subject, reach);
      kinds.forEach(kind => reach.kinds.add(kind));
      if (isTooMany) {
        reach.isTooMany = isTooMany;
      }
      if (names) {
        names.forEach(name => reach.names.add(`${namespace ?? '*'}/${name}`));
      } else if (namespace === undefined) {
        reach.everywhere = true;
      } else {
        reach.namespaces.add(namespace);
      }
    }
  }
  return result;
}
