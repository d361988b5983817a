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

import {
  at,
  type Json,
  jsonsOf,
  listOf,
  stringOf,
} from '@keyward/observation/json';

/** Groups that everybody is in who has an account, or even without one. */
const BROAD =
  /^system:(?:authenticated|unauthenticated|serviceaccounts(?::[a-z0-9-]{1,63})?)$/;

/** Whether a role lets somebody send requests to a Service through the API server. */
export function opensService(role: Json, service: string): boolean {
  return jsonsOf(role.rules).some(rule => grants(rule, service));
}

/** Which role a binding gives, for example `Role/proxier` or `ClusterRole/edit`. */
export function roleOf(binding: Json): string {
  const kind = stringOf(at(binding, 'roleRef', 'kind')) ?? '';
  return `${kind}/${stringOf(at(binding, 'roleRef', 'name')) ?? ''}`;
}

/** The broad groups among the subjects of a binding. */
export function broadGroupsOf({ subjects }: Json): string[] {
  return jsonsOf(subjects)
    .filter(({ kind }) => kind === 'Group')
    .map(({ name }) => stringOf(name) ?? '')
    .filter(group => BROAD.test(group));
}

/** Whether a rule lets somebody POST to the Service by the proxy of the API server. */
function grants(rule: Json, service: string): boolean {
  const has = (field: string, ...wanted: string[]) =>
    listOf(rule[field]).some(
      item => item === '*' || wanted.includes(String(item)),
    );
  const names = listOf(rule.resourceNames).map(String);
  return (
    has('apiGroups', '') &&
    has('resources', 'services/proxy', 'services/*', '*/proxy') &&
    has('verbs', 'create') &&
    (names.length === 0 ||
      names.some(name => name.split(':').includes(service)))
  );
}
