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

import type { KeyObject } from 'crypto';
import { ROUNDS_A_MS } from './Budget';
import { LockedError } from './decrypt';
import {
  childrenOf,
  type DerNode,
  octetsOf,
  oidOf,
  readNode,
  TAG,
} from './der';

/*
 * What OpenSSL computes when it reads a key or checks a signature, in rounds of
 * key derivation. The sizes of some numbers are bounded by nothing but the length
 * of the value: a DSA key of some hundred kilobytes would take days.
 */

const RSA = ['1.2.840.113549.1.1.1', '1.2.840.113549.1.1.10'];
const EC = '1.2.840.10045.2.1';
const DSA = '1.2.840.10040.4.1';
/** X25519, X448, Ed25519 and Ed448. */
const EDWARDS = ['1.3.101.110', '1.3.101.111', '1.3.101.112', '1.3.101.113'];

/** A key on a curve without its public half, which OpenSSL computes. */
export const COST_OF_ODD_EC = 10 * ROUNDS_A_MS;
const COST_OF_DSA = 30 * ROUNDS_A_MS;
/** 4096 bits. */
const LONGEST_DSA = 513;
const LONGEST_RSA = 8192;
const LONGEST_DSA_BITS = 4096;
/** Of the exponents that are in use the largest is 65537. */
const LARGEST_EXPONENT = 0xffffffffn;

const MS_OF_CURVES: Record<string, number> = { prime256v1: 0, secp384r1: 2 };
const MS_OF_OTHER_CURVE = 9;

/** Of a private key in PKCS#8. */
export function costOfPkcs8(bytes: Buffer): number {
  const [, algorithm, key] = childrenOf(readNode(bytes), TAG.sequence);
  const [id, parameters] = childrenOf(algorithm, TAG.sequence);
  const oid = oidOf(id);
  if (RSA.includes(oid) || EDWARDS.includes(oid)) {
    // Nothing is computed, or little.
    return 0;
  }
  if (oid === EC) {
    return costOfEc(readNode(octetsOf(key)), parameters);
  }
  if (oid === DSA) {
    const numbers = [
      ...childrenOf(parameters, TAG.sequence),
      readNode(octetsOf(key)),
    ];
    if (numbers.every(({ content }) => content.length <= LONGEST_DSA)) {
      return COST_OF_DSA;
    }
  }
  throw new LockedError('unsupported');
}

/**
 * Of a private key on a curve, as SEC 1 has it.
 *
 * @param curve - where the key itself does not say it
 */
export function costOfEc(key: DerNode, curve?: DerNode): number {
  const fields = childrenOf(key, TAG.sequence);
  const own = fields.find(({ tag }) => tag === 0xa0);
  const curves = [curve, own && childrenOf(own)[0]];
  // A curve of one's own is none that certificates are made with.
  if (curves.some(each => each !== undefined && each.tag !== TAG.oid)) {
    throw new LockedError('unsupported');
  }
  return fields.some(({ tag }) => tag === 0xa1) ? 0 : COST_OF_ODD_EC;
}

/** Of checking a signature by a public key. What would take longer than any in use costs more than there is. */
export function costOfVerifying(key: KeyObject): number {
  const { modulusLength = 0, publicExponent = 0n } =
    key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'rsa':
    case 'rsa-pss':
      return modulusLength <= LONGEST_RSA && publicExponent <= LARGEST_EXPONENT
        ? 0
        : Infinity;
    case 'dsa':
      return modulusLength <= LONGEST_DSA_BITS ? 2 * ROUNDS_A_MS : Infinity;
    case 'ec':
      return (
        (MS_OF_CURVES[key.asymmetricKeyDetails?.namedCurve ?? ''] ??
          MS_OF_OTHER_CURVE) * ROUNDS_A_MS
      );
    default:
      return 0;
  }
}
