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

const LONGEST = 500;

/**
 * Text of people as a code span of Markdown, on one line: hosts notify nobody, close
 * nothing and run no command for what stands in one.
 *
 * @public
 */
export function codeSpan(text: string): string {
  const line = text
    // Everything that ends a line somewhere, turns the writing around or cannot be seen.
    .replace(
      // eslint-disable-next-line no-control-regex
      /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\s]+/g,
      ' ',
    )
    .trim();
  const characters = [...line];
  const shown =
    characters.length > LONGEST
      ? `${characters.slice(0, LONGEST).join('').trim()}…`
      : line;
  if (shown === '') {
    return '–';
  }
  const runs = shown.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map(run => run.length)) + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return fence + pad + shown + pad + fence;
}
