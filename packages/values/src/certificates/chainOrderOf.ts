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

import { KeyCertificatesObservation } from '@keyward/observation';
import { ReadCertificate } from './read/readCertificate';

/**
 * Whether a chain is in the order that TLS sends it in: the leaf, then each
 * one's issuer. Only a value with one leaf is a chain; others are bundles.
 */
export function chainOrderOf(
  certificates: ReadCertificate[],
): KeyCertificatesObservation['chainOrder'] {
  const seen = new Set<string>();
  const chain = certificates.filter(({ observation: { fingerprint } }) => {
    const isNew = !seen.has(fingerprint);
    seen.add(fingerprint);
    return isNew;
  });
  const leaves = chain.filter(({ observation }) => observation.role === 'leaf');
  if (leaves.length !== 1 || chain.length < 2 || chain.length > 20) {
    return undefined;
  }
  const links = chain.filter(one =>
    chain.some(other => other !== one && isIssued(other, one)),
  );
  if (links.length === 0) {
    // A leaf among authorities that have nothing to do with it.
    return chain[0] === leaves[0] ? 'incomplete' : undefined;
  }
  if (chain[0] !== leaves[0]) {
    return 'wrong';
  }
  for (let index = 1; index < chain.length; index += 1) {
    const current = chain[index - 1];
    if (isIssued(current, chain[index])) {
      continue;
    }
    if (current.observation.selfSigned) {
      return 'right';
    }
    return chain.some(other => other !== current && isIssued(current, other))
      ? 'wrong'
      : 'incomplete';
  }
  return 'right';
}

function isIssued(one: ReadCertificate, by: ReadCertificate): boolean {
  try {
    return one.x509.checkIssued(by.x509);
  } catch {
    return false;
  }
}
