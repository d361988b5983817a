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

import { isCommon } from './isCommon';

const SHORTEST = 12;
const LEAST_BITS = 60;
/** Enough to decide: what follows can only make a value harder to guess. */
const LOOKED_AT = 96;

const DIGITS = 10;
const LETTERS = 26;
const SYMBOLS = 33;
const BINARY = 128;

const POOLS: Record<number, number> = {
  1: DIGITS,
  2: LETTERS,
  4: LETTERS,
  8: SYMBOLS,
  16: BINARY,
};

/**
 * Whether a value could be found by guessing, so that a comparable fingerprint
 * of it would give it away: it is shorter than 12 bytes, holds less than 60
 * bits by its character classes and repetitions, or is a common or known default
 * password, also with other cases, digits and signs around it.
 *
 * @public
 */
export function isGuessable(value: Buffer): boolean {
  if (value.length < SHORTEST) {
    return true;
  }
  const start = value.subarray(0, LOOKED_AT);
  if (bitsOf(start) < LEAST_BITS) {
    return true;
  }
  return value.length <= LOOKED_AT && isCommon(value.toString('latin1'));
}

/** The bits that a guesser of patterns would need, roughly. */
function bitsOf(bytes: Buffer): number {
  const seen = new Uint8Array(256);
  let distinct = 0;
  let pool = 0;
  let classes = 0;
  let surprising = 0;
  let step: number | undefined;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (seen[byte] === 0) {
      seen[byte] = 1;
      distinct++;
    }
    const bit = classOf(byte);
    if ((classes & bit) === 0) {
      classes |= bit;
      pool += POOLS[bit];
    }
    // Runs such as aaaa, 1234 and dcba are no surprise from their third byte on.
    const nextStep = index > 0 ? byte - bytes[index - 1] : undefined;
    const predictable =
      nextStep !== undefined && nextStep === step && Math.abs(nextStep) <= 1;
    if (!predictable) {
      surprising++;
    }
    step = nextStep;
  }
  const length = Math.min(surprising, periodOf(bytes));
  return length * Math.log2(Math.min(pool, distinct * 3));
}

function classOf(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) {
    return 1;
  }
  if (byte >= 0x61 && byte <= 0x7a) {
    return 2;
  }
  if (byte >= 0x41 && byte <= 0x5a) {
    return 4;
  }
  return byte >= 0x20 && byte < 0x7f ? 8 : 16;
}

/** The length of the piece of which the bytes are a repetition. */
function periodOf(bytes: Buffer): number {
  // The failure function of Knuth, Morris and Pratt.
  const borders = new Uint8Array(bytes.length);
  for (let index = 1, border = 0; index < bytes.length; index++) {
    while (border > 0 && bytes[index] !== bytes[border]) {
      border = borders[border - 1];
    }
    if (bytes[index] === bytes[border]) {
      border++;
    }
    borders[index] = border;
  }
  return bytes.length - borders[bytes.length - 1];
}
