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

import { generateKeyPairSync, type KeyObject } from 'crypto';
import forge from 'node-forge';

/** A key as the controller has it, with its certificate. */
export interface SealingKey {
  privateKey: KeyObject;
  /** PEM. */
  certificate: string;
}

const DAY_MS = 86_400_000;

/** Makes a key and signs a certificate with it, as the controller does. */
export function createSealingKey(
  options: {
    bits?: number;
    notBefore?: Date;
    notAfter?: Date;
    /** In hex: the certificate has this key instead, which nobody has the private one of. */
    forged?: { modulus?: string; exponent: string };
  } = {},
): SealingKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: options.bits ?? 2048,
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(
    publicKey.export({ type: 'spki', format: 'pem' }) as string,
  );
  const { forged } = options;
  if (forged) {
    const { n } = certificate.publicKey as forge.pki.rsa.PublicKey;
    const numberOf = (hex: string) => new forge.jsbn.BigInteger(hex, 16);
    certificate.publicKey = forge.pki.setRsaPublicKey(
      forged.modulus === undefined ? n : numberOf(forged.modulus),
      numberOf(forged.exponent),
    );
  }
  certificate.serialNumber = '01a2';
  certificate.validity.notBefore =
    options.notBefore ?? new Date(Date.now() - DAY_MS);
  certificate.validity.notAfter =
    options.notAfter ?? new Date(Date.now() + 3650 * DAY_MS);
  certificate.sign(
    forge.pki.privateKeyFromPem(
      privateKey.export({ type: 'pkcs1', format: 'pem' }) as string,
    ),
    forge.md.sha256.create(),
  );
  return { privateKey, certificate: forge.pki.certificateToPem(certificate) };
}
