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

import { isIP } from 'net';
import { type Judgement } from '../facts';
import { type CertificateFacts } from '../facts';

/**
 * `certificate-host`: a host of an Ingress, Gateway or Route that names the
 * secret is not among the certificate's names. The common name is not looked
 * at, as clients no longer do.
 *
 * @public
 */
export function judgeCertificateHosts(facts: CertificateFacts): Judgement {
  const served = facts.keys.find(({ name }) => name === 'tls.crt');
  const leaf =
    served?.certificates?.certificates.find(({ role }) => role === 'leaf') ??
    served?.certificates?.certificates[0];
  // Where names were left out nothing can be said.
  if (!leaf || leaf.sanCount > leaf.sans.length) {
    return { verdicts: [] };
  }
  const names = new Set(leaf.sans.map(san => san.toLowerCase()));
  const hosts = [
    ...new Set(facts.hosts.map(host => host.toLowerCase().replace(/\.$/, ''))),
  ].filter(host => host !== '' && host !== '*' && !isCovered(host, names));
  return {
    verdicts:
      hosts.length > 0
        ? [
            {
              rule: 'certificate-host',
              item: '',
              severity: 'high',
              evidence: {
                key: 'tls.crt',
                hosts: hosts.sort().slice(0, 20),
                hostCount: hosts.length,
                names: leaf.sans.slice(0, 20),
              },
            },
          ]
        : [],
  };
}

/** A wildcard stands for one label, the first (RFC 6125). */
function isCovered(host: string, names: ReadonlySet<string>): boolean {
  if (isIP(host)) {
    return names.has(`ip:${host}`);
  }
  const parent = host.indexOf('.');
  return (
    names.has(`dns:${host}`) ||
    (parent > 0 && names.has(`dns:*${host.slice(parent)}`))
  );
}
