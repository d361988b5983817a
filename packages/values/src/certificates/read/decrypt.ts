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

import { createDecipheriv, createHash, pbkdf2Sync } from 'crypto';
import { Budget, OWN_ROUND } from './Budget';
import { childrenOf, DerNode, numberOf, octetsOf, oidOf, TAG } from './der';
import { decryptRc2 } from './decryptRc2';

/** Why something stays encrypted. */
export class LockedError extends Error {
  constructor(readonly reason: 'locked' | 'unsupported' | 'too-costly') {
    super(reason);
  }
}

const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';
/** The digest, what a round with it costs more than one with SHA-1, and the bytes it gives. */
const SHA1 = { digest: 'sha1', cost: 1, length: 20 };
const PRFS: Record<string, typeof SHA1> = {
  '1.2.840.113549.2.7': SHA1,
  '1.2.840.113549.2.8': { digest: 'sha224', cost: 1, length: 28 },
  '1.2.840.113549.2.9': { digest: 'sha256', cost: 1, length: 32 },
  '1.2.840.113549.2.10': { digest: 'sha384', cost: 2, length: 48 },
  '1.2.840.113549.2.11': { digest: 'sha512', cost: 2, length: 64 },
};
const CIPHERS: Record<string, { name: string; key: number }> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', key: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', key: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', key: 32 },
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', key: 24 },
};
const OLD_CIPHERS: Record<string, { name: string; key: number }> = {
  '1.2.840.113549.1.12.1.3': { name: 'des-ede3-cbc', key: 24 },
  '1.2.840.113549.1.12.1.4': { name: 'des-ede-cbc', key: 16 },
  '1.2.840.113549.1.12.1.5': { name: 'rc2', key: 16 },
  '1.2.840.113549.1.12.1.6': { name: 'rc2', key: 5 },
};
/** node-forge takes time by the square of the length. */
const LONGEST_RC2 = 16 * 1024;
/** So many bytes that are decrypted take as long as a round. */
const BYTES_A_ROUND = 16;

/** To try a password takes as long as so many rounds, however few it is hashed. */
const ATTEMPT = 100;

/**
 * Decrypts what an AlgorithmIdentifier of password-based encryption says. A
 * wrong password shows by the padding (and by what comes out being no DER).
 *
 * @throws {@link LockedError}
 */
export function decrypt(
  algorithm: DerNode,
  data: Buffer,
  password: string,
  budget: Budget,
): Buffer {
  const [id, parameters] = childrenOf(algorithm, TAG.sequence);
  const oid = oidOf(id);
  if (oid === PBES2) {
    return decryptNew(childrenOf(parameters), data, password, budget);
  }
  const cipher = OLD_CIPHERS[oid];
  if (!cipher) {
    throw new LockedError('unsupported');
  }
  const [saltNode, rounds] = childrenOf(parameters);
  const count = countOf(rounds);
  const salt = octetsOf(saltNode);
  if (
    (cipher.name === 'rc2' && data.length > LONGEST_RC2) ||
    !budget.takeRounds(count * OWN_ROUND * 3 + attemptCost(data, salt))
  ) {
    throw new LockedError('too-costly');
  }
  const derive = (purpose: number, length: number) =>
    deriveOld(purpose, length, password, salt, count);
  const key = derive(1, cipher.key);
  const iv = derive(2, 8);
  return cipher.name === 'rc2'
    ? unlocked(() => decryptRc2(data, key, iv))
    : decipher(cipher.name, key, iv, data);
}

function decryptNew(
  [derivation, encryption]: DerNode[],
  data: Buffer,
  password: string,
  budget: Budget,
): Buffer {
  const [derivationId, derivationParameters] = childrenOf(derivation);
  const [cipherId, iv] = childrenOf(encryption);
  const cipher = CIPHERS[oidOf(cipherId)];
  if (oidOf(derivationId) !== PBKDF2 || !cipher) {
    throw new LockedError('unsupported');
  }
  const [saltNode, rounds, ...rest] = childrenOf(derivationParameters);
  const prf = rest.find(({ tag }) => tag === TAG.sequence);
  const hashed = prf ? PRFS[oidOf(childrenOf(prf)[0])] : SHA1;
  if (!hashed) {
    throw new LockedError('unsupported');
  }
  const { digest, cost, length } = hashed;
  const count = countOf(rounds);
  const salt = octetsOf(saltNode);
  const blocks = Math.ceil(cipher.key / length);
  if (!budget.takeRounds(count * blocks * cost + attemptCost(data, salt))) {
    throw new LockedError('too-costly');
  }
  const key = pbkdf2Sync(password, salt, count, cipher.key, digest);
  return decipher(cipher.name, key, octetsOf(iv), data);
}

/** A count below one would pay for the bytes. */
function countOf(rounds: DerNode | undefined): number {
  const count = numberOf(rounds);
  if (count < 1) {
    throw new LockedError('unsupported');
  }
  return count;
}

/** What it costs to try a password, besides the rounds. */
export function attemptCost(...parts: { length: number }[]): number {
  return parts.reduce(
    (cost, { length }) => cost + Math.ceil(length / BYTES_A_ROUND),
    ATTEMPT,
  );
}

function decipher(name: string, key: Buffer, iv: Buffer, data: Buffer): Buffer {
  return unlocked(() => {
    const stream = createDecipheriv(name, key, iv);
    return Buffer.concat([stream.update(data), stream.final()]);
  });
}

/** Errors of ciphers are all the same from outside: the password was wrong. */
function unlocked(look: () => Buffer): Buffer {
  try {
    return look();
  } catch {
    throw new LockedError('locked');
  }
}

/** RFC 7292, appendix B.2, with SHA-1: all old ciphers use it. */
function deriveOld(
  purpose: number,
  length: number,
  password: string,
  salt: Buffer,
  rounds: number,
): Buffer {
  const block = 64;
  const fill = (source: Buffer) =>
    Buffer.alloc(Math.ceil(source.length / block) * block, source);
  const text = Buffer.from(`${password}\0`, 'utf16le').swap16();
  const input = Buffer.concat([salt.length ? fill(salt) : salt, fill(text)]);
  const diversifier = Buffer.alloc(block, purpose);
  const out: Buffer[] = [];
  for (let made = 0; made < length; made += 20) {
    let hash = createHash('sha1').update(diversifier).update(input).digest();
    for (let round = 1; round < rounds; round += 1) {
      hash = createHash('sha1').update(hash).digest();
    }
    out.push(hash);
    const addend = Buffer.alloc(block, hash);
    for (let start = 0; start < input.length; start += block) {
      let carry = 1;
      for (let index = block - 1; index >= 0; index -= 1) {
        carry += input[start + index] + addend[index];
        input[start + index] = carry % 256;
        carry = Math.floor(carry / 256);
      }
    }
  }
  return Buffer.concat(out).subarray(0, length);
}
