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

/** A role that is ready to answer. */
export class CompiledRole {
  readonly role: RoleObject;
  /** Those that grant something on resources. */
  readonly rules: AccessRule[];
  /** What its verbs and resources can be, to pass over it at a glance. */
  readonly verbs: number;
  readonly resources: number;

  constructor(role: RoleObject) {
    this.role = role;
    this.rules = role.rules.filter(
      rule =>
        rule.verbs.length > 0 &&
        (rule.apiGroups?.length ?? 0) > 0 &&
        (rule.resources?.length ?? 0) > 0,
    );
    this.verbs = masksOf(
      this.rules.flatMap(rule => rule.verbs),
      verbMask,
    );
    this.resources = masksOf(
      this.rules.flatMap(rule => rule.resources ?? []),
      resourceMask,
    );
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
