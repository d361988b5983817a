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

import { type AccessObject, type BindingObject, isBinding } from '../objects';
import { CompiledRole } from './CompiledRole';
import { findTooMany } from './findTooMany';
import {
  type Grant,
  grantOf,
  grantsOnResources,
  GrantTable,
} from './GrantTable';

interface Granting {
  /** Its roles are there; no binding is. */
  table: GrantTable;
  bindings: BindingObject[];
  tooMany: Set<BindingObject>;
}

/** Who is given what, as far as it can be followed; {@link findTooMany} says what cannot. */
export function readGrantTable(objects: Iterable<AccessObject>): {
  table: GrantTable;
  bindings: BindingObject[];
} {
  const { table, bindings, tooMany } = readGranting(objects);
  for (const binding of bindings) {
    table.setBinding(binding, tooMany.has(binding));
  }
  return { table, bindings };
}

/**
 * The same as a list, in the order of the bindings: a table by subject takes as
 * long again, and whoever reads all grants needs none.
 */
export function listGrants(objects: Iterable<AccessObject>): Grant[] {
  const { table, bindings, tooMany } = readGranting(objects);
  return bindings.flatMap(binding => {
    const role = table.roleOf(binding);
    return grantsOnResources(role)
      ? [grantOf(binding, role, tooMany.has(binding))]
      : [];
  });
}

function readGranting(objects: Iterable<AccessObject>): Granting {
  const table = new GrantTable();
  const bindings: BindingObject[] = [];
  for (const object of objects) {
    if (object.kind === 'Role' || object.kind === 'ClusterRole') {
      table.addRole(new CompiledRole(object));
    } else if (isBinding(object)) {
      bindings.push(object);
    }
  }
  const tooMany = findTooMany(bindings, binding => table.roleOf(binding));
  return { table, bindings, tooMany };
}
