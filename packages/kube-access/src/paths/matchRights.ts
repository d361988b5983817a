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

import { type CompiledRole } from '../authorizer/CompiledRole';
import { type Grant } from '../authorizer/GrantTable';
import type { AccessRule } from '../objects';
import { isClusterScoped } from './clusterScoped';
import type { AccessEvidence, NeededRight } from './types';

/** A rule that grants a needed right. */
interface RuleMatch {
  rule: number;
  names?: string[];
}

/** A grant with a rule in it that grants a needed right. */
export interface RightMatch {
  namespace?: string;
  names?: string[];
  evidence: AccessEvidence;
}

/** Verbs on resources, not on their subresources, whose requests carry no name. */
const UNNAMED = new Set(['create', 'deletecollection']);

/** The rules of each role that grant each right; roles are given many times. */
const known = new WeakMap<CompiledRole, Map<NeededRight, RuleMatch[]>>();

/** How a set of grants grants a right. */
export function matchRight(right: NeededRight, grants: Grant[]): RightMatch[] {
  const matches: RightMatch[] = [];
  const isEverywhere = isClusterScoped(right);
  for (const { binding, role, isTooMany } of grants) {
    if (isEverywhere && binding.namespace !== undefined) {
      continue;
    }
    for (const { rule, names } of rulesFor(right, role)) {
      const { kind, namespace, name } = role.role;
      matches.push({
        namespace: binding.namespace,
        names,
        evidence: {
          binding: `${binding.kind} ${placeOf(binding)}`,
          role: `${kind} ${placeOf({ namespace, name })}`,
          rule,
          ...(isTooMany && { isTooMany }),
        },
      });
    }
  }
  return matches;
}

function rulesFor(right: NeededRight, role: CompiledRole): RuleMatch[] {
  let byRight = known.get(role);
  if (!byRight) {
    byRight = new Map();
    known.set(role, byRight);
  }
  let matches = byRight.get(right);
  if (!matches) {
    matches = [];
    for (const [at, rule] of role.rules.entries()) {
      const match = matchRule(right, rule);
      if (match) {
        matches.push({ ...match, rule: role.places[at] });
      }
    }
    byRight.set(right, matches);
  }
  return matches;
}

function matchRule(
  right: NeededRight,
  rule: AccessRule,
): { names?: string[] } | undefined {
  const { verbs, apiGroups = [], resources = [], resourceNames } = rule;
  const isGranted =
    (verbs.includes('*') || right.verbs.some(verb => verbs.includes(verb))) &&
    right.resources.some(
      ([group, resource]) =>
        (apiGroups.includes('*') || apiGroups.includes(group)) &&
        (resources.includes('*') ||
          resources.includes(resource) ||
          resources.includes(`*/${resource.split('/')[1]}`)),
    );
  if (!isGranted) {
    return undefined;
  }
  if (!resourceNames?.length) {
    return {};
  }
  // An empty name is that of requests without one.
  if (
    right.isUnnamed ||
    !right.verbs.some(each => isNamed(each, right, verbs))
  ) {
    return resourceNames.includes('') ? {} : undefined;
  }
  if (right.name !== undefined) {
    return resourceNames.includes(right.name) ? {} : undefined;
  }
  const names = resourceNames.filter(name => name !== '');
  return names.length > 0 ? { names } : undefined;
}

/** Whether a rule grants a verb whose requests carry a name: those that make objects do not. */
function isNamed(verb: string, { resources }: NeededRight, verbs: string[]) {
  return (
    (verbs.includes('*') || verbs.includes(verb)) &&
    (!UNNAMED.has(verb) || resources.some(([, each]) => each.includes('/')))
  );
}

function placeOf({ namespace, name }: { namespace?: string; name: string }) {
  return namespace ? `${namespace}/${name}` : name;
}
