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

import { createHash, type KeyObject, timingSafeEqual } from 'crypto';
import { Budget, OWN_ROUND } from './Budget';
import { attemptCost, LockedError } from './decrypt';
import { childrenOf, DerError, octetsOf, oidOf, readNode, TAG } from './der';
import { Finds } from './Finds';
import { noteOf } from './notes';
import { firstOf, readPkcs8 } from './readPrivateKey';

const JKS = 0xfeedfeed;
const JCEKS = 0xcececece;
const WHERE = 'keystore';
const KEY_PROTECTOR = '1.3.6.1.4.1.42.2.17.1.1';

/** Reads forward; the end of the bytes is an error. */
class Reader {
  #offset = 0;

  constructor(readonly bytes: Buffer) {}

  number(): number {
    return this.take(4).readUInt32BE(0);
  }

  text(): void {
    this.take(this.take(2).readUInt16BE(0));
  }

  take(length: number): Buffer {
    const end = this.#offset + length;
    if (end > this.bytes.length) {
      throw new DerError('truncated');
    }
    const taken = this.bytes.subarray(this.#offset, end);
    this.#offset = end;
    return taken;
  }
}

/** Which of Java's own stores this is. */
export function javaStoreOf(bytes: Buffer): 'jks' | 'jceks' | undefined {
  const magic = bytes.length >= 12 ? bytes.readUInt32BE(0) : 0;
  if (magic === JKS) {
    return 'jks';
  }
  return magic === JCEKS ? 'jceks' : undefined;
}

/**
 * The certificates of a JKS or JCEKS: they stand there unencrypted, between the
 * entries' names and keys. The digest at the end is not checked: that takes the
 * password.
 */
export function readJks(bytes: Buffer, finds: Finds): void {
  const reader = new Reader(bytes);
  try {
    reader.number();
    const version = reader.number();
    const count = reader.number();
    for (let entry = 0; entry < count; entry += 1) {
      const tag = reader.number();
      // The alias and the date.
      reader.text();
      reader.take(8);
      if (tag === 1) {
        const key = reader.take(reader.number());
        finds.addKey(
          () => readProtected(key, finds.passwords(), finds.budget),
          { encrypted: true },
        );
        const chain = reader.number();
        for (let link = 0; link < chain; link += 1) {
          readEntryCertificate(reader, version, finds);
        }
      } else if (tag === 2) {
        readEntryCertificate(reader, version, finds);
      } else {
        // A serialised secret key of JCEKS, whose length only Java can tell.
        finds.notes.push(noteOf(tag === 3 ? 'unsupported' : 'garbage', WHERE));
        return;
      }
    }
  } catch {
    finds.notes.push(noteOf('truncated', WHERE));
  }
}

function readEntryCertificate(
  reader: Reader,
  version: number,
  finds: Finds,
): void {
  if (version === 2) {
    reader.text();
  }
  finds.addCertificate(reader.take(reader.number()), WHERE);
}

/** Sun's own protection of keys: a row of SHA-1 over password and salt, XORed. */
function readProtected(
  bytes: Buffer,
  passwords: string[],
  budget: Budget,
): KeyObject {
  const [algorithm, data] = childrenOf(readNode(bytes), TAG.sequence);
  if (oidOf(childrenOf(algorithm)[0]) !== KEY_PROTECTOR) {
    throw new DerError('garbage');
  }
  const protectedKey = octetsOf(data);
  return firstOf(passwords, password =>
    readPkcs8(unprotect(protectedKey, password, budget), budget),
  );
}

function unprotect(
  protectedKey: Buffer,
  password: string,
  budget: Budget,
): Buffer {
  const secret = Buffer.from(password, 'utf16le').swap16();
  const body = protectedKey.subarray(20, -20);
  if (
    !budget.takeRounds(
      Math.ceil(body.length / 20) * OWN_ROUND + attemptCost(body),
    )
  ) {
    throw new LockedError('too-costly');
  }
  const plain = Buffer.alloc(body.length);
  let digest = protectedKey.subarray(0, 20);
  for (let offset = 0; offset < body.length; offset += 20) {
    digest = createHash('sha1').update(secret).update(digest).digest();
    for (let i = 0; i < 20 && offset + i < body.length; i += 1) {
      // eslint-disable-next-line no-bitwise
      plain[offset + i] = body[offset + i] ^ digest[i];
    }
  }
  const check = createHash('sha1').update(secret).update(plain).digest();
  if (!timingSafeEqual(check, protectedKey.subarray(-20))) {
    throw new DerError('garbage');
  }
  return plain;
}
