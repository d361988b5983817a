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

/** What may be repeated: one character, an escaped one, any, or one of a class. */
const PIECE =
  /(?:\\([.\-])|\[(\^?[A-Za-z0-9._-]{1,80})\]|([A-Za-z0-9_-])|(\.))([*+?]?)/y;

interface Piece {
  matches(character: string): boolean;
  least: 0 | 1;
  repeats: boolean;
}

/**
 * Whether a name as a whole matches a pattern: literal characters, `.`, `[a-z]`
 * and `*`, `+` or `?` behind one of them. It takes time by the product of both
 * lengths, whatever the pattern is, as a workload's author writes it. A pattern
 * with anything else in it matches nothing.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  const pieces = piecesOf(pattern.replace(/^\^/, '').replace(/\$$/, ''));
  if (!pieces) {
    return false;
  }
  // The pieces that the part of the name read so far may have led to.
  let at = withSkipped(new Set([0]), pieces);
  for (const character of name) {
    const next = new Set<number>();
    for (const index of at) {
      if (index < pieces.length && pieces[index].matches(character)) {
        next.add(index + 1);
        if (pieces[index].repeats) {
          next.add(index);
        }
      }
    }
    at = withSkipped(next, pieces);
  }
  return at.has(pieces.length);
}

/** A repeated piece that has matched once may be left, one that is optional may be passed over. */
function withSkipped(at: Set<number>, pieces: Piece[]): Set<number> {
  // A set is walked in the order of insertion, with what is added on the way.
  for (const index of at) {
    if (index < pieces.length && pieces[index].least === 0) {
      at.add(index + 1);
    }
  }
  return at;
}

function piecesOf(pattern: string): Piece[] | undefined {
  const pieces: Piece[] = [];
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < pattern.length) {
    const found = PIECE.exec(pattern);
    if (!found) {
      return undefined;
    }
    const [, escaped, range, literal, , repeat] = found;
    const matches = matcherOf({ range, literal: escaped ?? literal });
    if (!matches) {
      return undefined;
    }
    pieces.push({
      matches,
      least: repeat === '*' || repeat === '?' ? 0 : 1,
      repeats: repeat === '*' || repeat === '+',
    });
  }
  return pieces;
}

function matcherOf(options: {
  range?: string;
  literal?: string;
}): Piece['matches'] | undefined {
  const { range, literal } = options;
  if (literal !== undefined) {
    return character => character === literal;
  }
  if (range === undefined) {
    return () => true;
  }
  try {
    const set = new RegExp(`^[${range}]$`);
    return character => set.test(character);
  } catch {
    // A range that runs backwards.
    return undefined;
  }
}
