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

/** Whether a text is of a pattern, in which `*` stands for any text. */
export function matchesGlob(pattern: string, text: string): boolean {
  const [start, ...rest] = pattern.split('*');
  const end = rest.pop();
  if (end === undefined) {
    return text === pattern;
  }
  if (
    text.length < start.length + end.length ||
    !text.startsWith(start) ||
    !text.endsWith(end)
  ) {
    return false;
  }
  const last = text.length - end.length;
  let from = start.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found === -1 || found + part.length > last) {
      return false;
    }
    from = found + part.length;
  }
  return true;
}

/** Whether a text is of one of some patterns. */
export function matchesAny(patterns: readonly string[], text: string): boolean {
  return patterns.some(pattern => matchesGlob(pattern, text));
}
