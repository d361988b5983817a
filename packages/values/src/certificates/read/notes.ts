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

import { CertificateNote, CertificateNoteCode } from '@keyward/observation';

const TEXTS: Record<CertificateNoteCode, [message: string, remedy: string]> = {
  truncated: [
    'The certificate is cut off.',
    'Copy the whole file again: something cut it on its way here.',
  ],
  garbage: [
    'This says that it is a certificate but cannot be read as one.',
    'Write the certificate again, as PEM or DER, as its issuer made it.',
  ],
  'no-certificate': [
    'The name of this key promises certificates but its value holds none.',
    'Put the certificate under this key, or the value under a key of another name.',
  ],
  'keystore-locked': [
    'The keystore is encrypted and no password that is kept with it opens it.',
    'Keep its password in the same secret under the key "password", or name the secret that holds it in the annotation keyward.io/keystore-password, as NAME/KEY.',
  ],
  'private-key-locked': [
    'The private key is encrypted, so whether it belongs to the certificate is not known.',
    'Keep its password in the same secret under the key "password", or keep the key unencrypted.',
  ],
  'private-key-damaged': [
    'The private key is cut off or cannot be read as one, so whether it belongs to the certificate is not known.',
    'Copy the whole key file again, from -----BEGIN to -----END, with its line ends.',
  ],
  unsupported: [
    'This is encrypted or built in a way that is not read here.',
    'Write it again with a common cipher (AES-256 with PBKDF2), or keep the certificate as PEM beside it.',
  ],
  'too-costly': [
    'Opening this takes more rounds of key derivation than are spent on one secret.',
    'Write the keystore again with 100,000 rounds or fewer, or keep the certificate as PEM beside it.',
  ],
  'too-large': [
    'The value is larger than what is searched for certificates.',
    'Split the bundle into several keys.',
  ],
  'too-many': [
    'There are more certificates than are kept of one key: those that expire first are.',
    'Split the bundle into several keys.',
  ],
};

/** A note in plain words. It holds nothing but what is passed here. */
export function noteOf(
  code: CertificateNoteCode,
  where: string,
): CertificateNote {
  const [message, remedy] = TEXTS[code];
  return { code, where, message, remedy };
}
