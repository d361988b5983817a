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

import { matchesGlob } from './matchesGlob';

/** A pattern of Argo CD, ready to be matched against many texts. */
export interface Pattern {
  /** What one match costs, next to one of a pattern with stars and a few letters. */
  cost: number;
  /** Set where it matches this text alone. */
  literal?: string;
  /** Whether it says what must not match. */
  isDenial: boolean;
  matches(text: string): boolean;
}

/** Such a part of a pattern costs as much as all that is done besides. */
const LENGTH = 32;
const OF_PREFIX = 0.1;

/**
 * Lists and ranges, as `{a,b}` and `[a-z]`, are not evaluated: any text may match
 * them, and none is denied by them.
 */
export function compilePattern(text: string): Pattern {
  const isDenial = text.startsWith('!');
  const pattern = isDenial ? text.slice(1) : text;
  if (/[[\]{}\\]/.test(pattern)) {
    return { cost: 0, isDenial, matches: () => true };
  }
  const of = (cost: number, matches: (name: string) => boolean): Pattern => ({
    cost,
    isDenial,
    matches: isDenial ? name => !matches(name) : matches,
  });
  if (!/[*?]/.test(pattern)) {
    return {
      ...of(isDenial ? OF_PREFIX : 0, name => name === pattern),
      ...(!isDenial && { literal: pattern }),
    };
  }
  if (/^[^*?]*\*$/.test(pattern)) {
    const prefix = pattern.slice(0, -1);
    return of(OF_PREFIX, name => name.startsWith(prefix));
  }
  return of(1 + pattern.length / LENGTH, name => matchesGlob(pattern, name));
}
