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

import { readAccessObject } from '../objects';
import { apiGroupOf, isAccessKind } from '../objects/isAccessKind';
import { at } from '../objects/read';
import type { ChangeableName, ChangeableObject } from './types';

const RBAC = 'rbac.authorization.k8s.io';
const KINDS: Record<ChangeableName['kind'], { isNamespaced: boolean }> = {
  Role: { isNamespaced: true },
  RoleBinding: { isNamespaced: true },
  ServiceAccount: { isNamespaced: true },
  ClusterRole: { isNamespaced: false },
  ClusterRoleBinding: { isNamespaced: false },
};

const OF_RESOURCES = ['apiGroups', 'resources', 'resourceNames'];

/**
 * What a manifest is to a change of access: an object, something that no
 * right follows from, or why it cannot be read. A problem is told without
 * anything that stands in the manifest.
 */
export type ReadManifest =
  | { object: ChangeableObject }
  | { ignored: true }
  | { problem: string };

/**
 * Reads a Role, a ClusterRole, a binding or a ServiceAccount that somebody
 * wrote. What the API server would refuse is a problem here too, rather than
 * left out.
 */
export function readManifest(manifest: {
  /** Where the manifest itself does not say so, as an item of a list. */
  kind?: string;
  apiVersion?: string;
  object: unknown;
}): ReadManifest {
  const { kind, apiVersion, object } = manifest;
  if (kind === undefined || kind === '') {
    return { problem: 'it has no kind' };
  }
  const apiGroup = apiGroupOf(apiVersion ?? '');
  if (/^secret(list)?$/i.test(kind) && isOfCluster(apiGroup)) {
    return { problem: 'it is a Secret: leave Secrets out' };
  }
  if (!isChangeable(kind)) {
    return { ignored: true };
  }
  if (!apiVersion || !isAccessKind(kind, apiGroup)) {
    // Crossplane and others have kinds of these names in groups of their own.
    return isOfCluster(apiGroup)
      ? {
          problem: `the apiVersion of a ${kind} is ${
            kind === 'ServiceAccount' ? 'v1' : `${RBAC}/v1`
          }`,
        }
      : { ignored: true };
  }
  const problem = problemOf(kind, object);
  if (problem !== undefined) {
    return { problem };
  }
  const { namespace, ...read } = readAccessObject({
    ...(object as object),
    kind,
  }) as ChangeableObject;
  return {
    object: {
      ...(KINDS[kind].isNamespaced && { namespace }),
      ...read,
    } as ChangeableObject,
  };
}

/**
 * Whether a group is one of Kubernetes itself, where such a kind is a slip, or
 * of OpenShift, which keeps what it is given as Kubernetes' own.
 */
function isOfCluster(apiGroup: string): boolean {
  return apiGroup === '' || /\.(?:k8s|openshift)\.io$/.test(apiGroup);
}

function isChangeable(kind: string): kind is ChangeableName['kind'] {
  return Object.hasOwn(KINDS, kind);
}

function problemOf(
  kind: ChangeableName['kind'],
  object: unknown,
): string | undefined {
  if (!isName(at(object, 'metadata', 'name'))) {
    return `a ${kind} needs a metadata.name`;
  }
  if (
    KINDS[kind].isNamespaced &&
    !isName(at(object, 'metadata', 'namespace'))
  ) {
    return `a ${kind} needs a metadata.namespace`;
  }
  if (kind === 'Role' || kind === 'ClusterRole') {
    return firstProblem(at(object, 'rules'), 'rules', rule =>
      problemOfRule(rule, KINDS[kind]),
    );
  }
  if (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') {
    return problemOfBinding(kind, object);
  }
  return undefined;
}

function problemOfBinding(kind: string, object: unknown): string | undefined {
  const roleKind = at(object, 'roleRef', 'kind');
  if (
    roleKind !== 'ClusterRole' &&
    (roleKind !== 'Role' || kind === 'ClusterRoleBinding')
  ) {
    return `the roleRef of a ${kind} needs the kind ClusterRole${
      kind === 'RoleBinding' ? ' or Role' : ''
    }`;
  }
  if (
    ![undefined, '', RBAC].includes(at(object, 'roleRef', 'apiGroup') as string)
  ) {
    return `the roleRef of a ${kind} needs the apiGroup ${RBAC}`;
  }
  if (!isName(at(object, 'roleRef', 'name'))) {
    return `the roleRef of a ${kind} needs a name`;
  }
  return firstProblem(at(object, 'subjects'), 'subjects', subject => {
    const of = at(subject, 'kind');
    if (of !== 'User' && of !== 'Group' && of !== 'ServiceAccount') {
      return 'needs the kind User, Group or ServiceAccount';
    }
    if (!isName(at(subject, 'name'))) {
      return 'needs a name';
    }
    return of === 'ServiceAccount' && !isName(at(subject, 'namespace'))
      ? 'needs a namespace, as it is a ServiceAccount'
      : undefined;
  });
}

/** Source: pkg/apis/rbac/validation/validation.go of k8s.io/kubernetes */
function problemOfRule(
  rule: unknown,
  { isNamespaced }: { isNamespaced: boolean },
): string | undefined {
  for (const field of [...OF_RESOURCES, 'verbs', 'nonResourceURLs']) {
    const list = at(rule, field) ?? [];
    if (!Array.isArray(list) || list.some(each => typeof each !== 'string')) {
      return `needs a list of texts as ${field}`;
    }
  }
  const has = (field: string) => (at(rule, field) as string[])?.length > 0;
  if (!has('verbs')) {
    return 'needs verbs';
  }
  if (has('nonResourceURLs')) {
    return isNamespaced || OF_RESOURCES.some(has)
      ? 'has nonResourceURLs, which stand alone in a rule of a ClusterRole'
      : undefined;
  }
  return has('apiGroups') && has('resources')
    ? undefined
    : 'needs apiGroups and resources';
}

/** Neither of the lists has to be there. */
function firstProblem(
  list: unknown,
  field: string,
  of: (item: unknown) => string | undefined,
): string | undefined {
  if (list === undefined || list === null) {
    return undefined;
  }
  if (!Array.isArray(list)) {
    return `its ${field} are no list`;
  }
  for (const [index, item] of list.entries()) {
    const problem = of(item);
    if (problem !== undefined) {
      return `${field}[${index}] ${problem}`;
    }
  }
  return undefined;
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
