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

import type { Dice } from './Dice';

const MOST_MORE = 6;
const QUANTIFIER = /^(?:\{(\d+)(,?)(\d*)\}|[*?+])/;

/** A text that a regular expression fits, of those that the formats are written in. */
export function sampleOf(pattern: string, dice: Dice): string {
  const [text, end] = alternatives(pattern, 0, dice);
  if (end !== pattern.length) {
    throw new Error(`not understood from ${end}: ${pattern}`);
  }
  return text;
}

function alternatives(
  pattern: string,
  start: number,
  dice: Dice,
): [text: string, end: number] {
  const texts: string[] = [];
  let text = '';
  let at = start;
  while (at < pattern.length && pattern[at] !== ')') {
    if (pattern[at] === '|') {
      texts.push(text);
      text = '';
      at++;
      continue;
    }
    const from = at;
    at = endOfAtom(pattern, at);
    const atom = pattern.slice(from, at);
    const [all, fewest, comma, most] = QUANTIFIER.exec(pattern.slice(at)) ?? [
      '',
    ];
    at += all.length;
    let times = 1;
    if (fewest !== undefined) {
      const least = Number(fewest);
      const open = comma ? MOST_MORE : 0;
      const extra = most ? Number(most) - least : open;
      times = least + dice.below(extra + 1);
    } else if (all !== '') {
      times = all === '?' ? dice.below(2) : 1 + dice.below(MOST_MORE);
    }
    for (let count = 0; count < times; count++) {
      text += sampleOfAtom(atom, dice);
    }
  }
  texts.push(text);
  return [dice.one(texts), at];
}

function endOfAtom(pattern: string, at: number): number {
  if (pattern[at] === '\\') {
    return at + 2;
  }
  if (pattern[at] === '[') {
    return pattern.indexOf(']', at) + 1;
  }
  if (pattern[at] !== '(') {
    return at + 1;
  }
  let depth = 0;
  for (let end = at; end < pattern.length; end++) {
    depth += Number(pattern[end] === '(') - Number(pattern[end] === ')');
    if (depth === 0) {
      return end + 1;
    }
  }
  throw new Error(`a group has no end: ${pattern}`);
}

function sampleOfAtom(atom: string, dice: Dice): string {
  if (atom === '\\d') {
    return dice.one('0123456789');
  }
  if (atom.startsWith('\\')) {
    return atom[1];
  }
  if (atom.startsWith('(?:')) {
    return alternatives(atom.slice(3, -1), 0, dice)[0];
  }
  if (!atom.startsWith('[')) {
    return atom;
  }
  let signs = '';
  for (const [, from, to, single] of atom
    .slice(1, -1)
    .matchAll(/(.)-(.)|(.)/g)) {
    if (single !== undefined) {
      signs += single;
      continue;
    }
    for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++) {
      signs += String.fromCharCode(code);
    }
  }
  return dice.one(signs);
}
