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

import type { KindMatch } from '../paths/matchKind';
import type { OpenedNamespaces } from './OpenedRights';
import { isEverywhere, type RiskContext } from './rules/types';
import type { RiskSubject } from './SubjectAccess';

/** Its accounts are controllers of Kubernetes itself, which have everything together. */
const CONTROLLERS = 'kube-system';

/** Somebody, and which namespaces they read all Secrets of. */
interface Reader {
  place: string;
  readsAllOf(namespace: string | undefined): boolean;
}

/** What a subject reads, to be compared with what its ways open. */
export function readerOf({ place, reads }: RiskSubject): Reader {
  const readsEverything = reads.some(isEverywhere);
  const whole = new Set(
    reads.flatMap(({ namespace, names }) => (names ? [] : [namespace])),
  );
  return {
    place,
    readsAllOf: namespace => readsEverything || whole.has(namespace),
  };
}

/** Whether a way leads to Secrets that somebody cannot read directly. */
export function opensMore(
  reader: Reader,
  path: string,
  { namespace, names }: KindMatch,
  context: RiskContext,
): boolean {
  const { opened } = context;
  switch (path) {
    case 'host-path-volume':
    case 'node-proxy':
    case 'sign-client-certificate':
      // To nodes and identities: every cluster has some that read Secrets.
      return true;
    case 'admission-webhooks':
      // Those of a name are as a rule those of whoever may change them.
      return !names;
    case 'token-request':
    case 'impersonate-service-accounts':
      return names
        ? names
            .flatMap(name => opened.accountsNamed(namespace, name))
            .some(
              place =>
                place !== reader.place && hasMore(reader, opened.of(place)),
            )
        : accountsHaveMore(reader, namespace, context);
    case 'impersonate-users':
      return (
        !names || names.some(name => hasMore(reader, opened.of(`u:${name}`)))
      );
    case 'impersonate-groups':
      return (
        !names ||
        names.some(
          name =>
            name === 'system:masters' ||
            hasMore(reader, opened.of(`g:${name}`)),
        )
      );
    default:
      return names
        ? names.some(
            name =>
              hasMore(reader, opened.ofRole('ClusterRole', namespace, name)) ||
              hasMore(reader, opened.ofRole('Role', namespace, name)),
          )
        : namespaceHasMore(reader, namespace, context);
  }
}

/** Whether a subject may do anything, as by `cluster-admin`. */
export function hasAllRights({ grants }: RiskSubject): boolean {
  return grants.some(
    ({ binding, role }) =>
      binding.namespace === undefined &&
      role.role.rules.some(
        ({ verbs, apiGroups, resources, resourceNames }) =>
          !resourceNames?.length &&
          [verbs, apiGroups, resources].every(each => each?.includes('*')),
      ),
  );
}

function hasMore({ readsAllOf }: Reader, opened: OpenedNamespaces): boolean {
  return [...opened].some(namespace => !readsAllOf(namespace));
}

/** Of whatever runs in a namespace, which mounts its Secrets and runs as its accounts. */
function namespaceHasMore(
  reader: Reader,
  namespace: string | undefined,
  context: RiskContext,
): boolean {
  const { secrets } = context;
  return (
    namespace === undefined ||
    (!reader.readsAllOf(namespace) &&
      (secrets.isEmpty || secrets.hasIn(namespace))) ||
    accountsHaveMore(reader, namespace, context)
  );
}

function accountsHaveMore(
  { place, readsAllOf }: Reader,
  namespace: string | undefined,
  { opened }: RiskContext,
): boolean {
  if (namespace === undefined || namespace === CONTROLLERS) {
    return true;
  }
  for (const [where, places] of opened.ofNamespace(namespace)) {
    if (!readsAllOf(where) && places.some(each => each !== place)) {
      return true;
    }
  }
  return false;
}
