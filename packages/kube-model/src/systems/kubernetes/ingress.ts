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

import { Extractor } from '../Extractor';
import { compact, itemsAt, textAt, textsAt } from '../../fields/read';
import { tlsHostsOf } from '../../fields/tlsHosts';

/** Contour's namespace of all certificates of an Ingress. */
const TLS_NAMESPACE = 'projectcontour.io/tls-cert-namespace';

export const ingress: Extractor = ({ object, references }) => {
  const namespace = textAt(object, 'metadata', 'annotations', TLS_NAMESPACE);
  for (const { index, item } of itemsAt(object, 'spec', 'tls')) {
    references.add({
      name: item.secretName,
      namespace,
      how: 'ingressTls',
      path: `spec.tls[${index}].secretName`,
    });
  }
  const entries = itemsAt(object, 'spec', 'tls');
  const ruleHosts = itemsAt(object, 'spec', 'rules').flatMap(
    ({ item }) => textAt(item, 'host') ?? [],
  );
  const hosts = [
    ...ruleHosts,
    ...entries.flatMap(({ item }) => textsAt(item, 'hosts')),
  ];
  return {
    detail: compact({
      ingressClassName: textAt(object, 'spec', 'ingressClassName'),
      hosts: [...new Set(hosts)],
      tlsHosts: tlsHostsOf(
        entries.map(({ item }) => {
          const own = textsAt(item, 'hosts');
          // The only one is for all hosts if it names none.
          return {
            name: item.secretName,
            namespace,
            hosts: own.length === 0 && entries.length === 1 ? ruleHosts : own,
          };
        }),
      ),
    }),
  };
};
