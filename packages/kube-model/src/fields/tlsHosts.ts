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

/** Whether a host, or one with a wildcard, is or covers another. */
export function coversHost(name: string, host: string): boolean {
  return (
    name === host ||
    (name.startsWith('*.') && host.slice(host.indexOf('.')) === name.slice(1))
  );
}
