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

import { CompiledRole } from '../authorizer/CompiledRole';
import { type Grant, grantOf } from '../authorizer/GrantTable';
import { keyOfSubject } from '../authorizer/subjectKey';
import type { AccessObject, BindingObject } from '../objects';
import { matchRight } from '../paths/matchRights';
import { accessPathKinds } from '../paths/registry';

/** The rights that read Secrets by themselves. */
export const directKinds = accessPathKinds.filter(
  ({ needs }) =>
    needs.length === 1 &&
    needs[0].resources.every(([group, name]) => !group && name === 'secrets'),
);

/**
 * Subjects with the same direct access: the matrix of secrets and subjects
 * without writing down each cell.
 *
 * @public
 */
export interface AccessMatrixGroup {
  /** Absent: in all namespaces. */
  namespace?: string;
  /** Absent: all Secrets there. */
  names?: string[];
  /** Ids of path kinds, as `get-secrets`. */
  kinds: string[];
  /** `u:USER`, `g:GROUP`. */
  subjects: string[];
}

/**
 * One cell of the matrix.
 *
 * @public
 */
export interface AccessMatrixCell {
  namespace: string;
  name: string;
  subject: string;
  kinds: string[];
}

/**
 * Who can read which Secrets directly, by what RBAC grants them by name.
 *
 * @public
 */
export function accessMatrix(
  objects: Iterable<AccessObject>,
): AccessMatrixGroup[] {
  const roles = new Map<string, CompiledRole>();
  const bindings: BindingObject[] = [];
  for (const object of objects) {
    if (object.kind === 'Role' || object.kind === 'ClusterRole') {
      roles.set(keyOf(object.kind, object), new CompiledRole(object));
    } else if (
      object.kind === 'RoleBinding' ||
      object.kind === 'ClusterRoleBinding'
    ) {
      bindings.push(object);
    }
  }
  const groups = new Map<string, { at: AccessMatrixGroup; of: Set<string> }>();
  for (const binding of bindings) {
    const { kind, name } = binding.roleRef;
    const { namespace } = binding;
    const role = roles.get(keyOf(kind, { namespace, name }));
    if (role) {
      addBinding(groups, grantOf(binding, role));
    }
  }
  return [...groups.values()].map(({ at, of }) => ({
    ...at,
    subjects: [...of],
  }));
}

function addBinding(
  groups: Map<string, { at: AccessMatrixGroup; of: Set<string> }>,
  grant: Grant,
) {
  const { namespace } = grant.binding;
  const kindsByNames = new Map<string, { names?: string[]; kinds: string[] }>();
  for (const { id, needs } of directKinds) {
    for (const { names } of matchRight(needs[0], [grant])) {
      const key = names ? JSON.stringify(names) : '';
      const found = kindsByNames.get(key) ?? { names, kinds: [] };
      kindsByNames.set(key, found);
      if (!found.kinds.includes(id)) {
        found.kinds.push(id);
      }
    }
  }
  for (const [key, { names, kinds }] of kindsByNames) {
    const place = `${namespace ?? ''}|${kinds.join()}|${key}`;
    let group = groups.get(place);
    if (!group) {
      const at = { namespace, names, kinds, subjects: [] };
      group = { at, of: new Set() };
      groups.set(place, group);
    }
    for (const subject of grant.binding.subjects) {
      const name = keyOfSubject(subject, grant.binding);
      if (name !== undefined) {
        group.of.add(name);
      }
    }
  }
}

/**
 * The cells of a matrix, one at a time, to export them.
 *
 * @public
 */
export function* matrixCells(
  groups: AccessMatrixGroup[],
  secrets: Iterable<{ namespace: string; name: string }>,
): Generator<AccessMatrixCell> {
  const byNamespace = new Map<string | undefined, AccessMatrixGroup[]>();
  for (const group of groups) {
    const list = byNamespace.get(group.namespace);
    if (list) {
      list.push(group);
    } else {
      byNamespace.set(group.namespace, [group]);
    }
  }
  for (const { namespace, name } of secrets) {
    const kindsOf = new Map<string, Set<string>>();
    for (const where of [undefined, namespace]) {
      for (const { names, kinds, subjects } of byNamespace.get(where) ?? []) {
        if (!names || names.includes(name)) {
          for (const subject of subjects) {
            const known = kindsOf.get(subject) ?? new Set();
            kinds.forEach(kind => known.add(kind));
            kindsOf.set(subject, known);
          }
        }
      }
    }
    for (const [subject, kinds] of kindsOf) {
      yield { namespace, name, subject, kinds: [...kinds] };
    }
  }
}

function keyOf(
  kind: string,
  { namespace, name }: { namespace?: string; name: string },
): string {
  return kind === 'ClusterRole'
    ? `${kind}/${name}`
    : `${kind}/${namespace ?? ''}/${name}`;
}
