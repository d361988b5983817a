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

import { checkPrimeSync, createPrivateKey, KeyObject } from 'node:crypto';
import { SeededRandom } from './seededRandom';

const BITS = 2048;
const EXPONENT = 65_537n;

/**
 * How far after what their seeds give the primes of keys are. A search takes half a
 * second for each key that is not named here.
 */
const distances: Readonly<Record<string, readonly [number, number]>> = {
  'production/Secret/sealed-secrets/sealed-secrets-key7fk2m': [146, 2652],
  'production/Secret/sealed-secrets/sealed-secrets-key4bq9x': [168, 58],
  'production/Secret/sealed-secrets/sealed-secrets-key2xw8d': [2224, 482],
  'staging/Secret/sealed-secrets/sealed-secrets-keyt5m6c': [550, 578],
  'development/Secret/sealed-secrets/sealed-secrets-keyr8d2w': [344, 44],
  foreign: [1440, 162],
};

const known = new Map<string, KeyObject>();

/** An RSA key that follows from a seed. */
export function seededRsaKey(seed: string): KeyObject {
  let key = known.get(seed);
  if (!key) {
    key = createKey(seed);
    known.set(seed, key);
  }
  return key;
}

function findDistances(seed: string): [number, number] {
  return [distanceFrom(startOf(seed, 'p')), distanceFrom(startOf(seed, 'q'))];
}

function createKey(seed: string): KeyObject {
  const [toP, toQ] = distances[seed] ?? findDistances(seed);
  const p = startOf(seed, 'p') + BigInt(toP);
  const q = startOf(seed, 'q') + BigInt(toQ);
  const d = inverseOf(EXPONENT, (p - 1n) * (q - 1n));
  return createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'RSA',
      n: base64Url(p * q),
      e: base64Url(EXPONENT),
      d: base64Url(d),
      p: base64Url(p),
      q: base64Url(q),
      dp: base64Url(d % (p - 1n)),
      dq: base64Url(d % (q - 1n)),
      qi: base64Url(inverseOf(q, p)),
    },
  });
}

/** An odd number of which the product with its like has all bits. */
function startOf(seed: string, which: 'p' | 'q'): bigint {
  const bytes = Buffer.from(
    new SeededRandom(`rsa ${which} ${seed}`).bytes(BITS / 16),
  );
  bytes[0] = 0xc0 + (bytes[0] % 0x40);
  const number = BigInt(`0x${bytes.toString('hex')}`);
  return number % 2n === 0n ? number + 1n : number;
}

function distanceFrom(start: bigint): number {
  let distance = 0;
  while (!isUsable(start + BigInt(distance))) {
    distance += 2;
  }
  return distance;
}

function isUsable(number: bigint): boolean {
  return number % EXPONENT !== 1n && checkPrimeSync(number);
}

/** By the extended algorithm of Euclid. */
function inverseOf(number: bigint, modulus: bigint): bigint {
  let [before, rest] = [modulus, number % modulus];
  let [factorBefore, factor] = [0n, 1n];
  while (rest > 1n) {
    const times = before / rest;
    [before, rest] = [rest, before - times * rest];
    [factorBefore, factor] = [factor, factorBefore - times * factor];
  }
  return factor < 0n ? factor + modulus : factor;
}

function base64Url(number: bigint): string {
  const hex = number.toString(16);
  return Buffer.from(
    hex.padStart(hex.length + (hex.length % 2), '0'),
    'hex',
  ).toString('base64url');
}
