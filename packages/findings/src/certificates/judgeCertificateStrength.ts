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

import { type Judgement, type Verdict } from '../facts';
import { type CertificateObservation } from '@keyward/observation';
import { distinctCertificates } from './distinctCertificates';
import { type CertificateFacts } from '../facts';

/** Below 112 bits of strength (NIST SP 800-57). */
const LEAST_BITS: Record<string, number> = { RSA: 2048, EC: 224, DSA: 2048 };
const WEAK_SIGNATURE = /^(?:MD2|MD5|SHA1)-|-SHA1$/;

/**
 * `certificate-weak`: a key that is too short, or a signature with a broken hash.
 *
 * @public
 */
export function judgeCertificateStrength(facts: CertificateFacts): Judgement {
  const verdicts: Verdict[] = [];
  for (const { certificate, keys, isServed } of distinctCertificates(facts)) {
    const weak = weaknessesOf(certificate);
    if (weak.length > 0) {
      const { fingerprint, subject, keyAlgorithm, keySize } = certificate;
      verdicts.push({
        rule: 'certificate-weak',
        item: fingerprint,
        severity: isServed ? 'high' : 'low',
        evidence: {
          weak,
          keys,
          subject,
          keyAlgorithm,
          ...(keySize !== undefined && { keySize }),
          signatureAlgorithm: certificate.signatureAlgorithm,
        },
      });
    }
  }
  return { verdicts };
}

function weaknessesOf(certificate: CertificateObservation): string[] {
  const { keyAlgorithm, keySize, signatureAlgorithm, role } = certificate;
  const isShort =
    keySize !== undefined && keySize < (LEAST_BITS[keyAlgorithm] ?? 0);
  // Nobody checks the signature of a root: it is trusted as it is.
  const isBroken = role !== 'root' && WEAK_SIGNATURE.test(signatureAlgorithm);
  return [...(isShort ? ['key'] : []), ...(isBroken ? ['signature'] : [])];
}
