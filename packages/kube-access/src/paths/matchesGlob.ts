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

/**
 * Whether a text matches a pattern of `*` and `?`. Patterns come from clusters,
 * so that none may take long: it looks back to the last `*` only.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  let at = 0;
  let inText = 0;
  let star = -1;
  let starText = 0;
  while (inText < text.length) {
    if (pattern[at] === '*') {
      star = at;
      starText = inText;
      at += 1;
    } else if (pattern[at] === '?' || pattern[at] === text[inText]) {
      at += 1;
      inText += 1;
    } else if (star >= 0) {
      starText += 1;
      at = star + 1;
      inText = starText;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') {
    at += 1;
  }
  return at === pattern.length;
}
