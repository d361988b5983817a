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

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
/** Without quotes, backslashes, spaces and what shells, YAML and URLs give a meaning to. */
const SIGNS = '!*+-.=^_~';

/** Of each group, at least one character is in a value. */
const ALPHABETS = {
  lettersAndDigits: [LOWER, UPPER, DIGITS],
  lettersDigitsAndSigns: [LOWER, UPPER, DIGITS, SIGNS],
  hex: [`${DIGITS}abcdef`],
  base64url: [`${LOWER}${UPPER}${DIGITS}-_`],
} as const;

/** What characters a value is made of. */
export type Alphabet = keyof typeof ALPHABETS;

export const ALPHABET_NAMES = Object.keys(ALPHABETS) as Alphabet[];

/** How a value is made. */
export interface GeneratePolicy {
  alphabet: Alphabet;
  /** In characters, of {@link SHORTEST_GENERATED} to {@link LONGEST_GENERATED}. */
  length: number;
}

export const SHORTEST_GENERATED = 16;
export const LONGEST_GENERATED = 1024;

/**
 * Makes a value at random. Each text that has a character of each group is as
 * likely as the others.
 *
 * @throws RangeError for a length that is not offered
 */
export function generateValue(policy: GeneratePolicy): Uint8Array {
  const { alphabet, length } = policy;
  if (
    !Number.isInteger(length) ||
    length < SHORTEST_GENERATED ||
    length > LONGEST_GENERATED
  ) {
    throw new RangeError(
      `A value has ${SHORTEST_GENERATED} to ${LONGEST_GENERATED} characters`,
    );
  }
  const groups = ALPHABETS[alphabet];
  const characters = groups.join('');
  for (;;) {
    const text = drawText(characters, length);
    if (groups.every(group => [...text].some(each => group.includes(each)))) {
      return new TextEncoder().encode(text);
    }
  }
}

/** How many bits somebody would have to guess. */
export function bitsOf({ alphabet, length }: GeneratePolicy): number {
  return Math.floor(length * Math.log2(ALPHABETS[alphabet].join('').length));
}

function drawText(characters: string, length: number): string {
  const count = characters.length;
  // Bytes from the last multiple of the count on would make the first characters more likely.
  const limit = 256 - (256 % count);
  let text = '';
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      if (byte < limit && text.length < length) {
        text += characters[byte % count];
      }
    }
  }
  return text;
}
