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
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  createConditionTransformer,
  type PermissionRuleset,
} from '@backstage/plugin-permission-node';
import {
  type SecretCondition,
  type SecretResource,
  secretPermissionRules,
} from '@keyward/backstage-plugin-secrets-node';
import type { VisibilityFilter } from '../store/inventory';

const ruleset: PermissionRuleset<SecretResource, SecretCondition> = {
  getRuleByName(name) {
    const rule = Object.values(secretPermissionRules).find(
      each => each.name === name,
    );
    if (!rule) {
      throw new Error(`There is no rule ${name} for secrets`);
    }
    return rule;
  },
};

const transform = createConditionTransformer(ruleset);

/** A policy's decision as a filter; whatever is not understood shows nothing. */
export function toVisibility(decision: PolicyDecision): VisibilityFilter {
  switch (decision.result) {
    case AuthorizeResult.ALLOW:
      return { all: true };
    case AuthorizeResult.CONDITIONAL:
      return transform(decision.conditions) as VisibilityFilter;
    default:
      return { none: true };
  }
}
