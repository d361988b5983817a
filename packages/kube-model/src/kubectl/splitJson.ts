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

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = [0x7b, 0x5b];
const CLOSING = [0x7d, 0x5d];

/** What may stand between documents: blanks, and lines of `---`. */
const BETWEEN = /(?:\s|---(?=\s))*/y;

/**
 * The documents of a text with several of JSON, one after the other or one a
 * line, with the lines where they begin. Whether they are valid is not looked
 * at.
 */
export function* splitJson(
  text: string,
): Generator<{ line: number; content: string }> {
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const start = at + lengthBetween(text, at);
    line += newlinesIn(text, at, start);
    at = endOf(text, start);
    if (at > start) {
      yield { line, content: text.slice(start, at) };
      line += newlinesIn(text, start, at);
    }
  }
}

function lengthBetween(text: string, from: number): number {
  BETWEEN.lastIndex = from;
  return BETWEEN.exec(text)?.[0].length ?? 0;
}

/** Where what begins at a place is closed again; all the rest if nowhere. */
function endOf(text: string, start: number): number {
  let depth = 0;
  let isText = false;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isText) {
      if (code === BACKSLASH) {
        at++;
      } else if (code === QUOTE) {
        isText = false;
      }
    } else if (code === QUOTE) {
      isText = true;
    } else if (OPENING.includes(code)) {
      depth++;
    } else if (CLOSING.includes(code)) {
      depth--;
      if (depth <= 0) {
        return at + 1;
      }
    }
  }
  return text.length;
}

function newlinesIn(text: string, from: number, to: number): number {
  let count = 0;
  for (
    let at = text.indexOf('\n', from);
    at !== -1 && at < to;
    at = text.indexOf('\n', at + 1)
  ) {
    count++;
  }
  return count;
}
