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

import {
  createDecipheriv,
  createHash,
  generateKeyPairSync,
  privateDecrypt,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import forge from 'node-forge';

/** A key of a controller, with what its certificate is called by. */
export interface SealingKey {
  pem: string;
  /** SHA-256 of the certificate. */
  fingerprint: string;
  notBefore: string;
  notAfter: string;
  /** Opens what was sealed for a label: `namespace/name` where it is strict. */
  open: (sealed: string, label: string) => string;
}

/** Makes a key as the controller does. */
export function createSealingKey(
  notAfter = '2036-01-01T00:00:00.000Z',
): SealingKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
  });
  const notBefore = '2026-01-01T00:00:00.000Z';
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(
    publicKey.export({ type: 'spki', format: 'pem' }) as string,
  );
  certificate.validity.notBefore = new Date(notBefore);
  certificate.validity.notAfter = new Date(notAfter);
  certificate.sign(
    forge.pki.privateKeyFromPem(
      privateKey.export({ type: 'pkcs1', format: 'pem' }) as string,
    ),
    forge.md.sha256.create(),
  );
  const pem = forge.pki.certificateToPem(certificate);
  return {
    pem,
    fingerprint: createHash('sha256')
      .update(new X509Certificate(pem).raw)
      .digest('hex'),
    notBefore,
    notAfter,
    open: (sealed, label) => unseal(sealed, privateKey, label),
  };
}

/** As the controller does it. */
function unseal(sealed: string, privateKey: KeyObject, label: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  const length = bytes.readUInt16BE(0);
  const key = privateDecrypt(
    { key: privateKey, oaepHash: 'sha256', oaepLabel: Buffer.from(label) },
    bytes.subarray(2, 2 + length),
  );
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.alloc(12));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([
    decipher.update(bytes.subarray(2 + length, -16)),
    decipher.final(),
  ]).toString();
}
