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

import { createHash } from 'node:crypto';
import { der, objectIdentifier, sequence } from './der';
import { SeededRandom } from './seededRandom';

/** Java's own way to protect a key. */
const KEY_PROTECTOR = '1.3.6.1.4.1.42.2.17.1.1';
const PRIVATE_KEY = 1;

/** A JKS keystore with a certificate, and in place of its protected key random bytes. */
export function jksKeystore(options: {
  certificate: string;
  password: string;
  seed: string;
  created: Date;
}): Buffer {
  const certificate = Buffer.from(
    options.certificate.replace(/-----[^-]+-----|\s/g, ''),
    'base64',
  );
  const key = sequence(
    sequence(objectIdentifier(KEY_PROTECTOR), der(0x05)),
    der(0x04, new SeededRandom(`protected ${options.seed}`).bytes(1200)),
  );
  const created = Buffer.alloc(8);
  created.writeBigInt64BE(BigInt(options.created.getTime()));
  const content = Buffer.concat([
    uint32(0xfeedfeed),
    uint32(2),
    uint32(1),
    uint32(PRIVATE_KEY),
    text('server'),
    created,
    uint32(key.length),
    key,
    uint32(1),
    text('X.509'),
    uint32(certificate.length),
    certificate,
  ]);
  const digest = createHash('sha1')
    .update(Buffer.from(options.password, 'utf16le').swap16())
    .update('Mighty Aphrodite')
    .update(content)
    .digest();
  return Buffer.concat([content, digest]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
