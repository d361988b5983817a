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

import type { AccessPlace, RightScope } from './types';

/** Places of one sort in a scope: by name, of a namespace or all. */
export function placesOf(
  one: string,
  all: string,
  { namespace, names }: RightScope,
): AccessPlace[] {
  return names
    ? names.map(name => `${one}:${namespace ?? '*'}/${name}`)
    : [`${all}:${namespace ?? '*'}`];
}

/** Bindings whose subjects one can change: `NS/ROLE/BINDING`, an empty name for any. */
export function bindingsIn(
  sort: 'rolebindings' | 'clusterrolebindings',
  { namespace, names, otherNames }: RightScope,
): AccessPlace[] {
  if (!names && !otherNames) {
    return [`${sort}:${namespace ?? '*'}`];
  }
  return (names ?? ['']).flatMap(role =>
    (otherNames ?? ['']).map(
      binding => `${sort}:${namespace ?? '*'}/${role}/${binding}`,
    ),
  );
}

/** Secrets that can be read. */
export function secretsIn(scope: RightScope): AccessPlace[] {
  return placesOf('secret', 'secrets', scope);
}

/** ServiceAccounts that one can act as. */
export function identitiesIn(scope: RightScope): AccessPlace[] {
  return placesOf('identity', 'identities', scope);
}

/** Pods that one can run code in. */
export function podsIn(scope: RightScope): AccessPlace[] {
  return placesOf('pod', 'pods', scope);
}

/** Whatever a workload can mount or run as, which one may freely write. */
export function workloadsIn({ namespace }: RightScope): AccessPlace[] {
  return [
    ...secretsIn({ namespace }),
    ...identitiesIn({ namespace }),
    `provider-classes:${namespace ?? '*'}`,
  ];
}

/** Nodes; their rights count everywhere only. */
export function nodesIn({ names }: RightScope): AccessPlace[] {
  return names ? names.map(name => `node:${name}`) : ['nodes:*'];
}

/** Everything in a namespace, or in the cluster. */
export function everythingIn({ namespace }: RightScope): AccessPlace[] {
  return namespace === undefined ? ['cluster:*'] : workloadsIn({ namespace });
}
