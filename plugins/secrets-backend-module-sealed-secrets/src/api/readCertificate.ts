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

import { X509Certificate } from 'crypto';
import { describeError } from '@keyward/backstage-plugin-secrets-node';
import type { CertificateAnswer } from '../controllers';
import type { ControllerApi } from './ControllerApi';

/** Longer ones are none: one of a key of 16384 bits is half as long. */
export const LONGEST_PEM = 10_000;

/** Reads what a controller serves as its certificate, whatever that is. */
export async function readCertificate(
  api: Pick<ControllerApi, 'certificate'>,
  now: Date,
): Promise<CertificateAnswer> {
  let pem: string;
  try {
    pem = await api.certificate();
  } catch (error) {
    return { state: 'no-answer', problem: describeError(error) };
  }
  try {
    const certificate = new X509Certificate(pem);
    const { validFrom, validTo, fingerprint256, publicKey } = certificate;
    const keyBits = publicKey.asymmetricKeyDetails?.modulusLength;
    const ownPem = certificate.toString();
    if (
      publicKey.asymmetricKeyType !== 'rsa' ||
      !keyBits ||
      ownPem.length > LONGEST_PEM
    ) {
      return { state: 'unreadable' };
    }
    const notAfter = new Date(validTo);
    return {
      state: 'read',
      pem: ownPem,
      notBefore: new Date(validFrom).toISOString(),
      notAfter: notAfter.toISOString(),
      fingerprint: fingerprint256.replaceAll(':', '').toLowerCase(),
      keyBits,
      expired: notAfter < now,
    };
  } catch {
    // What the parser says may quote the answer.
    return { state: 'unreadable' };
  }
}
