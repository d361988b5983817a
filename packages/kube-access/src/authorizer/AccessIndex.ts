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

import type { AccessObject, BindingObject, PodObject } from '../objects';
import { type AccessQuestion } from './AccessQuestion';
import { CompiledRole, type ResourceRequest } from './CompiledRole';
import { type Grant, GrantTable, type SubjectGrants } from './GrantTable';
import { resourceMask, verbMask } from './nameMask';
import { NodeAuthorizer } from './NodeAuthorizer';
import { groupKey, userKey } from './subjectKey';

/** Whoever is in it may do everything, past RBAC. */
const MASTERS = 'system:masters';

/**
 * Answers as the API server's Node and RBAC authorizers would.
 *
 * @public
 */
export interface AccessIndex {
  /** Whether a SubjectAccessReview would allow it. */
  allows(question: AccessQuestion): boolean;
  /** The grants by which RBAC allows it; none if it does not. */
  grantsFor(question: AccessQuestion): AccessGrant[];
  /** Replaces or adds a binding; only those it names are touched. */
  setBinding(binding: BindingObject): void;
  /** Forgets a binding. */
  deleteBinding(binding: Pick<BindingObject, 'namespace' | 'name'>): void;
}

/**
 * A binding that allows something, and the role it gives.
 *
 * @public
 */
export interface AccessGrant {
  binding: BindingObject;
  role: { kind: string; namespace?: string; name: string };
}

class RbacIndex implements AccessIndex {
  readonly #grants = new GrantTable();
  readonly #nodes: NodeAuthorizer;

  constructor(objects: Iterable<AccessObject>) {
    const bindings: BindingObject[] = [];
    const pods: PodObject[] = [];
    for (const object of objects) {
      switch (object.kind) {
        case 'Role':
        case 'ClusterRole':
          this.#grants.addRole(new CompiledRole(object));
          break;
        case 'RoleBinding':
        case 'ClusterRoleBinding':
          bindings.push(object);
          break;
        case 'Pod':
          pods.push(object);
          break;
        default:
          break;
      }
    }
    for (const binding of bindings) {
      this.#grants.setBinding(binding);
    }
    this.#nodes = new NodeAuthorizer(pods);
  }

  allows(question: AccessQuestion): boolean {
    const groups = question.groups ?? [];
    if (groups.includes(MASTERS)) {
      return true;
    }
    const request = requestOf(question);
    const node = this.#nodes.nodeOf(question.user, groups);
    if (node !== undefined && this.#nodes.allows(node, question, request)) {
      return true;
    }
    const namespace = question.namespace ?? '';
    if (
      question.user &&
      grantsAllow(this.#grants.ofUser(question.user), namespace, request)
    ) {
      return true;
    }
    for (const group of groups) {
      if (grantsAllow(this.#grants.ofGroup(group), namespace, request)) {
        return true;
      }
    }
    return false;
  }

  grantsFor(question: AccessQuestion): AccessGrant[] {
    const request = requestOf(question);
    const keys = (question.groups ?? []).map(groupKey);
    if (question.user) {
      keys.unshift(userKey(question.user));
    }
    const found = new Map<BindingObject, AccessGrant>();
    for (const key of keys) {
      for (const { binding, role } of this.#grants.of(
        key,
        question.namespace ?? '',
      )) {
        if (role.allows(request)) {
          const { kind, namespace, name } = role.role;
          found.set(binding, {
            binding,
            role: { kind, ...(namespace && { namespace }), name },
          });
        }
      }
    }
    return [...found.values()];
  }

  setBinding(binding: BindingObject) {
    this.#grants.setBinding(binding);
  }

  deleteBinding(binding: Pick<BindingObject, 'namespace' | 'name'>) {
    this.#grants.deleteBinding(binding);
  }
}

function grantsAllow(
  grants: SubjectGrants | undefined,
  namespace: string,
  request: ResourceRequest,
): boolean {
  return (
    grants !== undefined &&
    (anyAllows(grants.clusterWide, request) ||
      (namespace !== '' &&
        anyAllows(grants.byNamespace?.get(namespace), request)))
  );
}

function anyAllows(grants: Grant[] | undefined, request: ResourceRequest) {
  if (grants && grants.length > 0) {
    const { verbs, resources } = request;
    for (let at = 0; at < grants.length; at++) {
      const grant = grants[at];
      if (
        // eslint-disable-next-line no-bitwise
        (grant.verbs & verbs) !== 0 &&
        // eslint-disable-next-line no-bitwise
        (grant.resources & resources) !== 0 &&
        grant.role.allows(request)
      ) {
        return true;
      }
    }
  }
  return false;
}

function requestOf({
  verb,
  group = '',
  resource,
  subresource,
  name = '',
}: AccessQuestion): ResourceRequest {
  const combined = subresource ? `${resource}/${subresource}` : resource;
  return {
    verb,
    group,
    combined,
    anyWithSubresource: subresource ? `*/${subresource}` : '',
    name,
    verbs: verbMask(verb),
    resources: resourceMask(combined),
  };
}

/**
 * Reads the objects of a cluster, in any order.
 *
 * @public
 */
export function createAccessIndex(
  objects: Iterable<AccessObject>,
): AccessIndex {
  return new RbacIndex(objects);
}
