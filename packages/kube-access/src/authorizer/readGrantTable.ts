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

import type { AccessObject, BindingObject } from '../objects';
import { CompiledRole } from './CompiledRole';
import { findTooMany } from './findTooMany';
import { type Grant, GrantTable } from './GrantTable';

/** Who is given what, as far as it can be followed; {@link findTooMany} says what cannot. */
export function readGrantTable(objects: Iterable<AccessObject>): {
  table: GrantTable;
  bindings: BindingObject[];
  /** Those that grant something, in the order of their bindings. */
  grants: Grant[];
} {
  const table = new GrantTable();
  const bindings: BindingObject[] = [];
  for (const object of objects) {
    if (object.kind === 'Role' || object.kind === 'ClusterRole') {
      table.addRole(new CompiledRole(object));
    } else if (
      object.kind === 'RoleBinding' ||
      object.kind === 'ClusterRoleBinding'
    ) {
      bindings.push(object);
    }
  }
  const tooMany = findTooMany(bindings, binding => table.roleOf(binding));
  const grants = bindings.flatMap(
    binding => table.setBinding(binding, tooMany.has(binding)) ?? [],
  );
  return { table, bindings, grants };
}
