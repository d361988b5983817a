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

import type { BindingObject } from '../objects';
import type { CompiledRole } from './CompiledRole';
import { leaveOutCostliest } from './leaveOutCostliest';

/** So many names are followed for each subject, whatever else there is. */
const FEW = 16;
/** How many pairs of a subject and a name are followed, and more the more there is. */
const PAIRS = 50_000;
const PAIRS_PER_PART = 4;

/**
 * The bindings that are not followed name by name: what is to be done grows with
 * their subjects times the names in their roles, and one that is made for it
 * would take all memory.
 */
export function findTooMany(
  bindings: BindingObject[],
  roleOf: (binding: BindingObject) => CompiledRole | undefined,
): Set<BindingObject> {
  const roles = new Set<CompiledRole>();
  const costly: { of: BindingObject; cost: number }[] = [];
  let parts = 0;
  for (const binding of bindings) {
    const role = roleOf(binding);
    parts += 1 + binding.subjects.length;
    if (role && !roles.has(role)) {
      roles.add(role);
      parts += role.breadth;
    }
    if (role && role.breadth > FEW) {
      costly.push({
        of: binding,
        cost: role.breadth * binding.subjects.length,
      });
    }
  }
  return leaveOutCostliest(costly, PAIRS + PAIRS_PER_PART * parts);
}
