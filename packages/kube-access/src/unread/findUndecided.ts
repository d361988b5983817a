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

import { knownSystems } from '@keyward/kube-model/systems';
import { keyOfSubject } from '../authorizer/subjectKey';
import { decidingResources, fullNameOf } from '../makers';
import { type AccessObject, type AccessRule, isBinding } from '../objects';
import { boundByProjects } from './lists';

const WRITES = ['create', 'update', 'patch'];
const BOUND_BY_PROJECTS = new Set(boundByProjects.map(fullNameOf));
const PROJECTS = knownSystems.kindsWithAccess('project');
const DECIDING = new Map<string, { resource: string; name: string }[]>();
for (const each of decidingResources) {
  const known = DECIDING.get(each.group) ?? [];
  DECIDING.set(each.group, known);
  known.push({ resource: each.resource, name: fullNameOf(each) });
}

/**
 * The custom resources that somebody may write, of which it is not known whether
 * the cluster serves them, or what projects allow. Rules for all groups do not count: they do not say
 * that there is such a kind. Nor do roles that read all Secrets anyway.
 */
export function findUndecided(
  objects: readonly AccessObject[],
  complete: ReadonlySet<string> | undefined,
): string[] {
  const knowsServed = complete?.has('APIResource') === true;
  let knowsProjects = PROJECTS.every(
    ({ kind }) => complete?.has(kind) === true,
  );
  if (knowsServed && knowsProjects) {
    return [];
  }
  const served = new Set<string>();
  const given = new Set<string>();
  for (const object of objects) {
    if (object.kind === 'APIResource') {
      served.add(object.name);
    } else if (object.kind === 'project') {
      knowsProjects = true;
    } else if (
      isBinding(object) &&
      object.subjects.some(each => keyOfSubject(each, object) !== undefined)
    ) {
      given.add(keyOf(object.roleRef.kind, object.namespace, object.roleRef));
    }
  }
  const undecided = new Set<string>();
  for (const object of objects) {
    if (
      (object.kind === 'Role' || object.kind === 'ClusterRole') &&
      given.has(keyOf(object.kind, object.namespace, object)) &&
      !object.rules.some(readsAllSecrets)
    ) {
      for (const name of object.rules.flatMap(writtenBy)) {
        const isDecided = served.has(name)
          ? !BOUND_BY_PROJECTS.has(name) || knowsProjects
          : knowsServed;
        if (!isDecided) {
          undecided.add(name);
        }
      }
    }
  }
  return [...undecided].sort();
}

function writtenBy({ verbs, apiGroups = [], resources = [] }: AccessRule) {
  return !verbs.includes('*') && !WRITES.some(verb => verbs.includes(verb))
    ? []
    : apiGroups.flatMap(group =>
        (DECIDING.get(group) ?? [])
          .filter(
            ({ resource }) =>
              resources.includes('*') || resources.includes(resource),
          )
          .map(({ name }) => name),
      );
}

function readsAllSecrets({
  verbs,
  apiGroups = [],
  resources = [],
  resourceNames = [],
}: AccessRule): boolean {
  return (
    (verbs.includes('*') || verbs.includes('get')) &&
    (apiGroups.includes('*') || apiGroups.includes('')) &&
    (resources.includes('*') || resources.includes('secrets')) &&
    resourceNames.length === 0
  );
}

function keyOf(
  kind: string,
  namespace: string | undefined,
  { name }: { name: string },
): string {
  return kind === 'ClusterRole' ? name : `${namespace ?? ''}/${name}`;
}
