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

import type { AccessRule, RoleObject } from '../objects';
import { masksOf, resourceMask, verbMask } from './nameMask';

/** A question in the words of a rule. */
export interface ResourceRequest {
  verb: string;
  group: string;
  /** With its subresource, as `pods/exec`. */
  combined: string;
  /** All resources with this subresource, or empty if there is no subresource. */
  anyWithSubresource: string;
  name: string;
  /** See `masksOf`. */
  verbs: number;
  resources: number;
}

/** So many rules of a role cost nothing worth counting. */
const FEW_RULES = 100;

/** A role that is ready to answer. */
export class CompiledRole {
  readonly role: RoleObject;
  /** Those that grant something on resources. */
  readonly rules: AccessRule[];
  /** The place of each of them in the role. */
  readonly places: number[] = [];
  /** What its verbs and resources can be, to pass over it at a glance. */
  readonly verbs: number;
  readonly resources: number;
  #breadth: number | undefined;
  #widened: CompiledRole | undefined;

  constructor(role: RoleObject) {
    this.role = role;
    this.rules = role.rules.filter((rule, place) => {
      const isOnResources =
        rule.verbs.length > 0 &&
        (rule.apiGroups?.length ?? 0) > 0 &&
        (rule.resources?.length ?? 0) > 0;
      if (isOnResources) {
        this.places.push(place);
      }
      return isOnResources;
    });
    this.verbs = masksOf(
      this.rules.flatMap(rule => rule.verbs),
      verbMask,
    );
    this.resources = masksOf(
      this.rules.flatMap(rule => rule.resources ?? []),
      resourceMask,
    );
  }

  /** How much there is to follow for each whom the role is given to. */
  get breadth(): number {
    this.#breadth ??= this.rules.reduce(
      (sum, { resourceNames = [] }) => sum + resourceNames.length,
      Math.max(0, this.rules.length - FEW_RULES),
    );
    return this.#breadth;
  }

  /** The same role without names, so that it grants more, never less. */
  widened(): CompiledRole {
    this.#widened ??= new CompiledRole({
      ...this.role,
      rules:
        this.role.rules.length > FEW_RULES
          ? [unionOf(this.rules)]
          : this.role.rules.map(({ resourceNames, ...rule }) => rule),
    });
    return this.#widened;
  }

  allows(request: ResourceRequest): boolean {
    const { rules } = this;
    for (let at = 0; at < rules.length; at++) {
      if (ruleAllows(rules[at], request)) {
        return true;
      }
    }
    return false;
  }
}

/** As the RBAC authorizer matches one rule. */
export function ruleAllows(
  rule: AccessRule,
  { verb, group, combined, anyWithSubresource, name }: ResourceRequest,
): boolean {
  return (
    has(rule.verbs, verb) &&
    has(rule.apiGroups, group) &&
    (has(rule.resources, combined) ||
      (anyWithSubresource !== '' &&
        rule.resources!.includes(anyWithSubresource))) &&
    (!rule.resourceNames?.length || rule.resourceNames.includes(name))
  );
}

/** One rule that grants at least what some do. */
function unionOf(rules: AccessRule[]): AccessRule {
  const all = (of: (rule: AccessRule) => string[] | undefined) => [
    ...new Set(rules.flatMap(rule => of(rule) ?? [])),
  ];
  return {
    verbs: all(({ verbs }) => verbs),
    apiGroups: all(({ apiGroups }) => apiGroups),
    resources: all(({ resources }) => resources),
  };
}

function has(names: string[] | undefined, name: string): boolean {
  if (names === undefined) {
    return false;
  }
  // By index: this is where all answers spend their time.
  for (let at = 0; at < names.length; at++) {
    if (names[at] === name || names[at] === '*') {
      return true;
    }
  }
  return false;
}
