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

/** Controls, marks of format and direction, separators of lines, halves of characters. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Text from outside, safe to print: what a terminal would obey, and what turns
 * the direction of reading, is shown as its code instead.
 *
 * @param keep - such characters that are to stay, for example `\n`
 * @public
 */
export function printable(text: string, keep: string = ''): string {
  return text.replace(UNSAFE, character =>
    keep.includes(character)
      ? character
      : `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}

/**
 * A value as JSON that is safe to print. The same value is read from it.
 *
 * @public
 */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(UNSAFE, character =>
    // All within a text is escaped already: these are the lines of the form.
    character === '\n'
      ? character
      : Array.from({ length: character.length }, (_, at) =>
          escapeUnit(character.charCodeAt(at)),
        ).join(''),
  );
}

function escapeUnit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
