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
  Capability,
  Conditions,
  ParameterValue,
  PolicyRule,
} from './parsePolicy';

/** What all rules with one path say together. */
export type Grant = Pick<PolicyRule, 'capabilities' | 'conditions'>;

/** What two rules of the same path say: one that denies counts alone, else both add up. */
export function mergeGrants(one: Grant, other: Grant): Grant {
  if (one.capabilities.has('deny')) {
    return one;
  }
  if (other.capabilities.has('deny')) {
    return { capabilities: other.capabilities, conditions: {} };
  }
  return {
    capabilities: new Set<Capability>([
      ...one.capabilities,
      ...other.capabilities,
    ]),
    conditions: mergeConditions(one.conditions, other.conditions),
  };
}

function mergeConditions(one: Conditions, other: Conditions): Conditions {
  const allowed = mergeParameters(one.allowed, other.allowed);
  const denied = mergeParameters(one.denied, other.denied);
  const required = [
    ...new Set([...(one.required ?? []), ...(other.required ?? [])]),
  ];
  const min = lesser(one.minWrappingSeconds, other.minWrappingSeconds);
  const max = lesser(one.maxWrappingSeconds, other.maxWrappingSeconds);
  return {
    ...(allowed ? { allowed } : {}),
    ...(denied ? { denied } : {}),
    ...(required.length > 0 ? { required } : {}),
    ...(min === undefined ? {} : { minWrappingSeconds: min }),
    ...(max === undefined ? {} : { maxWrappingSeconds: max }),
  };
}

/** The values of both; one that takes any value makes both do. */
function mergeParameters(
  one: Conditions['allowed'],
  other: Conditions['allowed'],
): Conditions['allowed'] {
  if (!one || !other || other.size === 0) {
    return one ?? other;
  }
  const merged = new Map<string, readonly ParameterValue[]>(one);
  for (const [name, values] of other) {
    const there = merged.get(name);
    merged.set(
      name,
      values.length === 0 || there?.length === 0
        ? []
        : [...values, ...(there ?? [])],
    );
  }
  return merged;
}

function lesser(one: number | undefined, other: number | undefined) {
  return one === undefined || other === undefined
    ? one ?? other
    : Math.min(one, other);
}
