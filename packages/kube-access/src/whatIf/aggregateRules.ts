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

import type {
  AccessObject,
  AccessRule,
  LabelSelector,
  RoleObject,
} from '../objects';

/** Roles take in roles that take in roles: view into edit, edit into admin. */
const MOST_ROUNDS = 20;

/**
 * Writes the rules of ClusterRoles that take in those of others, as the
 * controller does: only where one of those that changed is or was among these,
 * so that of all others the stored rules stay.
 */
export function aggregateRules(
  objects: AccessObject[],
  changed: AccessObject[],
): { objects: AccessObject[]; roles: RoleObject[] } {
  const clusterRoles = new Map<string, RoleObject>();
  for (const object of objects) {
    if (object.kind === 'ClusterRole') {
      clusterRoles.set(object.name, object);
    }
  }
  const written = new Map<string, RoleObject>();
  let causes = changed.filter(isClusterRole);
  for (let round = 0; causes.length > 0 && round < MOST_ROUNDS; round++) {
    const next: RoleObject[] = [];
    for (const role of clusterRoles.values()) {
      const { name, aggregatedFrom = [] } = role;
      const takesIn = (other: RoleObject) =>
        other.name !== name &&
        aggregatedFrom.some(selector => isSelected(other, selector));
      const isTouched =
        aggregatedFrom.length > 0 &&
        causes.some(cause => cause.name === name || takesIn(cause));
      if (!isTouched) {
        continue;
      }
      const rules = rulesOf([...clusterRoles.values()].filter(takesIn));
      if (!areEqual(rules, role.rules)) {
        const changedRole = { ...role, rules };
        clusterRoles.set(name, changedRole);
        written.set(name, changedRole);
        next.push(changedRole);
      }
    }
    causes = next;
  }
  return {
    objects:
      written.size === 0
        ? objects
        : objects.map(object =>
            object.kind === 'ClusterRole'
              ? written.get(object.name) ?? object
              : object,
          ),
    roles: [...written.values()],
  };
}

function isClusterRole(object: AccessObject): object is RoleObject {
  return object.kind === 'ClusterRole';
}

/** Each rule once, in the order of the names of the roles. */
function rulesOf(roles: RoleObject[]): AccessRule[] {
  const rules = new Map<string, AccessRule>();
  for (const role of roles.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    for (const rule of role.rules) {
      const key = textOf(rule);
      if (!rules.has(key)) {
        rules.set(key, rule);
      }
    }
  }
  return [...rules.values()];
}

function areEqual(one: AccessRule[], other: AccessRule[]): boolean {
  const texts = (rules: AccessRule[]) => new Set(rules.map(textOf));
  const [a, b] = [texts(one), texts(other)];
  return a.size === b.size && [...a].every(text => b.has(text));
}

/** Many roles take in the same rules. */
const texts = new WeakMap<AccessRule, string>();

function textOf(rule: AccessRule): string {
  let text = texts.get(rule);
  if (text === undefined) {
    const { verbs, apiGroups = [], resources = [], resourceNames = [] } = rule;
    text = JSON.stringify([verbs, apiGroups, resources, resourceNames]);
    texts.set(rule, text);
  }
  return text;
}

function isSelected(
  { labels = {} }: RoleObject,
  { matchLabels = {}, matchExpressions = [] }: LabelSelector,
): boolean {
  return (
    Object.entries(matchLabels).every(
      ([key, value]) => valueOf(labels, key) === value,
    ) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = valueOf(labels, key);
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        default:
          return false;
      }
    })
  );
}

function valueOf(
  labels: Record<string, string>,
  key: string,
): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}
