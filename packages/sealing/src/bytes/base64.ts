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

// By tables into bytes: btoa takes a text of one character a byte, and to make one
// of a value takes longer than to encrypt it.
/* eslint-disable no-bitwise */
const ALPHABET = new TextEncoder().encode(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
);
/** The two characters that stand for 12 bits, in the order of bytes of this machine. */
const PAIRS = new Uint16Array(
  Uint8Array.from({ length: 2 * 4096 }, (_, at) =>
    at % 2 === 0 ? ALPHABET[at >> 7] : ALPHABET[(at >> 1) & 63],
  ).buffer,
);
const PAD = '='.charCodeAt(0);

/** Browsers since 2025 do it themselves, Node.js 24 does not. */
interface NativeBase64 {
  toBase64?(): string;
}

/** Standard base64 with padding, as Go's StdEncoding writes it. */
export function encodeBase64(bytes: Uint8Array & NativeBase64): string {
  if (bytes.toBase64) {
    return bytes.toBase64();
  }
  const { length } = bytes;
  const pairs = new Uint16Array(Math.ceil(length / 3) * 2);
  for (let from = 0, to = 0; from < length; from += 3, to += 2) {
    // What is past the end counts as zero.
    const three =
      (bytes[from] << 16) | (bytes[from + 1] << 8) | bytes[from + 2];
    pairs[to] = PAIRS[three >> 12];
    pairs[to + 1] = PAIRS[three & 4095];
  }
  const text = new Uint8Array(pairs.buffer);
  text.fill(PAD, text.length - ((3 - (length % 3)) % 3));
  return new TextDecoder().decode(text);
}
/* eslint-enable no-bitwise */

/**
 * Reads base64 as Go's StdEncoding does: with padding, line breaks left out.
 *
 * @returns undefined for what is none
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  const tight = text.replace(/[\r\n]+/g, '');
  if (tight.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(tight)) {
    return undefined;
  }
  const binary = atob(tight);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) {
    bytes[index] = binary.charCodeAt(index);
  }
  return bytes;
}
