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

import { type Grant } from '../authorizer/GrantTable';
import { listGrants } from '../authorizer/readGrantTable';
import { keyOfSubject } from '../authorizer/subjectKey';
import type { AccessObject, AccessRule } from '../objects';
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
  /** Set where it is for some names only, and these are too many to follow. */
  isTooMany?: true;
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

/** Numbers for lists of names, the same for the same names: a role may be given many times. */
class NameLists {
  readonly #byRule = new Map<AccessRule, number>();
  readonly #byText = new Map<string, number>();

  numberOf(rule: AccessRule): number {
    let number = this.#byRule.get(rule);
    if (number === undefined) {
      const text = JSON.stringify(rule.resourceNames);
      number = this.#byText.get(text) ?? this.#byText.size;
      this.#byText.set(text, number);
      this.#byRule.set(rule, number);
    }
    return number;
  }
}

/**
 * Who can read which Secrets directly, by what RBAC grants them by name.
 *
 * @public
 */
export function accessMatrix(
  objects: Iterable<AccessObject>,
): AccessMatrixGroup[] {
  const groups = new Map<string, { at: AccessMatrixGroup; of: Set<string> }>();
  const lists = new NameLists();
  for (const grant of listGrants(objects)) {
    addBinding(groups, grant, lists);
  }
  return [...groups.values()].map(({ at, of }) => ({
    ...at,
    subjects: [...of],
  }));
}

function addBinding(
  groups: Map<string, { at: AccessMatrixGroup; of: Set<string> }>,
  grant: Grant,
  lists: NameLists,
) {
  const { namespace } = grant.binding;
  const kindsByNames = new Map<string, { names?: string[]; kinds: string[] }>();
  for (const { id, needs } of directKinds) {
    for (const { names, evidence } of matchRight(needs[0], [grant])) {
      const rule = grant.role.role.rules[evidence.rule];
      const key = names ? String(lists.numberOf(rule)) : '';
      const found = kindsByNames.get(key) ?? { names, kinds: [] };
      kindsByNames.set(key, found);
      if (!found.kinds.includes(id)) {
        found.kinds.push(id);
      }
    }
  }
  for (const [key, { names, kinds }] of kindsByNames) {
    const place = [namespace, kinds, key, grant.isTooMany].join('|');
    let group = groups.get(place);
    if (!group) {
      const at = {
        namespace,
        names,
        kinds,
        subjects: [],
        ...(grant.isTooMany && { isTooMany: grant.isTooMany }),
      };
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
  const byNamespace = new Map<
    string | undefined,
    { group: AccessMatrixGroup; names?: Set<string> }[]
  >();
  for (const group of groups) {
    const list = byNamespace.get(group.namespace) ?? [];
    byNamespace.set(group.namespace, list);
    list.push({ group, ...(group.names && { names: new Set(group.names) }) });
  }
  for (const { namespace, name } of secrets) {
    const kindsOf = new Map<string, Set<string>>();
    for (const where of [undefined, namespace]) {
      for (const { group, names } of byNamespace.get(where) ?? []) {
        if (!names || names.has(name)) {
          for (const subject of group.subjects) {
            const known = kindsOf.get(subject) ?? new Set();
            group.kinds.forEach(kind => known.add(kind));
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
