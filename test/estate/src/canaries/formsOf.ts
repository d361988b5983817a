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

/** Shorter pieces are found by chance. */
const SHORTEST = 12;
/** Enough to be sure; the rest of a long value need not be compared. */
const LONGEST = 32;
const LONG = 64;

/**
 * The forms in which a value could show up somewhere: itself, base64 at its
 * three offsets, hex, URL- and JSON-escaped, and its hashes.
 */
export function formsOf(value: Buffer): Map<string, Buffer> {
  // Long values start alike (PEM, YAML): what tells them apart is further in.
  const middle = Math.floor(value.length / 2);
  const piece =
    value.length > LONG ? value.subarray(middle, middle + LONGEST) : value;
  const text = piece.toString('utf8');
  const forms = new Map<string, Buffer>([
    ['itself', piece],
    ['base64', base64At(piece, 0)],
    ['base64, second offset', base64At(piece, 1)],
    ['base64, third offset', base64At(piece, 2)],
    ['base64url', Buffer.from(piece.toString('base64url'))],
    ['hex', Buffer.from(piece.toString('hex'))],
    ['upper-case hex', Buffer.from(piece.toString('hex').toUpperCase())],
    ['URL-escaped', Buffer.from(encodeURIComponent(text))],
    ['JSON-escaped', Buffer.from(JSON.stringify(text).slice(1, -1))],
  ]);
  for (const algorithm of ['sha1', 'sha256']) {
    const hash = createHash(algorithm).update(value);
    const digest = hash.digest();
    forms.set(algorithm, Buffer.from(digest.toString('hex')));
    forms.set(`${algorithm}, base64`, Buffer.from(digest.toString('base64')));
  }
  const seen = new Set<string>();
  for (const [name, form] of forms) {
    const kept = form.subarray(0, LONGEST);
    const key = kept.toString('latin1');
    if (kept.length < SHORTEST || seen.has(key)) {
      forms.delete(name);
    } else {
      seen.add(key);
      forms.set(name, kept);
    }
  }
  return forms;
}

/** Base64 of a value that stands at another offset: without the digits that its neighbours share. */
function base64At(value: Buffer, offset: number): Buffer {
  const encoded = Buffer.concat([Buffer.alloc(offset), value]).toString(
    'base64',
  );
  const shared = offset === 0 ? 0 : offset + 1;
  return Buffer.from(encoded.slice(shared).replace(/.?.?.?=*$/, ''));
}
