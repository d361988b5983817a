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

/** A part of a text that is another text in an encoding. */
export interface Decoded {
  start: number;
  end: number;
  text: string;
}

const SHORTEST = 20;
const LONGEST = 65_536;
/** Each begins where no such run goes on, so that a run is tried once. */
const BASE64 = /(?<![0-9A-Za-z+/=_-])[0-9A-Za-z+/_-]{20,}={0,2}/g;
const HEX = /(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{2}){20,}(?![0-9A-Fa-f])/g;
const PERCENT = /%[2-7][0-9A-Fa-f]/;
const ENCODED = /[0-9A-Za-z%._~!*+@-]{12,4096}/g;
/** Text as people and tools write it: no control characters but white space. */
const TEXT = /^[\t\n\r -~]+$/;

/** The parts of a text that are other texts in base64, hexadecimal or percent encoding. */
export function decodeParts(text: string): Decoded[] {
  const found: Decoded[] = [];
  const note = (match: RegExpExecArray, decoded: string | undefined) => {
    if (decoded !== undefined && TEXT.test(decoded)) {
      found.push({
        start: match.index,
        end: match.index + match[0].length,
        text: decoded,
      });
    }
  };
  for (const match of text.matchAll(BASE64)) {
    if (match[0].length <= LONGEST) {
      note(match, fromBase64(match[0]));
    }
  }
  for (const match of text.matchAll(HEX)) {
    if (match[0].length <= LONGEST) {
      note(match, fromHex(match[0]));
    }
  }
  if (PERCENT.test(text)) {
    for (const match of text.matchAll(ENCODED)) {
      if (PERCENT.test(match[0])) {
        note(match, fromPercent(match[0]));
      }
    }
  }
  return found;
}

function fromBase64(run: string): string | undefined {
  const plain = run.replace(/-/g, '+').replace(/_/g, '/').replace(/=+$/, '');
  if (plain.length % 4 === 1 || plain.length < SHORTEST) {
    return undefined;
  }
  try {
    // Most runs are words or bytes: the beginning tells.
    return TEXT.test(atob(plain.slice(0, 16))) ? atob(plain) : undefined;
  } catch {
    return undefined;
  }
}

function fromHex(run: string): string | undefined {
  let text = '';
  for (let at = 0; at < run.length; at += 2) {
    const code = parseInt(run.slice(at, at + 2), 16);
    if (code > 126) {
      return undefined;
    }
    text += String.fromCharCode(code);
  }
  return text;
}

function fromPercent(run: string): string | undefined {
  try {
    return decodeURIComponent(run);
  } catch {
    return undefined;
  }
}
