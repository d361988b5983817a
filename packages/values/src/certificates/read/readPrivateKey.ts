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

import { createPrivateKey, KeyObject } from 'crypto';
import { Budget } from './Budget';
import { COST_OF_ODD_EC, costOfEc, costOfPkcs8 } from './costs';
import { attemptCost, decrypt, LockedError } from './decrypt';
import { childrenOf, octetsOf, readNode, TAG } from './der';

/** A private key in PKCS#8. */
export function readPkcs8(bytes: Buffer, budget: Budget): KeyObject {
  take(budget, costOfPkcs8(bytes));
  return createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' });
}

/** A private key as it was written before PKCS#8. */
export function readTraditional(
  bytes: Buffer,
  type: 'pkcs1' | 'sec1',
  budget: Budget,
): KeyObject {
  if (type === 'sec1') {
    take(budget, costOfEc(readNode(bytes)));
  }
  return createPrivateKey({ key: bytes, format: 'der', type });
}

/** One that is encrypted by the headers of its PEM: one round of MD5, whatever it says. */
export function readEncryptedByHeaders(
  text: string,
  passwords: string[],
  budget: Budget,
): KeyObject {
  return firstOf(passwords, passphrase => {
    // What comes out is not known before.
    take(budget, COST_OF_ODD_EC + attemptCost(text));
    return createPrivateKey({ key: text, format: 'pem', passphrase });
  });
}

/**
 * An encrypted private key in PKCS#8. Node would decrypt it too, but with as
 * many rounds as it asks for.
 */
export function readEncryptedPkcs8(
  bytes: Buffer,
  passwords: string[],
  budget: Budget,
): KeyObject {
  const [algorithm, node] = childrenOf(readNode(bytes), TAG.sequence);
  const data = octetsOf(node);
  return firstOf(passwords, password =>
    readPkcs8(decrypt(algorithm, data, password, budget), budget),
  );
}

function take(budget: Budget, cost: number): void {
  if (cost > 0 && !budget.takeRounds(cost)) {
    throw new LockedError('too-costly');
  }
}

/** What the first password gives that opens something. */
export function firstOf<T>(
  passwords: string[],
  read: (password: string) => T,
): T {
  let last: unknown = new Error('locked');
  for (const password of passwords) {
    try {
      return read(password);
    } catch (error) {
      last = error;
      if (error instanceof LockedError && error.reason === 'too-costly') {
        break;
      }
    }
  }
  throw last;
}
