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
import { grantOf } from '../authorizer/GrantTable';
import { keyOfSubject } from '../authorizer/subjectKey';
import { directKinds } from '../matrix/accessMatrix';
import type { AccessObject, BindingObject } from '../objects';
import { matchRight } from '../paths/matchRights';
import { Reach } from './Reach';
import type { SecretMap } from './SecretMap';
import { isBuiltIn, isBuiltInSubject } from './SubjectAccess';
import type { AccessRisk, AccessRiskCause } from './types';

/** Bindings that name what is not there, of kinds of which all is known. */
export function* findDanglingBindings(
  objects: AccessObject[],
  complete: Set<string>,
  secrets: SecretMap,
): Generator<AccessRisk> {
  const roles = new Map<string, CompiledRole>();
  const accounts = new Set<string>();
  const opened = openedIn(secrets);
  for (const object of objects) {
    if (object.kind === 'Role' || object.kind === 'ClusterRole') {
      const { kind, namespace, name } = object;
      roles.set(roleText(kind, namespace, name), new CompiledRole(object));
    } else if (object.kind === 'ServiceAccount') {
      accounts.add(`${object.namespace}:${object.name}`);
    }
  }
  for (const object of objects) {
    if (object.kind !== 'RoleBinding' && object.kind !== 'ClusterRoleBinding') {
      continue;
    }
    const { kind, name } = object.roleRef;
    const text = roleText(kind, object.namespace, name);
    const cause = { binding: bindingText(object), role: text };
    const role = roles.get(text);
    if (role && complete.has('ServiceAccount')) {
      yield* withoutAccount(object, role, accounts, cause, opened);
    } else if (!role && complete.has(kind) && hasOwnSubject(object)) {
      const reach = new Reach();
      reach.addWay(object.namespace);
      yield {
        id: `dangling-binding ${cause.binding}`,
        kind: 'dangling-binding',
        severity: 'low',
        causes: [cause],
        paths: [],
        extent: secrets.extentOf(reach),
        explanation: 'dangling-role',
      };
    }
  }
}

function* withoutAccount(
  binding: BindingObject,
  role: CompiledRole,
  accounts: Set<string>,
  cause: AccessRiskCause,
  opened: (binding: BindingObject, role: CompiledRole) => Opened,
): Generator<AccessRisk> {
  const missing = new Set<string>();
  for (const subject of binding.subjects) {
    const namespace = subject.namespace || binding.namespace;
    const place = keyOfSubject(subject, binding);
    if (
      subject.kind === 'ServiceAccount' &&
      namespace &&
      place !== undefined &&
      !accounts.has(`${namespace}:${subject.name}`) &&
      !isBuiltIn(binding.name, namespace)
    ) {
      missing.add(place);
    }
  }
  if (missing.size === 0) {
    return;
  }
  const { paths, extent } = opened(binding, role);
  for (const subject of missing) {
    yield {
      id: `dangling-binding ${cause.binding} ${subject}`,
      kind: 'dangling-binding',
      severity: paths.length > 0 ? 'medium' : 'low',
      subject,
      causes: [cause],
      paths,
      extent,
      explanation: 'dangling-account',
    };
  }
}

/** What a binding lets be read directly. */
type Opened = Pick<AccessRisk, 'paths' | 'extent'>;

/** Says it for one binding after the other; where a role is given twice in a place, it is looked at once. */
function openedIn(secrets: SecretMap) {
  const known = new Map<CompiledRole, Map<string | undefined, Opened>>();
  return (binding: BindingObject, role: CompiledRole): Opened => {
    const byPlace = known.get(role) ?? new Map<string | undefined, Opened>();
    known.set(role, byPlace);
    let opened = byPlace.get(binding.namespace);
    if (!opened) {
      const grant = grantOf(binding, role);
      const reach = new Reach();
      const paths = new Set<string>();
      for (const { id, needs } of directKinds) {
        for (const match of matchRight(needs[0], [grant])) {
          reach.addRead(match);
          paths.add(id);
        }
      }
      opened = { paths: [...paths], extent: secrets.extentOf(reach) };
      byPlace.set(binding.namespace, opened);
    }
    return opened;
  };
}

/** Whether it names anybody who is not part of Kubernetes itself. */
function hasOwnSubject(binding: BindingObject): boolean {
  return binding.subjects.some(subject => {
    const place = keyOfSubject(subject, binding);
    const namespace = subject.namespace || binding.namespace;
    return (
      place !== undefined &&
      !isBuiltInSubject(place) &&
      !(
        subject.kind === 'ServiceAccount' && isBuiltIn(binding.name, namespace!)
      )
    );
  });
}

/** A binding as evidence names it. */
export function bindingText({ kind, namespace, name }: BindingObject): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

/** A role as evidence names it. */
export function roleText(
  kind: string,
  namespace: string | undefined,
  name: string,
): string {
  return kind === 'ClusterRole' || !namespace
    ? `${kind} ${name}`
    : `${kind} ${namespace}/${name}`;
}
