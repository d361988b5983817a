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

import { type CertificateObservation } from '@keyward/observation';
import { type CertificateFacts } from '../facts';

/** A certificate with all keys of the secret that hold it. */
export interface DistinctCertificate {
  certificate: CertificateObservation;
  keys: string[];
  /** It stands first in `tls.crt` or is a leaf: what cert-manager renews. */
  isServed: boolean;
}

/** Each certificate of a secret once: keystores often hold the same as PEM keys. */
export function distinctCertificates(
  facts: CertificateFacts,
): DistinctCertificate[] {
  const distinct = new Map<string, DistinctCertificate>();
  for (const { name, certificates } of facts.keys) {
    for (const certificate of certificates?.certificates ?? []) {
      const { fingerprint, role, position } = certificate;
      const isServed =
        role === 'leaf' || (name === 'tls.crt' && position === 0);
      const known = distinct.get(fingerprint);
      if (!known) {
        distinct.set(fingerprint, { certificate, keys: [name], isServed });
        continue;
      }
      known.isServed ||= isServed;
      if (!known.keys.includes(name)) {
        known.keys.push(name);
      }
    }
  }
  return [...distinct.values()];
}
