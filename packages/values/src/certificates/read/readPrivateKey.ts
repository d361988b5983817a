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
import { decrypt } from './decrypt';
import { childrenOf, octetsOf, readNode, TAG } from './der';

/** A private key in PKCS#8. */
export function readPkcs8(bytes: Buffer): KeyObject {
  return createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' });
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
  const [algorithm, data] = childrenOf(readNode(bytes), TAG.sequence);
  return firstOf(passwords, password =>
    readPkcs8(decrypt(algorithm, octetsOf(data), password, budget)),
  );
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
    }
  }
  throw last;
}
