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
/** Inside a run of the characters of base64, which those of hexadecimal are among. */
const HEX = /(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{2}){20,}(?![0-9A-Fa-f])/g;
const SHORTEST_HEX = 40;
const ASCII = 128;
const IN_RUN = Uint8Array.from({ length: ASCII }, (_, code) =>
  /[0-9A-Za-z+/_-]/.test(String.fromCharCode(code)) ? 1 : 0,
);
const PAD = '='.charCodeAt(0);
const PERCENT = /%[2-7][0-9A-Fa-f]/;
const ENCODED = /[0-9A-Za-z%._~!*+@-]{12,4096}/g;
/** Text as people and tools write it: no control characters but white space. */
const TEXT = /^[\t\n\r -~]+$/;

/** The parts of a text that are other texts in base64, hexadecimal or percent encoding. */
export function decodeParts(text: string): Decoded[] {
  const found: Decoded[] = [];
  const note = (start: number, run: string, decoded: string | undefined) => {
    if (decoded !== undefined && TEXT.test(decoded)) {
      found.push({ start, end: start + run.length, text: decoded });
    }
  };
  forEachRun(text, (start, end) => {
    let padded = end;
    while (padded < end + 2 && text.charCodeAt(padded) === PAD) {
      padded++;
    }
    const run = text.slice(start, padded);
    if (run.length <= LONGEST) {
      note(start, run, fromBase64(run));
    }
    if (end - start >= SHORTEST_HEX) {
      for (const match of run.matchAll(HEX)) {
        if (match[0].length <= LONGEST) {
          note(start + match.index, match[0], fromHex(match[0]));
        }
      }
    }
  });
  if (PERCENT.test(text)) {
    for (const match of text.matchAll(ENCODED)) {
      if (PERCENT.test(match[0])) {
        note(match.index, match[0], fromPercent(match[0]));
      }
    }
  }
  return found;
}

/** Calls back for each run that may be base64; a loop takes a third of the time that a pattern does. */
function forEachRun(
  text: string,
  note: (start: number, end: number) => void,
): void {
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    // Past the end of the text the code is NaN.
    const code = text.charCodeAt(at);
    if (!(code < ASCII && IN_RUN[code] === 1)) {
      if (at - start >= SHORTEST) {
        note(start, at);
      }
      start = at + 1;
    }
  }
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
