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

import type { KubernetesManifest } from '@internal/servers';
import {
  accessMatrix,
  type AccessObject,
  createAccessComparison,
  createAccessGraph,
  findAccessRisks,
  hasTooMany,
  readAccessObject,
  scoreLeastPrivilege,
  summarizeChanges,
} from '@keyward/kube-access';
import { growth, median } from '../lib/statistics';

const RBAC = 'rbac.authorization.k8s.io';
const NAMESPACE = 'team-0';
const KB = 1024;
const RUNS = 3;
/** After so long the portal says what it found so far, and that it is not all. */
const LIMIT_MS = 15_000;

/**
 * What whoever may write one namespace can make, in so many bytes of JSON: a Role of
 * all rights on many names, of each of which there is a ServiceAccount, a RoleBinding,
 * and somebody whom a binding names.
 */
export function generateHostile(bytes: number): KubernetesManifest[] {
  const names: string[] = [];
  const metadata = (name: string) => ({ name, namespace: NAMESPACE });
  const binding = (name: string, subjects: object[]) => ({
    apiVersion: `${RBAC}/v1`,
    kind: 'RoleBinding',
    metadata: metadata(name),
    roleRef: { apiGroup: RBAC, kind: 'Role', name: 'hostile' },
    subjects,
  });
  const users: object[] = [];
  const manifests: KubernetesManifest[] = [
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'Role',
      metadata: metadata('hostile'),
      rules: [
        {
          apiGroups: ['*'],
          resources: ['*'],
          verbs: ['*'],
          resourceNames: names,
        },
      ],
    },
    binding('hostile', users),
  ];
  let length = JSON.stringify(manifests).length;
  for (let index = 0; length < bytes; index++) {
    const name = `h${index}`;
    const user = { apiGroup: RBAC, kind: 'User', name };
    const more = [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(name) },
      binding(name, [{ kind: 'ServiceAccount', ...metadata(name) }]),
    ];
    names.push(name);
    users.push(user);
    manifests.push(...more);
    length += JSON.stringify([name, user, ...more]).length;
  }
  return manifests;
}

function read(manifests: KubernetesManifest[]): AccessObject[] {
  return manifests.flatMap(manifest => readAccessObject(manifest) ?? []);
}

/** All that is asked of a cluster, and whether part of the answer is that there are too many. */
function answer(objects: AccessObject[]): boolean {
  const graph = createAccessGraph(objects);
  const paths = graph.pathsTo({ namespace: NAMESPACE, name: 'secret-0' });
  accessMatrix(objects);
  for (const _ of findAccessRisks(objects, [])) {
    // Each is worked out when it is asked for.
  }
  scoreLeastPrivilege(objects, []);
  return paths.some(hasTooMany);
}

/**
 * The longest time for which what a change means cannot be told to stop: until the
 * first subject is looked at, or at one of them.
 */
function longestOfChange(before: AccessObject[], change: AccessObject[]) {
  const start = performance.now();
  const comparison = createAccessComparison(before, [...before, ...change]);
  const summary = summarizeChanges(comparison, { examples: 20 });
  let longest = 0;
  let isMore = true;
  for (let last = start; isMore && last - start < LIMIT_MS; ) {
    isMore = summary.next();
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
}

function timeOf(run: () => unknown): number {
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return median(times);
}

/**
 * What a few objects that are made to take all time cost a cluster: with them against
 * without, and how what they alone take grows with their size.
 */
export function measureHostile(cluster: AccessObject[]) {
  const small = read(generateHostile(28 * KB));
  const tenth = read(generateHostile(100 * KB));
  const large = read(generateHostile(1000 * KB));
  const withoutMs = timeOf(() => answer(cluster));
  const smallMs = timeOf(() => answer([...cluster, ...small]));
  const largeMs = timeOf(() => answer([...cluster, ...large]));
  const first = read(generateHostile(0));
  const smallestChangeMs = longestOfChange(cluster, first);
  const changeMs = longestOfChange(cluster, small);
  const largeChangeMs = longestOfChange(cluster, large);
  return {
    ratios: {
      hostileVsWithout: smallMs / withoutMs,
      largeHostileVsWithout: largeMs / withoutMs,
      hostileChangeVsSmallest: changeMs / smallestChangeMs,
      largeHostileChangeVsSmallest: largeChangeMs / smallestChangeMs,
      hostileGrowth: growth(
        timeOf(() => answer(tenth)) / tenth.length,
        timeOf(() => answer(large)) / large.length,
      ),
    },
    figures: {
      withoutHostileMs: withoutMs,
      hostileMs: smallMs,
      largeHostileMs: largeMs,
      hostileObjects: small.length,
      largeHostileObjects: large.length,
      hostileIsTooMany: Number(answer([...cluster, ...small])),
      largeHostileIsTooMany: Number(answer([...cluster, ...large])),
      smallestChangeLongestMs: smallestChangeMs,
      hostileChangeLongestMs: changeMs,
      largeHostileChangeLongestMs: largeChangeMs,
    },
  };
}
