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

const UNSAFE =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g;

/**
 * Text from outside, safe to print: what a terminal would obey, and what turns
 * the direction of reading, is shown as its code instead.
 */
export function printable(text: string, options?: { lines?: boolean }): string {
  return text.replace(UNSAFE, character =>
    options?.lines && character === '\n'
      ? character
      : `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}
