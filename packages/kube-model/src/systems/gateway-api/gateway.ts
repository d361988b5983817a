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

import type { TransitSecurity } from '@keyward/observation';
import type { Json } from '@keyward/observation/json';
import { statusOf } from '../../fields/conditions';
import { Extractor } from '../Extractor';
import { compact, itemsAt, textAt } from '../../fields/read';
import { walkAll } from '../../references/walkAll';
import { hostCover, tlsHostsOf } from '../../fields/tlsHosts';

/** A Gateway of the Gateway API: the certificates of its listeners and of its backends. */
export const gateway: Extractor = context => {
  const { object, references } = context;
  const listeners = itemsAt(object, 'spec', 'listeners');
  for (const { index, item } of listeners) {
    for (const reference of itemsAt(item, 'tls', 'certificateRefs')) {
      const { kind = 'Secret', group = '', name, namespace } = reference.item;
      if (kind === 'Secret' && group === '') {
        references.add({
          name,
          namespace,
          how: 'gatewayTls',
          path: `spec.listeners[${index}].tls.certificateRefs[${reference.index}]`,
        });
      }
    }
  }
  walkAll(context, { how: 'gatewayTls' });
  return {
    status: statusOf(object, ['Programmed', 'Ready', 'Accepted']),
    detail: compact({
      gatewayClassName: textAt(object, 'spec', 'gatewayClassName'),
      hosts: [
        ...new Set(
          listeners.flatMap(({ item }) => textAt(item, 'hostname') ?? []),
        ),
      ],
      transit: transitOf(listeners.map(({ item }) => item)),
      tlsHosts: tlsHostsOf(
        listeners.flatMap(({ item }) => {
          const refs = itemsAt(item, 'tls', 'certificateRefs');
          const host = textAt(item, 'hostname');
          // Of several, only together they have to cover it; of a wildcard only
          // what its routes ask for.
          return refs.length === 1 && host && !isWildcard(host)
            ? [
                {
                  name: refs[0].item.name,
                  namespace: refs[0].item.namespace,
                  hosts: [host],
                },
              ]
            : [];
        }),
      ),
    }),
  };
};

/** A listener in plaintext may send on to one with TLS, if there is one for the host. */
function transitOf(listeners: readonly Json[]): TransitSecurity | undefined {
  const hostsOf = (...protocols: string[]) =>
    listeners
      .filter(({ protocol }) => protocols.includes(String(protocol)))
      .map(listener => textAt(listener, 'hostname'));
  const encrypted = hostsOf('HTTPS', 'TLS');
  const isAny = encrypted.includes(undefined);
  const isCovered = hostCover(encrypted.flatMap(host => host ?? []));
  const rest = hostsOf('HTTP').filter(
    host => !isAny && (host === undefined || !isCovered(host)),
  );
  if (rest.length === 0) {
    return encrypted.length > 0 ? 'encrypted' : undefined;
  }
  // For whatever host it is asked: its routes say what that is.
  const isOpen = encrypted.length > 0 && rest.every(host => host === undefined);
  return isOpen ? 'unstated' : 'plaintext';
}

function isWildcard(host: string): boolean {
  return host.startsWith('*');
}
