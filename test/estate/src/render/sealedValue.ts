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

import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  KeyObject,
  privateDecrypt,
  publicEncrypt,
} from 'node:crypto';
import { SeededRandom } from './seededRandom';

const HASH = 'sha256';
const HASH_BYTES = 32;
const SESSION_KEY_BYTES = 32;
const LENGTH_BYTES = 2;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';
const NONCE = Buffer.alloc(12);

/**
 * Seals a value as kubeseal does, but for what is random there: it follows from a
 * seed, so that the estate is the same each time.
 *
 * @param label - `namespace/name`, the namespace or nothing, by the scope
 */
export function sealValue(
  value: Buffer,
  key: KeyObject,
  label: string,
  seed: string,
): string {
  const random = new SeededRandom(`sealed ${seed}`);
  const sessionKey = random.bytes(SESSION_KEY_BYTES);
  const wrapped = publicEncrypt(
    { key, padding: constants.RSA_NO_PADDING },
    padOaep(sessionKey, label, random.bytes(HASH_BYTES), bytesOf(key)),
  );
  const cipher = createCipheriv(CIPHER, sessionKey, NONCE);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt16BE(wrapped.length);
  return Buffer.concat([
    length,
    wrapped,
    cipher.update(value),
    cipher.final(),
    cipher.getAuthTag(),
  ]).toString('base64');
}

/** Opens a sealed value as the controller does; undefined where this key does not. */
export function openValue(
  sealed: string,
  key: KeyObject,
  label: string,
): Buffer | undefined {
  const bytes = Buffer.from(sealed, 'base64');
  try {
    const end = LENGTH_BYTES + bytes.readUInt16BE(0);
    const sessionKey = privateDecrypt(
      {
        key,
        padding: constants.RSA_PKCS1_OAEP_PADDING,
        oaepHash: HASH,
        oaepLabel: Buffer.from(label),
      },
      bytes.subarray(LENGTH_BYTES, end),
    );
    const decipher = createDecipheriv(CIPHER, sessionKey, NONCE);
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([
      decipher.update(bytes.subarray(end, -TAG_BYTES)),
      decipher.final(),
    ]);
  } catch {
    return undefined;
  }
}

/** EME-OAEP of RFC 8017, 7.1.1. */
function padOaep(
  message: Buffer,
  label: string,
  seed: Buffer,
  size: number,
): Buffer {
  const data = Buffer.alloc(size - HASH_BYTES - 1);
  createHash(HASH).update(label).digest().copy(data);
  data[data.length - message.length - 1] = 1;
  message.copy(data, data.length - message.length);
  const masked = xor(data, mask(seed, data.length));
  return Buffer.concat([
    Buffer.alloc(1),
    xor(seed, mask(masked, HASH_BYTES)),
    masked,
  ]);
}

/** MGF1 of RFC 8017, B.2.1. */
function mask(seed: Buffer, length: number): Buffer {
  const blocks = Array.from(
    { length: Math.ceil(length / HASH_BYTES) },
    (_, index) => {
      const counter = Buffer.alloc(4);
      counter.writeUInt32BE(index);
      return createHash(HASH).update(seed).update(counter).digest();
    },
  );
  return Buffer.concat(blocks).subarray(0, length);
}

function xor(one: Buffer, other: Buffer): Buffer {
  // eslint-disable-next-line no-bitwise
  return Buffer.from(one.map((byte, index) => byte ^ other[index]));
}

function bytesOf(key: KeyObject): number {
  return (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
}
