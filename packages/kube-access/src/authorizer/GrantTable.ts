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
import { type CompiledRole } from './CompiledRole';
import { keyOfSubject } from './subjectKey';

/** A role given by a binding. */
export interface Grant {
  binding: BindingObject;
  role: CompiledRole;
  /** Those of the role, kept close as they are read for every answer. */
  verbs: number;
  resources: number;
  /** Its names times its subjects are too many to follow: it counts without the names. */
  isTooMany?: true;
}

export function grantOf(
  binding: BindingObject,
  given: CompiledRole,
  isTooMany = false,
): Grant {
  const role = isTooMany ? given.widened() : given;
  const { verbs, resources } = role;
  return {
    binding,
    role,
    verbs,
    resources,
    ...(isTooMany && { isTooMany: true }),
  };
}

/** A role without rules on resources grants nothing that is asked for. */
export function grantsOnResources(
  role: CompiledRole | undefined,
): role is CompiledRole {
  return role !== undefined && role.rules.length > 0;
}

/** What a subject is given by name. */
export interface SubjectGrants {
  clusterWide: Grant[];
  byNamespace?: Map<string, Grant[]>;
}

/** Who is given which roles, and where. A grant is shared by all whom its binding names. */
export class GrantTable {
  readonly #roles = new Map<string, CompiledRole>();
  readonly #bindings = new Map<string, BindingObject>();
  readonly #subjects = new Map<string, SubjectGrants>();
  // The same by their names: no key has to be put together for a question.
  readonly #users = new Map<string, SubjectGrants>();
  readonly #groups = new Map<string, SubjectGrants>();

  addRole(role: CompiledRole) {
    const { kind, namespace, name } = role.role;
    this.#roles.set(roleKey(kind, namespace, name), role);
  }

  setBinding(binding: BindingObject, isTooMany = false) {
    this.deleteBinding(binding);
    this.#bindings.set(bindingKey(binding), binding);
    const role = this.roleOf(binding);
    if (!grantsOnResources(role)) {
      return;
    }
    const grant = grantOf(binding, role, isTooMany);
    for (const key of keysOf(binding)) {
      this.#listFor(key, binding.namespace).push(grant);
    }
  }

  deleteBinding(named: Pick<BindingObject, 'namespace' | 'name'>) {
    const key = bindingKey(named);
    const binding = this.#bindings.get(key);
    if (!binding) {
      return;
    }
    this.#bindings.delete(key);
    for (const subject of keysOf(binding)) {
      const grants = this.#subjects.get(subject);
      const list = binding.namespace
        ? grants?.byNamespace?.get(binding.namespace)
        : grants?.clusterWide;
      const index = list?.findIndex(grant => grant.binding === binding) ?? -1;
      if (index >= 0) {
        list!.splice(index, 1);
      }
    }
  }

  ofUser(name: string): SubjectGrants | undefined {
    return this.#users.get(name);
  }

  ofGroup(name: string): SubjectGrants | undefined {
    return this.#groups.get(name);
  }

  /** The grants that count in a namespace, the cluster-wide ones among them. */
  *of(subject: string, namespace: string): Iterable<Grant> {
    const grants = this.#subjects.get(subject);
    if (grants) {
      yield* grants.clusterWide;
      yield* grants.byNamespace?.get(namespace) ?? [];
    }
  }

  /** The subjects that are given something. */
  subjects(): Iterable<string> {
    return this.#subjects.keys();
  }

  /** The role that a binding names. */
  roleOf({ roleRef, namespace }: BindingObject): CompiledRole | undefined {
    return this.role(roleRef.kind, namespace, roleRef.name);
  }

  role(
    kind: string,
    namespace: string | undefined,
    name: string,
  ): CompiledRole | undefined {
    return this.#roles.get(roleKey(kind, namespace, name));
  }

  /** All grants of a subject, wherever they count. */
  *all(subject: string): Iterable<Grant> {
    const grants = this.#subjects.get(subject);
    if (grants) {
      yield* grants.clusterWide;
      for (const list of grants.byNamespace?.values() ?? []) {
        yield* list;
      }
    }
  }

  #listFor(subject: string, namespace: string | undefined): Grant[] {
    let grants = this.#subjects.get(subject);
    if (!grants) {
      grants = { clusterWide: [] };
      this.#subjects.set(subject, grants);
      const names = subject.startsWith('u:') ? this.#users : this.#groups;
      names.set(subject.slice(2), grants);
    }
    if (!namespace) {
      return grants.clusterWide;
    }
    grants.byNamespace ??= new Map();
    let list = grants.byNamespace.get(namespace);
    if (!list) {
      list = [];
      grants.byNamespace.set(namespace, list);
    }
    return list;
  }
}

/** A subject named twice counts once. */
function keysOf(binding: BindingObject): Set<string> {
  const keys = new Set<string>();
  for (const subject of binding.subjects) {
    const key = keyOfSubject(subject, binding);
    if (key !== undefined) {
      keys.add(key);
    }
  }
  return keys;
}

function bindingKey({
  namespace = '',
  name,
}: Pick<BindingObject, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

function roleKey(
  kind: string,
  namespace: string | undefined,
  name: string,
): string {
  return kind === 'ClusterRole'
    ? `ClusterRole/${name}`
    : `${kind}/${namespace ?? ''}/${name}`;
}
