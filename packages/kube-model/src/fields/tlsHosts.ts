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

import { isNamespaceName, isSecretName } from './names';

const MOST_HOSTS = 200;

/** The hosts that are served with a secret's certificate, as `detail.tlsHosts` has them. */
export interface TlsHosts {
  /** Absent for the namespace of the object itself. */
  namespace?: string;
  name: string;
  hosts: string[];
}

/** Brings together what an object says of hosts and secrets. */
export function tlsHostsOf(
  entries: { name: unknown; namespace?: unknown; hosts: string[] }[],
): TlsHosts[] {
  return entries.flatMap(({ name, namespace, hosts }) =>
    isSecretName(name) && hosts.length > 0
      ? [
          {
            ...(isNamespaceName(namespace) ? { namespace } : {}),
            name,
            hosts: [...new Set(hosts)].slice(0, MOST_HOSTS),
          },
        ]
      : [],
  );
}

/**
 * Says whether a host is one of some names, or covered by one with a wildcard. An object
 * may have tens of thousands of each, so that they are not compared one by one.
 */
export function hostCover(names: Iterable<string>): (host: string) => boolean {
  const known = new Set(names);
  return host =>
    known.has(host) ||
    (host.includes('.') && known.has(`*${host.slice(host.indexOf('.'))}`));
}
