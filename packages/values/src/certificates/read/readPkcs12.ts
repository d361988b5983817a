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

import { decrypt, LockedError } from './decrypt';
import {
  childrenOf,
  DerError,
  DerNode,
  octetsOf,
  oidOf,
  readNode,
  TAG,
} from './der';
import { Finds } from './Finds';
import { noteOf } from './notes';
import { firstOf, readEncryptedPkcs8, readPkcs8 } from './readPrivateKey';

const DATA = '1.2.840.113549.1.7.1';
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6';
const BAG = '1.2.840.113549.1.12.10.1.';
const X509 = '1.2.840.113549.1.9.22.1';
const WHERE = 'keystore';
/** Tools make one or two: certificates together, keys together. */
const MOST_PARTS = 100;

/** Whether an element begins as a PKCS#12 does: version 3, then data. */
export function isPkcs12(bytes: Buffer): boolean {
  try {
    const [version, content] = childrenOf(readNode(bytes), TAG.sequence);
    const [type] = childrenOf(content, TAG.sequence);
    return (
      version.tag === TAG.integer &&
      version.content[0] === 3 &&
      [DATA, '1.2.840.113549.1.7.2'].includes(oidOf(type))
    );
  } catch {
    return false;
  }
}

/**
 * The certificates and keys of a PKCS#12, with Node's ciphers (see decryptRc2
 * for what they lack). The MAC is not checked: what is read is public, a wrong
 * password shows by itself, and so PBMAC1 and stores without any can be read.
 */
export function readPkcs12(bytes: Buffer, finds: Finds): void {
  try {
    const [, content] = childrenOf(readNode(bytes), TAG.sequence);
    const safe = readNode(octetsOf(childrenOf(dataOf(content))[0]));
    const parts = childrenOf(safe, TAG.sequence);
    for (const part of parts.slice(0, MOST_PARTS)) {
      readPart(part, finds);
    }
    if (parts.length > MOST_PARTS) {
      finds.notes.push(noteOf('too-many', WHERE));
    }
  } catch (error) {
    finds.notes.push(noteOf(codeOf(error), WHERE));
  }
}

function readPart(part: DerNode, finds: Finds): void {
  const [type, content] = childrenOf(part, TAG.sequence);
  if (oidOf(type) === DATA) {
    readBags(readNode(octetsOf(childrenOf(content)[0])), finds, 0);
    return;
  }
  if (oidOf(type) !== ENCRYPTED_DATA) {
    finds.notes.push(noteOf('unsupported', WHERE));
    return;
  }
  const [, encrypted] = childrenOf(childrenOf(content)[0], TAG.sequence);
  const [, algorithm, data] = childrenOf(encrypted, TAG.sequence);
  let bags: DerNode;
  try {
    const bytes = octetsOf(data);
    bags = firstOf(finds.passwords(), password => {
      const plain = readNode(decrypt(algorithm, bytes, password, finds.budget));
      childrenOf(plain, TAG.sequence).forEach(bag => childrenOf(bag));
      return plain;
    });
  } catch (error) {
    const isOther =
      error instanceof LockedError && error.reason !== 'locked'
        ? error.reason
        : 'keystore-locked';
    finds.notes.push(noteOf(isOther, WHERE));
    return;
  }
  readBags(bags, finds, 0);
}

function readBags(bags: DerNode, finds: Finds, depth: number): void {
  for (const bag of childrenOf(bags, TAG.sequence)) {
    const [type, value] = childrenOf(bag, TAG.sequence);
    const content = childrenOf(value)[0];
    switch (oidOf(type)) {
      case `${BAG}1`:
        finds.addKey(() => readPkcs8(content.whole, finds.budget), {
          encrypted: false,
        });
        break;
      case `${BAG}2`:
        finds.addKey(
          () =>
            readEncryptedPkcs8(content.whole, finds.passwords(), finds.budget),
          { encrypted: true },
        );
        break;
      case `${BAG}3`: {
        const [kind, wrapped] = childrenOf(content, TAG.sequence);
        if (oidOf(kind) === X509) {
          finds.addCertificate(octetsOf(childrenOf(wrapped)[0]), WHERE);
        }
        break;
      }
      case `${BAG}6`:
        if (depth < 4) {
          readBags(content, finds, depth + 1);
        }
        break;
      default:
      // Revocation lists and other secrets.
    }
  }
}

/** The content of a ContentInfo of data. */
function dataOf(info: DerNode): DerNode {
  const [type, content] = childrenOf(info, TAG.sequence);
  if (oidOf(type) !== DATA || !content) {
    throw new LockedError('unsupported');
  }
  return content;
}

function codeOf(error: unknown) {
  if (error instanceof DerError) {
    return error.reason;
  }
  return error instanceof LockedError && error.reason === 'unsupported'
    ? error.reason
    : 'garbage';
}
