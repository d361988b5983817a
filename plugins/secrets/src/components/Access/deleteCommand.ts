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

/** How to delete a binding, which is named as `RoleBinding shop/readers` or `ClusterRoleBinding readers`. */
export function deleteCommand(binding: string): string {
  const [kind, place] = binding.split(' ');
  const [name, namespace] = place.split('/').reverse();
  return [
    'kubectl delete',
    kind.toLowerCase(),
    quoted(name),
    ...(namespace === undefined ? [] : ['-n', quoted(namespace)]),
  ].join(' ');
}

/** Names of bindings may have what a shell takes for its own. */
function quoted(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`;
}
