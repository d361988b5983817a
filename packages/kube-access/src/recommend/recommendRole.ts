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

import { type AccessIndex, createAccessIndex } from '../authorizer';
import type { AccessObject, AccessRule, RoleObject } from '../objects';

const READS = ['get', 'list', 'watch', 'patch', 'deletecollection'];

/** Of a cluster, as it is asked about for one ServiceAccount after the other. */
const indexes = new WeakMap<AccessObject[], AccessIndex>();

function indexOf(objects: AccessObject[]): AccessIndex {
  const index = indexes.get(objects) ?? createAccessIndex(objects);
  indexes.set(objects, index);
  return index;
}

/**
 * What a ServiceAccount needs of one Secret of its namespace.
 *
 * @public
 */
export interface RoleNeed {
  name: string;
  /** As `get`; list and watch are narrowed by `fieldSelector=metadata.name=`. */
  verbs: string[];
}

/**
 * The least Role that keeps what is needed.
 *
 * @public
 */
export interface RoleRecommendation {
  role: RoleObject;
  /** Needed, but not granted today: the Role does not add it. */
  missing: RoleNeed[];
  /** Reading rights of today that nothing needs, by Secret. */
  excess: RoleNeed[];
}

/**
 * The least Role on Secrets for a ServiceAccount: of what is granted today only
 * what is needed. It never grants anything new.
 *
 * @public
 */
export function recommendRole(
  objects: AccessObject[],
  account: { namespace: string; name: string },
  needs: RoleNeed[],
): RoleRecommendation {
  const { namespace } = account;
  const index = indexOf(objects);
  const question = {
    user: `system:serviceaccount:${namespace}:${account.name}`,
    groups: [
      `system:serviceaccounts:${namespace}`,
      'system:serviceaccounts',
      'system:authenticated',
    ],
    resource: 'secrets',
    namespace,
  };
  const isGranted = (verb: string, name: string) =>
    index.allows({
      ...question,
      verb,
      // A request to delete a collection carries no name.
      ...(verb !== 'deletecollection' && { name }),
    });
  const verbsOf = new Map<string, Set<string>>();
  for (const { name, verbs } of needs) {
    const known = verbsOf.get(name) ?? new Set();
    verbs.forEach(verb => known.add(verb));
    verbsOf.set(name, known);
  }
  const missing: RoleNeed[] = [];
  const namesByVerbs = new Map<string, string[]>();
  for (const [name, verbs] of verbsOf) {
    const [kept, lost] = split([...verbs], verb => isGranted(verb, name));
    if (lost.length > 0) {
      missing.push({ name, verbs: lost });
    }
    if (kept.length > 0) {
      const key = kept.sort().join();
      const names = namesByVerbs.get(key);
      if (names) {
        names.push(name);
      } else {
        namesByVerbs.set(key, [name]);
      }
    }
  }
  const excess: RoleNeed[] = [];
  for (const object of objects) {
    if (object.kind === 'Secret' && object.namespace === namespace) {
      const needed = verbsOf.get(object.name);
      const verbs = READS.filter(
        verb => !needed?.has(verb) && isGranted(verb, object.name),
      );
      if (verbs.length > 0) {
        excess.push({ name: object.name, verbs });
      }
    }
  }
  const rules = [...namesByVerbs].map(
    ([verbs, names]): AccessRule => ({
      apiGroups: [''],
      resources: ['secrets'],
      resourceNames: names.sort(),
      verbs: verbs.split(','),
    }),
  );
  const role: RoleObject = {
    kind: 'Role',
    namespace,
    name: `${account.name}-secrets`,
    rules,
  };
  return { role, missing, excess };
}

function split<T>(items: T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter(item => !test(item))];
}
