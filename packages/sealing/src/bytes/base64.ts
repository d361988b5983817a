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
/** Of a character its 6 bits, or what is none. */
const NO_DIGIT = 0x40;
const DIGITS = new Uint8Array(256).fill(NO_DIGIT);
ALPHABET.forEach((code, value) => {
  DIGITS[code] = value;
});
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
/**
 * Reads base64 as Go's StdEncoding does: with padding, line breaks left out.
 *
 * @returns undefined for what is none
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  const tight = /[\r\n]/.test(text) ? text.replace(/[\r\n]+/g, '') : text;
  const codes = new TextEncoder().encode(tight);
  if (codes.length % 4 !== 0) {
    return undefined;
  }
  const padding = /={0,2}$/.exec(tight.slice(-2))![0].length;
  // What pads counts as zero, which is cut off.
  codes.fill(ALPHABET[0], codes.length - padding);
  const bytes = new Uint8Array((codes.length / 4) * 3);
  let all = 0;
  for (let from = 0, to = 0; from < codes.length; from += 4, to += 3) {
    const one = DIGITS[codes[from]];
    const two = DIGITS[codes[from + 1]];
    const three = DIGITS[codes[from + 2]];
    const four = DIGITS[codes[from + 3]];
    all |= one | two | three | four;
    bytes[to] = (one << 2) | (two >> 4);
    bytes[to + 1] = (two << 4) | (three >> 2);
    bytes[to + 2] = (three << 6) | four;
  }
  return all < NO_DIGIT ? bytes.subarray(0, bytes.length - padding) : undefined;
}
/* eslint-enable no-bitwise */
