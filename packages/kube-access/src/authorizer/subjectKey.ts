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

import type { BindingObject, BindingSubject } from '../objects';

/** The user name of a ServiceAccount. */
export function serviceAccountUser(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

/** Users and groups may have the same name. */
export function userKey(name: string): string {
  return `u:${name}`;
}

export function groupKey(name: string): string {
  return `g:${name}`;
}

/**
 * Whom a subject of a binding names, as the authorizer reads it; `undefined`
 * if it is nobody.
 *
 * @public
 */
export function keyOfSubject(
  subject: BindingSubject,
  binding: BindingObject,
): string | undefined {
  switch (subject.kind) {
    case 'User':
      return userKey(subject.name);
    case 'Group':
      return groupKey(subject.name);
    case 'ServiceAccount': {
      const namespace = subject.namespace || binding.namespace;
      return namespace
        ? userKey(serviceAccountUser(namespace, subject.name))
        : undefined;
    }
    default:
      return undefined;
  }
}
