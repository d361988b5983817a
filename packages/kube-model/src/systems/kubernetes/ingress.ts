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
import { Extractor } from '../Extractor';
import { compact, itemsAt, objectAt, textAt, textsAt } from '../../fields/read';
import { hostCover, tlsHostsOf } from '../../fields/tlsHosts';

/** Contour's namespace of all certificates of an Ingress. */
const TLS_NAMESPACE = 'projectcontour.io/tls-cert-namespace';

/** Where certificates are named beside `spec.tls`, by AWS, Google and Traefik. */
const CERTIFICATES = [
  'alb.ingress.kubernetes.io/certificate-arn',
  'ingress.gcp.kubernetes.io/pre-shared-cert',
  'networking.gke.io/managed-certificates',
];
const PORTS = 'alb.ingress.kubernetes.io/listen-ports';
const TRAEFIK_TLS = 'traefik.ingress.kubernetes.io/router.tls';
/** An answer to a challenge of ACME, which has to be in plaintext. */
const SOLVER = 'acme.cert-manager.io/http01-solver';

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
      transit: transitOf(object, ruleHosts),
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

/** Whether each host has a section of `spec.tls`, or a certificate elsewhere. */
function transitOf(object: Json, hosts: string[]): TransitSecurity | undefined {
  const { labels, annotations } = objectAt(object, 'metadata');
  const note = (name: string) => textAt(annotations, name);
  if (textAt(labels, SOLVER) === 'true') {
    return undefined;
  }
  const entries = itemsAt(object, 'spec', 'tls');
  const covered = entries.map(({ item }) => textsAt(item, 'hosts'));
  const isCovered = covered.some(own => own.length === 0)
    ? () => true
    : hostCover(covered.flat());
  const isElsewhere =
    CERTIFICATES.some(name => note(name) !== undefined) ||
    /"HTTPS"/.test(note(PORTS) ?? '') ||
    note(TRAEFIK_TLS) === 'true';
  const isEncrypted =
    isElsewhere || (entries.length > 0 && hosts.every(isCovered));
  return isEncrypted ? 'encrypted' : 'plaintext';
}
