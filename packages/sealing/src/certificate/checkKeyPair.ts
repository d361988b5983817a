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
import { webCrypto } from '../webCrypto';
import { certificateFieldsOf } from './certificateFieldsOf';
import { childrenOf, encodeNode, readNode, TAG } from './der';

/**
 * Whether a private key is that of a certificate. `cannot-tell` stands for keys
 * whose algorithm Web Crypto does not have here, and for those that it refuses.
 *
 * @public
 */
export type KeyPairResult =
  | 'fits'
  | 'differs'
  | 'no-certificate'
  | 'no-key'
  | 'encrypted-key'
  | 'cannot-tell';

/** @public */
export interface KeyPair {
  result: KeyPairResult;
  /** When the certificate expires; undefined where there is none. */
  notAfter?: Date;
}

/** More is no certificate of a server. */
const LONGEST = 1024 * 1024;
const PROBE = new TextEncoder().encode('the key of this certificate');
const HASH = 'SHA-256';

// RFC 3279 and RFC 8410, by the object identifier as it stands in DER.
const RSA = '2a864886f70d010101';
const EC = '2a8648ce3d0201';
const ED25519 = '2b6570';
const CURVES: Record<string, string> = {
  '2a8648ce3d030107': 'P-256',
  '2b81040022': 'P-384',
  '2b81040023': 'P-521',
};

/** How a kind of key signs, for Web Crypto. */
interface Signing {
  /** For the import of the keys. */
  key: AlgorithmIdentifier | RsaHashedImportParams | EcKeyImportParams;
  use: AlgorithmIdentifier | EcdsaParams;
}

/**
 * Looks whether the private key of one PEM text belongs to the first certificate of
 * another, as a server needs them: what the key signs, the certificate has to confirm.
 * Neither text is quoted anywhere.
 *
 * @public
 */
export async function checkKeyPair(
  certificatePem: string,
  keyPem: string,
): Promise<KeyPair> {
  const der = blockOf(certificatePem, 'CERTIFICATE');
  const fields = der && certificateFieldsOf(der);
  if (!fields) {
    return { result: 'no-certificate' };
  }
  const { notAfter, publicKeyInfo } = fields;
  if (isEncrypted(keyPem)) {
    return { result: 'encrypted-key', notAfter };
  }
  const [algorithm] = childrenOf(publicKeyInfo) ?? [];
  const key = algorithm && privateKeyOf(keyPem, algorithm.whole);
  if (!key) {
    return { result: 'no-key', notAfter };
  }
  const signing = signingOf(algorithm.whole);
  if (!signing) {
    return { result: 'cannot-tell', notAfter };
  }
  // One of another kind or curve cannot be imported as one of this.
  if (key === 'other' || hexOf(key.algorithm) !== hexOf(algorithm.whole)) {
    return { result: 'differs', notAfter };
  }
  return {
    result: await compare(publicKeyInfo.whole, key.pkcs8, signing),
    notAfter,
  };
}

async function compare(
  spki: Uint8Array,
  pkcs8: Uint8Array<ArrayBuffer>,
  { key, use }: Signing,
): Promise<KeyPairResult> {
  const { subtle } = webCrypto();
  try {
    const [privateKey, publicKey] = await Promise.all([
      subtle.importKey('pkcs8', pkcs8, key, false, ['sign']),
      subtle.importKey('spki', new Uint8Array(spki), key, false, ['verify']),
    ]);
    const signature = await subtle.sign(use, privateKey, PROBE);
    return (await subtle.verify(use, publicKey, signature, PROBE))
      ? 'fits'
      : 'differs';
  } catch {
    return 'cannot-tell';
  } finally {
    pkcs8.fill(0);
  }
}

function signingOf(algorithm: Uint8Array): Signing | undefined {
  const [oid, parameters] = childrenOf(readNode(algorithm)) ?? [];
  switch (oid && hexOf(oid.content)) {
    case RSA:
      return {
        key: { name: 'RSASSA-PKCS1-v1_5', hash: HASH },
        use: { name: 'RSASSA-PKCS1-v1_5' },
      };
    case EC: {
      const namedCurve = parameters && CURVES[hexOf(parameters.content)];
      return namedCurve
        ? {
            key: { name: 'ECDSA', namedCurve },
            use: { name: 'ECDSA', hash: HASH },
          }
        : undefined;
    }
    case ED25519:
      return { key: { name: 'Ed25519' }, use: { name: 'Ed25519' } };
    default:
      return undefined;
  }
}

interface PrivateKey {
  pkcs8: Uint8Array<ArrayBuffer>;
  algorithm: Uint8Array;
}

/**
 * The key in PKCS #8, which is all that Web Crypto reads: older forms are put into it
 * with the algorithm of the certificate. `other` for one that is of another kind.
 */
function privateKeyOf(
  pem: string,
  algorithm: Uint8Array,
): PrivateKey | 'other' | undefined {
  const pkcs8 = blockOf(pem, 'PRIVATE KEY');
  if (pkcs8) {
    const [, own] = childrenOf(readNode(pkcs8)) ?? [];
    return own && { pkcs8, algorithm: own.whole };
  }
  for (const [label, oid] of [
    ['RSA PRIVATE KEY', RSA],
    ['EC PRIVATE KEY', EC],
  ]) {
    const der = blockOf(pem, label);
    if (der && childrenOf(readNode(der))) {
      const [kind] = childrenOf(readNode(algorithm)) ?? [];
      if (!kind || hexOf(kind.content) !== oid) {
        return 'other';
      }
      const wrapped = encodeNode(
        TAG.sequence,
        encodeNode(TAG.integer, new Uint8Array(1)),
        algorithm,
        encodeNode(TAG.octetString, der),
      );
      der.fill(0);
      return { pkcs8: wrapped, algorithm };
    }
  }
  return undefined;
}

function isEncrypted(pem: string): boolean {
  return (
    pem.includes('-----BEGIN ENCRYPTED PRIVATE KEY-----') ||
    pem.includes('Proc-Type: 4,ENCRYPTED')
  );
}

/** The first block of a label in a PEM text. */
function blockOf(
  text: string,
  label: string,
): Uint8Array<ArrayBuffer> | undefined {
  const begin = `-----BEGIN ${label}-----`;
  const from = text.slice(0, LONGEST).indexOf(begin);
  const to = text.indexOf(`-----END ${label}-----`, from);
  if (from < 0 || to < 0) {
    return undefined;
  }
  const bytes = decodeBase64(
    text.slice(from + begin.length, to).replace(/[ \t]+/g, ''),
  );
  return bytes && new Uint8Array(bytes);
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
