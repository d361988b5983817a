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

import type { AccessQuestion } from '../authorizer';
import { groupKey, keyOfSubject, userKey } from '../authorizer/subjectKey';
import { type AccessObject, type BindingObject, isBinding } from '../objects';
import { findUndecided } from './findUndecided';
import { RBAC_KINDS } from './lists';

/**
 * What decides about access and was not read, so that nobody is not the answer.
 *
 * @public
 */
export interface UnreadAccess {
  /** Kinds of which not all was read. */
  kinds: string[];
  /** Those that give somebody a role which was not read. */
  bindings: BindingObject[];
  /**
   * Resources by which Secrets could be had, as `workflows.argoproj.io`: somebody
   * has rights on them, and whether the cluster serves them is not known, or
   * which AppProjects there are.
   */
  undecided?: string[];
}

/**
 * Finds what decides about access in a cluster and is not among some objects.
 *
 * @param complete - the kinds of which all objects are known to be there:
 *   where a role of them is absent it is absent in the cluster. Undefined where
 *   nothing tells of which kinds that is so, as of what kubectl printed.
 * @public
 */
export function findUnread(
  objects: Iterable<AccessObject>,
  complete: ReadonlySet<string> | undefined,
): UnreadAccess {
  const all = [...objects];
  const roles = new Set<string>();
  const bindings: BindingObject[] = [];
  for (const object of all) {
    if (object.kind === 'Role' || object.kind === 'ClusterRole') {
      roles.add(roleKey(object.kind, object.namespace, object.name));
    } else if (isBinding(object)) {
      bindings.push(object);
    }
  }
  const undecided = findUndecided(all, complete);
  return {
    kinds: unreadKinds(bindings.length > 0, complete),
    bindings: bindings.filter(binding => {
      const { roleRef, namespace, subjects } = binding;
      return (
        !complete?.has(roleRef.kind) &&
        !roles.has(roleKey(roleRef.kind, namespace, roleRef.name)) &&
        subjects.some(each => keyOfSubject(each, binding) !== undefined)
      );
    }),
    ...(undecided.length > 0 && { undecided }),
  };
}

/**
 * Whether a role that a binding gives counts for a question.
 *
 * @public
 */
export function isGivenBy(
  binding: BindingObject,
  { user, groups = [], namespace }: AccessQuestion,
): boolean {
  const asked = new Set(groups.map(groupKey));
  if (user) {
    asked.add(userKey(user));
  }
  return (
    (!binding.namespace || binding.namespace === namespace) &&
    binding.subjects.some(subject =>
      asked.has(keyOfSubject(subject, binding) ?? ''),
    )
  );
}

function unreadKinds(
  hasBindings: boolean,
  complete: ReadonlySet<string> | undefined,
): string[] {
  if (complete) {
    return RBAC_KINDS.filter(kind => !complete.has(kind));
  }
  // There is no cluster without any.
  return hasBindings ? [] : ['RoleBinding', 'ClusterRoleBinding'];
}

function roleKey(
  kind: string,
  namespace: string | undefined,
  name: string,
): string {
  return kind === 'ClusterRole' ? name : `${namespace ?? ''}/${name}`;
}
