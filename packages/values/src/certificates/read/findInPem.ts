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

import { Finds } from './Finds';
import { noteOf } from './notes';
import { readPem } from './readPem';
import { readPkcs7 } from './readPkcs7';
import {
  readEncryptedByHeaders,
  readEncryptedPkcs8,
  readPkcs8,
  readTraditional,
} from './readPrivateKey';

const CERTIFICATES = new Set([
  'CERTIFICATE',
  'X509 CERTIFICATE',
  'TRUSTED CERTIFICATE',
]);
const BUNDLES = new Set(['PKCS7', 'CMS', 'PKCS #7 SIGNED DATA']);

/** The certificates and private keys of a PEM text. */
export function findInPem(value: Buffer, finds: Finds): 'pem' | 'pkcs7' {
  const { blocks, more } = readPem(value);
  for (const { label, line, bytes, text, fault } of blocks) {
    const where = `line ${line}`;
    const isPublic = CERTIFICATES.has(label) || BUNDLES.has(label);
    if (label.endsWith('PRIVATE KEY')) {
      if (fault) {
        finds.damagedKeys += 1;
      } else {
        findKey(label, bytes, text, finds);
      }
    } else if (!isPublic) {
      // A cut mark counts only where certificates stood before it.
      if (label === '' && finds.certificates.length > 0) {
        finds.notes.push(noteOf('truncated', where));
      }
    } else if (!bytes) {
      finds.notes.push(noteOf(fault ?? 'garbage', where));
    } else if (BUNDLES.has(label)) {
      readPkcs7(bytes, where, finds);
    } else {
      finds.addCertificate(bytes, where);
    }
  }
  if (more) {
    finds.notes.push(noteOf('too-many', 'the end'));
  }
  return blocks.some(({ label }) => BUNDLES.has(label)) ? 'pkcs7' : 'pem';
}

function findKey(
  label: string,
  bytes: Buffer | undefined,
  text: string | undefined,
  finds: Finds,
): void {
  switch (label) {
    case 'PRIVATE KEY':
      finds.addKey(() => readPkcs8(bytes!, finds.budget), {
        encrypted: false,
      });
      break;
    case 'ENCRYPTED PRIVATE KEY':
      finds.addKey(
        () => readEncryptedPkcs8(bytes!, finds.passwords(), finds.budget),
        { encrypted: true },
      );
      break;
    case 'RSA PRIVATE KEY':
    case 'EC PRIVATE KEY':
      finds.addKey(
        () =>
          bytes
            ? readTraditional(
                bytes,
                label.startsWith('RSA') ? 'pkcs1' : 'sec1',
                finds.budget,
              )
            : readEncryptedByHeaders(text!, finds.passwords(), finds.budget),
        { encrypted: !bytes },
      );
      break;
    default:
    // Keys for OpenSSH or PGP belong to no certificate.
  }
}
