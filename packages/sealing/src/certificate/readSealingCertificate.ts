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

import { decodeBase64 } from '../bytes';
import { SealingError } from '../SealingError';
import { webCrypto } from '../webCrypto';
import { certificateFieldsOf } from './certificateFieldsOf';
import { childrenOf, type DerNode, readNode, TAG } from './der';

// The certificate is read by hand: four fields of its outer structure are wanted,
// of which Web Crypto checks the key. The libraries that do it in a browser bring
// all of X.509, CMS and PKCS, and @peculiar/x509 a polyfill of the global Reflect,
// which a plugin should not bring into somebody's portal.

const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';
const LARGEST = 256 * 1024;
const LEAST_BITS = 2048;
/** OpenSSL takes no larger ones. */
const MOST_BITS = 16_384;
/** In bytes: the controller, which is written in Go, takes no larger ones. */
const LONGEST_EXPONENT = 4;
const HOUR_MS = 3_600_000;
/** rsaEncryption, 1.2.840.113549.1.1.1 */
const RSA = '2a864886f70d010101';

/**
 * What values are sealed with: the public half of one of the controller's keys.
 *
 * @public
 */
export interface SealingCertificate {
  /** SHA-256 of the certificate, as `openssl x509 -fingerprint -sha256` has it, in lower case without colons. */
  fingerprint: string;
  /** When the controller made it, to the second. */
  notBefore: Date;
  notAfter: Date;
  keyBits: number;
  publicKey: CryptoKey;
}

/**
 * Reads the first certificate of a PEM text, as kubeseal does: the controller
 * serves the one to use first.
 *
 * Nobody has signed it but itself: that it is the controller's, the caller has
 * to know, by where it comes from or by its fingerprint.
 *
 * @throws {@link SealingError} also for one whose time is over or has not begun
 * @public
 */
export async function readSealingCertificate(
  pem: string,
  options: { now: Date; where?: string },
): Promise<SealingCertificate> {
  const { now, where = 'the sealing certificate' } = options;
  const { subtle } = webCrypto();
  const der = derOf(pem, where);
  const { notBefore, notAfter, publicKeyInfo } = fieldsOf(der, where);
  const publicKey = await importKey(publicKeyInfo, where);
  const keyBits = (publicKey.algorithm as RsaHashedKeyAlgorithm).modulusLength;
  if (keyBits < LEAST_BITS) {
    throw new SealingError(
      'certificate',
      `The key of the certificate has ${keyBits} bits, which can be broken`,
      {
        where,
        remedy: `give the controller a key of at least ${LEAST_BITS} bits (--key-size; 4096 without it)`,
      },
    );
  }
  if (notAfter.getTime() < now.getTime()) {
    throw new SealingError(
      'certificate-expired',
      `The certificate expired on ${notAfter.toISOString()}`,
      {
        where,
        remedy:
          'fetch the newest one from the controller (kubeseal --fetch-cert)',
      },
    );
  }
  if (notBefore.getTime() > now.getTime() + HOUR_MS) {
    throw new SealingError(
      'certificate-expired',
      `The certificate begins on ${notBefore.toISOString()}, which is in the future`,
      {
        where,
        remedy: 'look at the clock of this machine and of the controller',
      },
    );
  }
  const digest = new Uint8Array(await subtle.digest('SHA-256', der));
  return {
    fingerprint: hexOf(digest),
    notBefore,
    notAfter,
    keyBits,
    publicKey,
  };
}

function derOf(pem: string, where: string): Uint8Array<ArrayBuffer> {
  const begin = pem.slice(0, LARGEST).indexOf(BEGIN);
  const end = pem.indexOf(END, begin);
  if (begin < 0 || end < 0) {
    const holdsKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(
      pem.slice(0, LARGEST),
    );
    throw new SealingError(
      'certificate',
      holdsKey
        ? 'There is a private key in it and no certificate'
        : 'There is no certificate in it',
      {
        where,
        remedy: holdsKey
          ? 'sealing takes the certificate alone; keep the key where it is, it opens everything that was sealed with it'
          : 'give the PEM text that kubeseal --fetch-cert or /v1/cert.pem of the controller prints',
      },
    );
  }
  const der = decodeBase64(
    pem.slice(begin + BEGIN.length, end).replace(/[ \t]+/g, ''),
  );
  // A copy of the outer element: what follows it counts for nothing.
  const node = der && readNode(der);
  if (!node) {
    throw garbled(where);
  }
  return new Uint8Array(node.whole);
}

function fieldsOf(der: Uint8Array, where: string) {
  const fields = certificateFieldsOf(der);
  if (!fields) {
    throw garbled(where);
  }
  return fields;
}

async function importKey(info: DerNode, where: string): Promise<CryptoKey> {
  const [algorithm] = childrenOf(info) ?? [];
  const [oid] = childrenOf(algorithm) ?? [];
  if (oid?.tag === TAG.oid && hexOf(oid.content) !== RSA) {
    throw new SealingError(
      'certificate',
      'The key of the certificate is no RSA key, and values are sealed with RSA',
      {
        where,
        remedy:
          'give the certificate of the Sealed Secrets controller, not that of a server',
      },
    );
  }
  const key = numbersOf(info);
  if (!key) {
    throw garbled(where);
  }
  if (!isSound(key)) {
    throw new SealingError(
      'certificate',
      'Values cannot be sealed with the key of the certificate',
      {
        where,
        remedy: `give the certificate of the controller: its RSA key has at most ${MOST_BITS} bits, and an odd exponent of 3 or more`,
      },
    );
  }
  try {
    return await webCrypto().subtle.importKey(
      'spki',
      new Uint8Array(info.whole),
      { name: 'RSA-OAEP', hash: 'SHA-256' },
      false,
      ['encrypt'],
    );
  } catch {
    throw garbled(where);
  }
}

/** The numbers of an RSA key. */
interface KeyNumbers {
  modulus: Uint8Array;
  exponent: Uint8Array;
}

function numbersOf(info: DerNode): KeyNumbers | undefined {
  const bits = (childrenOf(info) ?? [])[1];
  // The first byte of a bit string says how many of its last bits count for nothing.
  const isWhole = bits?.tag === TAG.bitString && bits.content[0] === 0;
  const numbers = isWhole
    ? childrenOf(readNode(bits.content.subarray(1)))
    : undefined;
  const [modulus, exponent] = (numbers ?? []).map(numberOf);
  return modulus && exponent && { modulus, exponent };
}

/**
 * Whether values can be sealed with a key, and only the private one opens them: with
 * the exponent 1 they are in plain text. With one that is too large Node.js ends.
 */
function isSound({ modulus, exponent }: KeyNumbers): boolean {
  return (
    modulus.length * 8 <= MOST_BITS &&
    exponent.length <= LONGEST_EXPONENT &&
    isOdd(modulus) &&
    isOdd(exponent) &&
    (exponent.length > 1 || exponent[0] >= 3)
  );
}

/** The bytes of a number, without zeros at the beginning; undefined where it is negative. */
function numberOf({ tag, content }: DerNode): Uint8Array | undefined {
  if (tag !== TAG.integer || content.length === 0 || content[0] >= 0x80) {
    return undefined;
  }
  const start = content.findIndex(byte => byte !== 0);
  return content.subarray(start < 0 ? content.length - 1 : start);
}

function isOdd(number: Uint8Array): boolean {
  return number[number.length - 1] % 2 === 1;
}

function garbled(where: string): SealingError {
  return new SealingError('certificate', 'The certificate cannot be read', {
    where,
    remedy: 'fetch it again: it was cut off or changed on the way',
  });
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
